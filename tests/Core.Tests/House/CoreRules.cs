using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Tessera.Core.Tests.House;

/// <summary>What Core may name, and which of its modules may know which.</summary>
internal static class CoreRules
{
    private const string CorePath = "src/Tessera.Core/";
    private const string CoreSpace = "Tessera.Core";

    /// <summary>
    /// The modules of Core and what each may use besides the values in the root. A new module is a new line here,
    /// and a line that closes a circle fails. A folder inside a module counts as the module unless it has its own line.
    /// </summary>
    public static readonly IReadOnlyDictionary<string, string[]> Edges = new Dictionary<string, string[]>(StringComparer.Ordinal)
    {
        [""] = [],
        ["Facts"] = ["Points", "Members", "StoredValue", "Coupons", "Redemption", "Plans", "Bookings"],
        ["Points"] = ["Facts", "Members"],
        ["Members"] = ["Facts", "Points", "StoredValue", "Coupons", "Redemption", "Plans", "Bookings"],
        ["StoredValue"] = ["Facts", "Points", "Members"],
        ["Coupons"] = ["Facts", "Points", "Members"],
        ["Redemption"] = ["Facts", "Points", "Members"],
        ["Bookings"] = ["Facts", "Points", "Members"],
        ["Plans"] = ["Facts", "Points", "Members", "StoredValue"],
        ["Growth"] = ["Facts", "Points", "Members"],
        ["Earning"] = ["Facts", "Points", "Members", "Growth"],
        ["Tiers"] = ["Facts", "Points", "Members", "Coupons", "Plans", "Earning", "Growth"],
        ["Segments"] = ["Facts", "Points", "Members", "Coupons", "StoredValue", "Tiers"],
        ["Pricing"] = ["Facts", "Points", "Members", "Earning"],
        ["Benefits"] = ["Facts", "Points", "Members", "Coupons", "Earning", "Tiers", "Pricing"],
        ["Liability"] = ["Facts", "Points", "Members"],
        ["Programs"] = ["Costs", "Facts", "Points", "Members", "StoredValue", "Redemption", "Plans", "Bookings", "Coupons", "Earning", "Growth", "Tiers", "Pricing", "Benefits", "Liability", "Segments"],
        ["Costs"] = ["Facts", "Points", "Members", "Redemption", "Coupons", "Pricing", "Benefits"],
        ["Analytics"] = ["Costs", "Facts", "Points", "Members", "StoredValue", "Redemption", "Plans", "Bookings", "Coupons", "Earning", "Growth", "Tiers", "Pricing", "Benefits", "Liability", "Segments", "Programs"],
    };

    /// <summary>Facts carry lots between members, the state of a member holds lots and facts: one layer, no circle.</summary>
    public static readonly IReadOnlyList<string> OneLayer = ["Facts", "Points", "Members", "StoredValue", "Coupons", "Redemption", "Plans", "Bookings"];

    // The analyzer finds calls; these are also banned where they are only declared.
    private static readonly HashSet<string> BannedTypes = new(StringComparer.Ordinal)
    {
        "DateTime", "DateTimeOffset", "TimeProvider", "TimeZoneInfo", "Stopwatch", "Random", "Task", "ValueTask", "Thread",
        "File", "FileInfo", "FileStream", "Directory", "HttpClient", "Console", "Environment",
    };

    public static IEnumerable<string> BannedNames(SourceFile file)
    {
        if (!file.Path.StartsWith(CorePath, StringComparison.Ordinal))
        {
            yield break;
        }

        bool statistics = file.Path.StartsWith(CorePath + "Analytics/Statistics/", StringComparison.Ordinal);
        foreach (var token in file.Root.DescendantTokens())
        {
            bool banned = token.Kind() switch
            {
                SyntaxKind.FloatKeyword or SyntaxKind.DoubleKeyword => !statistics,
                SyntaxKind.AsyncKeyword => true,
                SyntaxKind.IdentifierToken => BannedTypes.Contains(token.Text) && token.Parent is IdentifierNameSyntax or GenericNameSyntax && IsType(token),
                _ => false,
            };
            if (banned)
            {
                yield return file.Finding(token.Parent!, $"{token.Text} is banned in Core");
            }
        }
    }

    /// <summary>Modules are folders, so that the folder tells what a file may know.</summary>
    public static IEnumerable<string> SpaceThatIsNotTheFolder(SourceFile file)
    {
        string[] parts = file.Path.Split('/');
        if (parts[0] != "src" || parts.Length < 3)
        {
            yield break;
        }

        string wanted = parts.Length == 3 ? parts[1] : parts[1] + "." + parts[2];
        foreach (var space in file.All<BaseNamespaceDeclarationSyntax>())
        {
            string name = space.Name.ToString();
            if (parts.Length == 3 ? name != wanted : name != wanted && !name.StartsWith(wanted + ".", StringComparison.Ordinal))
            {
                yield return file.Finding(space, $"namespace {name} in folder {string.Join('/', parts[..^1])}, wanted {wanted}");
            }
        }
    }

