using Tessera.Core.Programs;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Tessera.App.Programs;

/// <summary>Where a piece of a YAML text stands.</summary>
/// <param name="Line">Line, from 1.</param>
/// <param name="Column">Column, from 1.</param>
/// <param name="Start">First character, from 0.</param>
/// <param name="End">First character after it.</param>
public readonly record struct TextPlace(int Line, int Column, int Start, int End);

/// <summary>A YAML text as a tree of nodes with the place of each, or what is wrong with its syntax.</summary>
/// <param name="Root">The tree, or null when the syntax is broken.</param>
/// <param name="Places">Place of each node by JSON pointer; a value reached through an alias stands where the alias stands.</param>
/// <param name="KeyPlaces">Place of the key under which a value stands, by the value's pointer.</param>
/// <param name="Broken">What is wrong and where.</param>
public sealed record YamlTree(
    DocumentNode? Root, IReadOnlyDictionary<string, TextPlace> Places, IReadOnlyDictionary<string, TextPlace> KeyPlaces, IReadOnlyList<PlacedFinding> Broken)
{
    /// <summary>Most characters of a text: 1 million.</summary>
    public const int MaxLength = 1_000_000;

    /// <summary>Reads a text.</summary>
    public static YamlTree Read(string text)
    {
        if (text.Length > MaxLength) return OfBroken(new Finding("program.tooLong", "") { Parts = [Core.Reason.Count("most", MaxLength)] }, new TextPlace(1, 1, 0, 0));
        if (text.StartsWith('\ufeff')) return Shifted(Read(text[1..]), 1);
        var builder = new YamlTreeBuilder(text);
        try
        {
            return builder.Read();
        }
        catch (YamlException broken)
        {
            return OfSyntax(text, broken.Start.Index > 0 ? broken.Start : builder.LastMark);
        }
        catch (InvalidOperationException)
        {
            // The parser throws this, without a position, on a flow sequence that is not closed before the next key:
            // the end of the last token is the best place there is.
            return OfSyntax(text, builder.LastMark);
        }
    }

    // A byte order mark is no part of the first line, but it is a character of the text that edits count.
    private static YamlTree Shifted(YamlTree tree, int by)
    {
        Dictionary<string, TextPlace> Shift(IReadOnlyDictionary<string, TextPlace> places) =>
            places.ToDictionary(p => p.Key, p => p.Value with { Start = p.Value.Start + by, End = p.Value.End + by }, StringComparer.Ordinal);
        return tree with { Places = Shift(tree.Places), KeyPlaces = Shift(tree.KeyPlaces) };
    }

    private static YamlTree OfSyntax(string text, Mark mark)
    {
        var place = new TextPlace((int)mark.Line, (int)mark.Column, (int)mark.Index, (int)mark.Index);
        var tab = YamlTreeBuilder.FirstTabIndent(text);
        return tab > 0
            ? OfBroken(new Finding("program.tab", ""), new TextPlace(tab, 1, 0, 0))
            : OfBroken(new Finding("program.syntax", "") { Got = YamlTreeBuilder.LineOf(text, place.Line) }, place);
    }

    private static YamlTree OfBroken(Finding finding, TextPlace place) =>
        new(null, new Dictionary<string, TextPlace>(), new Dictionary<string, TextPlace>(), [new PlacedFinding(finding, place.Line, place.Column)]);
}

/// <summary>Builds the tree from the parser's events; limits depth and size, so that no alias can blow it up.</summary>
internal sealed class YamlTreeBuilder(string text)
{
    private const int MaxDepth = 50;
    private const int MaxNodes = 100_000;
    private readonly Parser _parser = new(new StringReader(text));
    private readonly Dictionary<string, List<ParsingEvent>> _anchors = new(StringComparer.Ordinal);
    private readonly List<(string Anchor, int Depth, List<ParsingEvent> Events)> _recording = [];
    private readonly Dictionary<string, TextPlace> _places = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TextPlace> _keyPlaces = new(StringComparer.Ordinal);
    private readonly List<PlacedFinding> _broken = [];
    private readonly Stack<(Queue<ParsingEvent> Events, TextPlace Place)> _replays = new();
    private int _nodes;
    private int _lastEnd;

    /// <summary>Mark of the last event read.</summary>
    public Mark LastMark { get; private set; } = Mark.Empty;

    public YamlTree Read()
    {
        Expect<StreamStart>();
        if (Peek() is StreamEnd)
        {
            return Done(new ScalarNode("", ""));
        }

        Expect<DocumentStart>();
        var root = Node("", 0);
        Expect<DocumentEnd>();
        if (Peek() is DocumentStart second) Broken("program.severalDocuments", "", PlaceOf(second), null);
        return Done(root);
    }

    public static string LineOf(string text, int line)
    {
        var lines = text.Split('\n');
        return line >= 1 && line <= lines.Length ? Core.Programs.Keys.Binding.Short(lines[line - 1].Trim()) : "";
    }

    /// <summary>First line indented by a tab, from 1; 0 for none.</summary>
    public static int FirstTabIndent(string text)
    {
        var lines = text.Split('\n');
        return 1 + Array.FindIndex(lines, l => l.TrimStart(' ').StartsWith('\t') && l.Trim().Length > 0);
    }

    private YamlTree Done(DocumentNode root) => new(_broken.Count == 0 ? root : null, _places, _keyPlaces, _broken);

