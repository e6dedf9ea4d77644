using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Tessera.Testing;

/// <summary>
/// Which tests hold which id, read from the compiled test assemblies without loading them.
/// Only a test counts: a mark on a method that no runner would run covers nothing.
/// </summary>
public sealed class CoverageMap
{
    private readonly SortedDictionary<string, SortedSet<string>> _tests = new(CoverageIdOrder.Instance);

    /// <summary>The ids, feature rows in their own order, with the names of the tests that hold them.</summary>
    public IEnumerable<KeyValuePair<string, SortedSet<string>>> Entries => _tests;

    /// <summary>How many tests hold an id.</summary>
    public int CountOf(string id) => _tests.TryGetValue(id, out var tests) ? tests.Count : 0;

    /// <summary>Those of the ids that no test holds, in the order given.</summary>
    public IEnumerable<string> MissingOf(IEnumerable<string> ids) => ids.Where(id => CountOf(id) == 0);

    /// <summary>Adds one mark.</summary>
    public void Add(string id, string test)
    {
        if (!_tests.TryGetValue(id, out var tests))
        {
            _tests.Add(id, tests = new SortedSet<string>(StringComparer.Ordinal));
        }

        tests.Add(test);
    }

    /// <summary>Adds every mark in a compiled assembly.</summary>
    public void AddAssembly(string path)
    {
        using var file = new PEReader(File.OpenRead(path));
        var reader = file.GetMetadataReader();
        foreach (var typeHandle in reader.TypeDefinitions)
        {
            var type = reader.GetTypeDefinition(typeHandle);
            string typeName = reader.GetString(type.Name);
            var ofType = MarksOn(reader, type.GetCustomAttributes());
            foreach (var method in type.GetMethods().Select(reader.GetMethodDefinition))
            {
                AddMethod(reader, method, typeName, ofType);
            }
        }
    }

    private void AddMethod(MetadataReader reader, MethodDefinition method, string typeName, List<string> ofType)
    {
        var attributes = method.GetCustomAttributes();
        if (!attributes.Any(a => NameOf(reader, reader.GetCustomAttribute(a)) is "FactAttribute" or "TheoryAttribute"))
        {
            return;
        }

        string test = typeName + "." + reader.GetString(method.Name);
        foreach (string id in MarksOn(reader, attributes).Concat(ofType))
        {
            Add(id, test);
        }
    }

    private static List<string> MarksOn(MetadataReader reader, CustomAttributeHandleCollection attributes)
    {
        var ids = new List<string>();
        foreach (var attribute in attributes.Select(reader.GetCustomAttribute))
        {
            switch (NameOf(reader, attribute))
            {
                case nameof(CoversAttribute):
                    ids.AddRange(ReadList(reader.GetBlobReader(attribute.Value)));
                    break;
                case nameof(CoversTableAttribute):
                    ids.AddRange(ReadTable(reader.GetBlobReader(attribute.Value)));
                    break;
                default:
                    break;
            }
        }

        return ids;
    }

    // ECMA-335 II.23.3: a prolog of two bytes, then the fixed arguments; an array opens with its length.
    private static ImmutableArray<string> ReadList(BlobReader blob)
    {
        blob.ReadUInt16();
        int count = blob.ReadInt32();
        var ids = ImmutableArray.CreateBuilder<string>(count);
        for (int i = 0; i < count; i++)
        {
            ids.Add(blob.ReadSerializedString() ?? "");
        }

        return ids.MoveToImmutable();
    }

    private static IEnumerable<string> ReadTable(BlobReader blob)
    {
        blob.ReadUInt16();
        string path = blob.ReadSerializedString() ?? "";
        string template = blob.ReadSerializedString() ?? "";
        return CaseTable.Read(path).Rows
            .SelectMany(row => row.Fill(template).Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    private static string NameOf(MetadataReader reader, CustomAttribute attribute)
    {
        var owner = attribute.Constructor.Kind == HandleKind.MemberReference
            ? reader.GetMemberReference((MemberReferenceHandle)attribute.Constructor).Parent
            : reader.GetMethodDefinition((MethodDefinitionHandle)attribute.Constructor).GetDeclaringType();
        return owner.Kind switch
        {
            HandleKind.TypeReference => reader.GetString(reader.GetTypeReference((TypeReferenceHandle)owner).Name),
            HandleKind.TypeDefinition => reader.GetString(reader.GetTypeDefinition((TypeDefinitionHandle)owner).Name),
            _ => "",
        };
    }
}