    /// <summary>Every place where a module of Core names a module that the table does not give it.</summary>
    public static IEnumerable<string> ForbiddenUses(
        IReadOnlyCollection<SourceFile> files, IReadOnlyDictionary<string, string[]> edges)
    {
        var core = files.Where(f => f.Path.StartsWith(CorePath, StringComparison.Ordinal)).ToList();
        var typesOf = core.GroupBy(f => ModuleOf(f, edges), StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.SelectMany(f => f.All<BaseTypeDeclarationSyntax>()).Select(t => t.Identifier.Text).ToHashSet(StringComparer.Ordinal), StringComparer.Ordinal);
        foreach (var file in core)
        {
            string own = ModuleOf(file, edges);
            if (!edges.TryGetValue(own, out string[]? allowed))
            {
                yield return $"{file.Path}: module {own} is not in the table of modules";
                continue;
            }

            foreach (var (node, used) in Uses(file, typesOf, edges).Where(u => u.Module != own && u.Module.Length > 0 && !allowed.Contains(u.Module)))
            {
                yield return file.Finding(node, $"{(own.Length == 0 ? "the root" : own)} may not use {used}");
            }
        }
    }

    /// <summary>A circle in the table itself, named by its modules; the one layer counts as one module.</summary>
    public static IEnumerable<string> Circles(IReadOnlyDictionary<string, string[]> edges, IReadOnlyList<string> oneLayer)
    {
        string Node(string module) => oneLayer.Contains(module) ? oneLayer[0] : module;
        var left = edges.GroupBy(e => Node(e.Key), StringComparer.Ordinal).ToDictionary(
            g => g.Key,
            g => g.SelectMany(e => e.Value).Select(Node).Where(n => n != g.Key).ToHashSet(StringComparer.Ordinal),
            StringComparer.Ordinal);
        while (left.FirstOrDefault(e => !e.Value.Any(left.ContainsKey)) is { Key: not null } free)
        {
            left.Remove(free.Key);
        }

        return left.Count == 0 ? [] : ["a circle among " + string.Join(", ", left.Keys.Order(StringComparer.Ordinal))];
    }

    private static IEnumerable<(SyntaxNode Node, string Module)> Uses(
        SourceFile file, Dictionary<string, HashSet<string>> typesOf, IReadOnlyDictionary<string, string[]> edges)
    {
        foreach (var name in file.Root.DescendantNodes().OfType<NameSyntax>().Where(n => n.Parent is not (QualifiedNameSyntax or BaseNamespaceDeclarationSyntax)))
        {
            string text = name.ToString();
            if (text.StartsWith(CoreSpace + ".", StringComparison.Ordinal))
            {
                yield return (name, ModuleOfSpace(text[(CoreSpace.Length + 1)..], edges));
            }
            else if (name is QualifiedNameSyntax { Left: IdentifierNameSyntax left } && IsTypeOf(left.Identifier.Text, ((QualifiedNameSyntax)name).Right.Identifier.Text))
            {
                yield return (name, left.Identifier.Text);
            }
        }

        foreach (var access in file.All<MemberAccessExpressionSyntax>())
        {
            if (access.Expression is IdentifierNameSyntax module && IsTypeOf(module.Identifier.Text, access.Name.Identifier.Text))
            {
                yield return (access, module.Identifier.Text);
            }
            else if (access.Parent is not MemberAccessExpressionSyntax && access.ToString() is var whole && whole.StartsWith(CoreSpace + ".", StringComparison.Ordinal))
            {
                yield return (access, ModuleOfSpace(whole[(CoreSpace.Length + 1)..], edges));
            }
        }

        bool IsTypeOf(string module, string type) => typesOf.TryGetValue(module, out var types) && types.Contains(type);
    }

    private static string ModuleOf(SourceFile file, IReadOnlyDictionary<string, string[]> edges)
    {
        string[] folders = file.Path[CorePath.Length..].Split('/')[..^1];
        return folders.Length == 0 ? "" : ModuleOfSpace(string.Join('.', folders), edges, known: false);
    }

    // "Programs.Lint.Finding" is module Programs.Lint where the table has it, else Programs.
    private static string ModuleOfSpace(string space, IReadOnlyDictionary<string, string[]> edges, bool known = true)
    {
        string[] parts = space.Split('.');
        string two = string.Join('.', parts.Take(2));
        return edges.ContainsKey(two) ? two : edges.ContainsKey(parts[0]) || !known ? parts[0] : "";
    }

    // A whole name, such as System.DateTime.Now, reads the clock as well.
    private static bool IsSpace(string before) => before is "System" or "global::System" || before.StartsWith("System.", StringComparison.Ordinal) || before.StartsWith("global::System.", StringComparison.Ordinal);

    private static bool IsType(SyntaxToken token) => token.Parent!.Parent switch
    {
        MemberAccessExpressionSyntax access => access.Expression == token.Parent || IsSpace(access.Expression.ToString()),
        QualifiedNameSyntax qualified => qualified.Right == token.Parent,
        ArgumentSyntax or BinaryExpressionSyntax or AssignmentExpressionSyntax or NameColonSyntax or InvocationExpressionSyntax => false,
        _ => true,
    };
}