    private DocumentNode Node(string pointer, int depth)
    {
        if (depth > MaxDepth || ++_nodes > MaxNodes) throw new YamlException(LastMark, LastMark, "too deep or too many nodes");
        var next = Next();
        _places[pointer] = PlaceOf(next);
        switch (next)
        {
            case Scalar scalar:
                return new ScalarNode(pointer, IsNull(scalar) ? "" : scalar.Value);
            case SequenceStart sequence:
                return Sequence(pointer, depth, sequence.Style == SequenceStyle.Flow);
            case MappingStart mapping:
                return Mapping(pointer, depth, mapping.Style == MappingStyle.Flow);
            case AnchorAlias alias:
                return Alias(alias, pointer, depth);
            default:
                throw new YamlException(next.Start, next.End, "a value was expected");
        }
    }

    private ListNode Sequence(string pointer, int depth, bool isFlow)
    {
        var items = new List<DocumentNode>();
        while (Peek() is not SequenceEnd) items.Add(Node(pointer + "/" + items.Count.ToString(System.Globalization.CultureInfo.InvariantCulture), depth + 1));
        Close(pointer, isFlow ? ']' : null);
        return new ListNode(pointer, items);
    }

    private MapNode Mapping(string pointer, int depth, bool isFlow)
    {
        var entries = new List<KeyValuePair<string, DocumentNode>>();
        while (Peek() is not MappingEnd)
        {
            if (Next() is not Scalar key) throw new YamlException(LastMark, LastMark, "a key must be a word");
            var inner = DocumentNode.PointerOf(pointer, key.Value);
            if (entries.Exists(e => e.Key == key.Value))
            {
                Broken("program.duplicateKey", inner, PlaceOf(key), key.Value);
                inner += "~duplicate";
            }

            _keyPlaces[inner] = PlaceOf(key);
            entries.Add(new(key.Value, Node(inner, depth + 1)));
        }

        Close(pointer, isFlow ? '}' : null);
        return new MapNode(pointer, entries);
    }

    private DocumentNode Alias(AnchorAlias alias, string pointer, int depth)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var events))
        {
            Broken("program.unknownAlias", pointer, PlaceOf(alias), alias.Value.Value);
            return new ScalarNode(pointer, "");
        }

        // The anchored value is read again at this pointer; every place inside it is the alias's.
        _replays.Push((new Queue<ParsingEvent>(events), PlaceOf(alias)));
        var node = Node(pointer, depth);
        _replays.Pop();
        return node;
    }

    // A block collection ends where its last value ends: its own end event lies behind comments and blank lines.
    // A flow collection ends behind its bracket, which the parser's end event does not always reach.
    private void Close(string pointer, char? bracket)
    {
        var lastEnd = _lastEnd;
        Next();
        if (_replays.Count > 0) return;
        _lastEnd = bracket is { } closing ? BehindBracket(closing, Math.Max(lastEnd, _places[pointer].Start + 1)) : lastEnd;
        _places[pointer] = _places[pointer] with { End = _lastEnd };
    }

    private int BehindBracket(char bracket, int from)
    {
        while (from < text.Length && text[from] != bracket)
        {
            var lineEnd = text[from] == '#' ? text.IndexOf('\n', from) : from;
            from = lineEnd < 0 ? text.Length : lineEnd + 1;
        }

        return Math.Min(from + 1, text.Length);
    }

    private void Broken(string code, string pointer, TextPlace place, string? got) =>
        _broken.Add(new PlacedFinding(new Finding(code, pointer) { Got = got }, place.Line, place.Column));

    private static bool IsNull(Scalar scalar) => scalar.Style == ScalarStyle.Plain && scalar.Value is "" or "~" or "null";

    private TextPlace PlaceOf(ParsingEvent at) => _replays.Count > 0
        ? _replays.Peek().Place
        : new TextPlace((int)at.Start.Line, (int)at.Start.Column, (int)at.Start.Index, (int)at.End.Index);

    private ParsingEvent Peek()
    {
        if (_replays.Count > 0) return _replays.Peek().Events.Peek();
        if (_parser.Current is null && !_parser.MoveNext()) throw new YamlException(LastMark, LastMark, "unexpected end");
        while (_parser.Current is Comment) _parser.MoveNext();
        LastMark = _parser.Current!.End;
        return _parser.Current;
    }

    private ParsingEvent Next()
    {
        var next = Peek();
        if (_replays.Count > 0)
        {
            _replays.Peek().Events.Dequeue();
            return next;
        }

        Record(next);
        if (next.End.Index > next.Start.Index) _lastEnd = (int)next.End.Index;
        _parser.MoveNext();
        return next;
    }

    // Events of every open anchor are kept, so that an alias can read them again; an anchor is known only once its value is whole.
    private void Record(ParsingEvent next)
    {
        if (next is NodeEvent node && !node.Anchor.IsEmpty && next is not AnchorAlias) _recording.Add((node.Anchor.Value, 0, []));
        for (var i = _recording.Count - 1; i >= 0; i--)
        {
            var (anchor, depth, events) = _recording[i];
            events.Add(next);
            depth += next.NestingIncrease;
            _recording[i] = (anchor, depth, events);
            if (depth != 0) continue;
            _anchors[anchor] = events;
            _recording.RemoveAt(i);
        }
    }

    private void Expect<T>()
    {
        if (Next() is not T) throw new YamlException(LastMark, LastMark, "unexpected");
    }
}
