using System.ComponentModel;
using System.Text.Json;
using Tessera.App;
using Tessera.App.Programs;
using Tessera.Core.Programs;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Programs;

/// <summary>An edit of the draft.</summary>
internal sealed record DraftEditBody
{
    [Description("JSON pointer of the value in the programme file; its last key may be missing so far, and `-` as the last key appends to a list."), Text(500), Example("\"/tiers/1/enter/spend\"")]
    public required string Pointer { get; init; }

    [Description("What is to stand there, as the file writes it (YAML); null or missing takes the key out."), Text(20_000, Lines = true), Example("\"600\"")]
    public string? Value { get; init; }

    [Description("The value becomes one more item of a list, before the item that the pointer names, instead of taking that item's place.")]
    public bool? Insert { get; init; }

    [Description("Pointer of a list's item that moves to the place, counted after it was taken out; goes without a value."), Text(500), Example("\"/earn/2\"")]
    public string? From { get; init; }

    public DraftEdit Read() => new(Pointer, Value) { IsInsert = Insert ?? false, From = From };
}

/// <summary>Edits of the draft.</summary>
internal sealed record DraftEdits
{
    [Description("In the order given; all of them are made or none."), Items(1, EditDraft.Most)]
    public required IReadOnlyList<DraftEditBody> Edits { get; init; }
}

/// <summary>The draft and the version in force as trees of values.</summary>
internal sealed record DraftTreeView
{
    [Description("Number of the version in force.")]
    public required int Version { get; init; }

    [Description("Whether the draft's text is another than that of the newest version.")]
    public required bool IsChanged { get; init; }

    [Description("The draft as maps, lists and texts as they are written, so that a JSON pointer into it names the place to edit; missing while its syntax is broken.")]
    public JsonElement? Draft { get; init; }

    [Description("The version in force, in the same way.")]
    public JsonElement? Live { get; init; }
}

/// <summary>The draft edited value by value: what a page with fields works with. Comments and layout of the file survive.</summary>
internal sealed class DraftRoutes(Desk desk)
{
    private const string Path = "/v1/program/draft";

    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = Path + "/tree", Id = "getProgramDraftTree", Tag = "program", Scope = Scopes.ProgramRead, Gives = typeof(DraftTreeView), Summary = "The draft as a tree of values",
            Says = "Beside the version in force, in the same form. Every value is a text as the file writes it.", Refusals = ["program.none"],
            Handle = ask => Task.FromResult(desk.Read(ask, (scope, _) => Tree(scope))),
        };
        yield return new ApiRoute
        {
            Method = "PATCH", Path = Path, Id = "editProgramDraft", Tag = "program", Scope = Scopes.ProgramWrite, Takes = typeof(DraftEdits), Gives = typeof(DraftView), Summary = "Edit values of the draft",
            Example = """{"edits":[{"pointer":"/tiers/1/enter/spend","value":"600"}]}""", Refusals = ["program.none", "program.noPlace"],
            Says = "Each edit replaces, adds, moves or takes out one value by its JSON pointer; nothing else of the text changes, comments included. The draft is kept even when it is not valid then; the answer lists what was found. The fix of a finding is such an edit.",
            Handle = ask => desk.Write(ask, new EditDraft { Edits = [.. ask.Take<DraftEdits>().Edits.Select(e => e.Read())] }, (draft, showing) => DraftView.Of(draft, showing.Language)),
        };
    }

    private static Reply Tree(ReadScope scope)
    {
        if (scope.KnownPrograms is not { } programs || ProgramDraft.Of(scope) is not { } draft) return new Problem(409, "program.none");
        var (live, versions) = (programs.At(scope.AsOf).Version, scope.Db.Programs.Versions());
        return Reply.Ok(new DraftTreeView
        {
            Version = live, IsChanged = draft.Text != versions[^1].SourceText,
            Draft = Element(draft.Text), Live = Element(versions.First(v => v.Version == live).SourceText),
        });
    }

    private static JsonElement? Element(string yaml)
    {
        if (YamlTree.Read(yaml).Root is not { } root) return null;
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream)) Write(writer, root);
        return JsonDocument.Parse(stream.ToArray()).RootElement.Clone();
    }

    // As deep as the reader of YAML lets a file be.
    private static void Write(Utf8JsonWriter writer, DocumentNode node)
    {
        switch (node)
        {
            case ScalarNode scalar:
                writer.WriteStringValue(scalar.Text);
                break;
            case ListNode list:
                writer.WriteStartArray();
                foreach (var item in list.Items) Write(writer, item);
                writer.WriteEndArray();
                break;
            case MapNode map:
                writer.WriteStartObject();
                foreach (var (key, value) in map.Entries)
                {
                    writer.WritePropertyName(key);
                    Write(writer, value);
                }

                writer.WriteEndObject();
                break;
            default:
                throw new System.Diagnostics.UnreachableException();
        }
    }
}
