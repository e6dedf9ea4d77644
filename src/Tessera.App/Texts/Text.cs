using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using Tessera.App.Programs;
using Tessera.Core;
using Tessera.Core.Programs;
using Tessera.Storage.Facts;

namespace Tessera.App.Texts;

/// <summary>
/// The texts of every reason, refusal and finding in zh-CN and en, from one file (architecture.md, Errors), and their rendering with numbers.
/// A placeholder is <c>{name}</c>; a part in square brackets appears only when every placeholder in it has a value that is not zero.
/// </summary>
public static class Text
{
    /// <summary>Simplified Chinese, the default.</summary>
    public const string Chinese = "zh-CN";

    /// <summary>English.</summary>
    public const string English = "en";

    private const string Word = "word.";
    private static readonly Lazy<FrozenDictionary<string, LocalText>> All = new(() => ReadAll().ToFrozenDictionary(StringComparer.Ordinal));

    // Taken apart already: a receipt says some thirty sentences.
    private static readonly Lazy<FrozenDictionary<string, (Template Zh, Template En)>> Templates = new(() => All.Value.ToFrozenDictionary(t => t.Key, t => (Template.Of(t.Value.Zh), Template.Of(t.Value.En)), StringComparer.Ordinal));

    // Names of placeholders whose values have words of their own: few, so that most values need not be looked up under a name put together first.
    private static readonly Lazy<FrozenSet<string>> Worded = new(() => All.Value.Keys.Where(k => k.StartsWith(Word, StringComparison.Ordinal)).Select(k => k.Split('.')[1]).ToFrozenSet(StringComparer.Ordinal));

    /// <summary>Every code with its texts.</summary>
    public static IReadOnlyDictionary<string, LocalText> Codes => All.Value;

    /// <summary>The language of a wish such as <c>en-GB,en;q=0.9</c> or <c>zh_CN.UTF-8</c>: en where English comes first, else zh-CN.</summary>
    public static string LanguageOf(string? wish) =>
        wish is { Length: >= 2 } && wish.TrimStart().StartsWith("en", StringComparison.OrdinalIgnoreCase) ? English : Chinese;

    /// <summary>A reason in a language. Names of tiers, rules and reviews, currency and decimals come from the programme, if given.</summary>
    public static string Render(Reason reason, string language, ProgramDocument? program = null) =>
        Templates.Value.TryGetValue(reason.Code, out var told) ? Fill(language == English ? told.En : told.Zh, reason.Parts, language, program) : reason.Code;

    /// <summary>The same as a text of JSON.</summary>
    /// <param name="to">Where it is written.</param>
    /// <param name="reason">The reason.</param>
    /// <param name="language">In what language.</param>
    /// <param name="program">Whose names, currency and decimals, if given.</param>
    public static void Write(JsonText to, Reason reason, string language, ProgramDocument? program)
    {
        if (!Templates.Value.TryGetValue(reason.Code, out var told))
        {
            to.AddText(reason.Code);
            return;
        }

        var sentence = Sentence.Taken();
        new Filling(sentence, PartsOf(reason.Parts), language, program).Append(language == English ? told.En : told.Zh);
        to.AddText(sentence.Written);
        sentence.GiveBack();
    }

    /// <summary>The parts of a reason side by side.</summary>
    public static ReadOnlySpan<ReasonPart> PartsOf(IReadOnlyList<ReasonPart> parts) => parts switch
    {
        ReasonPart[] array => array,
        List<ReasonPart> list => CollectionsMarshal.AsSpan(list),
        _ => parts.ToArray(),
    };

    /// <summary>A template of the merchant (a warning's own text) with the numbers of a reason.</summary>
    public static string Fill(LocalText template, Reason reason, string language, ProgramDocument? program = null) =>
        Fill(Template.Of(In(template, language)), reason.Parts, language, program);

    /// <summary>A text by code with parts of its own; the code itself where it is unknown.</summary>
    public static string Say(string code, string language, params ReasonPart[] parts) => Render(new Reason(code, parts), language);

    /// <summary>A finding in a language, without its place.</summary>
    public static string Render(Finding finding, string language, ProgramDocument? program = null)
    {
        var key = finding.Pointer[(finding.Pointer.LastIndexOf('/') + 1)..].Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
        var parts = new List<ReasonPart>(finding.Parts) { Reason.Id("key", key) };
        if (finding.Expected is { } expected) parts.Add(Reason.Id("expected", In(expected, language)));
        if (finding.Got is { Length: > 0 } got) parts.Add(Reason.Id("got", got));
        if (finding.Nearest is { } nearest) parts.Add(Reason.Id("nearest", nearest));
        return Render(new Reason(finding.Code, parts), language, program);
    }

    /// <summary>A finding with its place: "第 12 行第 5 列：…".</summary>
    public static string Render(PlacedFinding finding, string language) =>
        Say("program.at", language, Reason.Count("line", finding.Line), Reason.Count("column", finding.Column)) + Render(finding.What, language);

    /// <summary>One of the two texts.</summary>
    public static string In(LocalText text, string language) => language == English ? text.En : text.Zh;

    private static string Fill(Template template, IReadOnlyList<ReasonPart> parts, string language, ProgramDocument? program)
    {
        var sentence = Sentence.Taken();
        new Filling(sentence, PartsOf(parts), language, program).Append(template);
        var text = sentence.Written.ToString();
        sentence.GiveBack();
        return text;
    }

    private static Dictionary<string, LocalText> ReadAll()
    {
        using var stream = typeof(Text).Assembly.GetManifestResourceStream("Tessera.App.Texts.texts.yaml")!;
        using var reader = new StreamReader(stream, Encoding.UTF8);
        var tree = YamlTree.Read(reader.ReadToEnd());
        if (tree.Root is not MapNode root) throw new InvalidOperationException("texts.yaml is broken: " + string.Join("; ", tree.Broken));
        return root.Entries.ToDictionary(e => e.Key, e => Read(e.Key, (MapNode)e.Value), StringComparer.Ordinal);
    }

    private static LocalText Read(string code, MapNode texts) => (texts.Find("zh"), texts.Find("en")) is (ScalarNode zh, ScalarNode en)
        ? new LocalText(zh.Text, en.Text)
        : throw new InvalidOperationException("texts.yaml: " + code + " needs zh and en");

    /// <summary>One filling of a template.</summary>
    private ref struct Filling(Sentence text, ReadOnlySpan<ReasonPart> parts, string language, ProgramDocument? program)
    {
        private const int MaxNesting = 3;
        private readonly ReadOnlySpan<ReasonPart> _parts = parts;
        private int _nesting;

        public void Append(Template template)
        {
            foreach (ref readonly var piece in template.Pieces)
            {
                if (piece.Plain is { } plain) text.Append(plain);
                else if (piece.Name is { } name) AppendValue(name);
                else if (IsWhole(piece.Optional!)) Append(piece.Optional!);
            }
        }

        private readonly bool IsWhole(Template template)
        {
            foreach (var name in template.Names)
            {
                var at = Find(name);
                if (at < 0 || _parts[at] is { Text: null, Number: 0 }) return false;
            }

            return true;
        }

        private readonly int Find(string name)
        {
            for (var i = 0; i < _parts.Length; i++)
            {
                if (_parts[i].Name == name) return i;
            }

            return -1;
        }

        private void AppendValue(string name)
        {
            var at = Find(name);
            if (at < 0) text.Append("…");
            else if (_parts[at].Text is { } id) AppendName(name, id);
            else Numbers.Append(text, in _parts[at], language, program);
        }

        private void AppendName(string name, string id)
        {
            if (Names(name, id) is { } names)
            {
                text.Append(In(names, language));
            }
            else if (_nesting < MaxNesting && Worded.Value.Contains(name) && All.Value.TryGetValue(Word + name + "." + id, out var word))
            {
                _nesting++;
                Append(Template.Of(In(word, language)));
                _nesting--;
            }
            else
            {
                text.Append(id);
            }
        }

        private readonly LocalText? Names(string name, string id) => program is null ? null : name switch
        {
            "saving" or "other" => SavingNames.Of(program, id),
            "sku" => null,
            _ => NamesOf(program, name, id),
        };

        private readonly LocalText? NamesOf(ProgramDocument program, string name, string id) => name switch
        {
            "rule" or "winner" => program.Earn.FirstOrDefault(r => r.Id == id)?.Names,
            "benefit" => program.Benefits.FirstOrDefault(b => b.Id == id)?.Names,
            "coupon" => program.Coupons.FirstOrDefault(c => c.Kind.Id == id)?.Kind.Names,
            "card" => program.StoredValue.Cards.FirstOrDefault(c => c.Id == id)?.Names,
            "plan" => program.StoredValue.Plans.FirstOrDefault(p => p.Id == id)?.Names,
            "resource" => program.Bookings.FirstOrDefault(r => r.Id == id)?.Names,
            "paidPlan" => program.Plans.FirstOrDefault(p => p.Id == id)?.Names,
            "reward" => program.Rewards.FirstOrDefault(r => r.Kind.Id == id)?.Kind.Names ?? PrizeNames(program, id),
            "prize" or "hit" => PrizeNames(program, id),
            "draw" => program.Draws.Campaigns.FirstOrDefault(d => d.Id == id)?.Names,
            "task" => program.Ladder.Tiers.SelectMany(t => t.Tasks).FirstOrDefault(t => t.Id == id)?.Names,
            "review" => program.Reviews.FirstOrDefault(r => r.Id == id)?.Names,
            _ when name.Contains("tier", StringComparison.OrdinalIgnoreCase) => program.Ladder.Tiers.FirstOrDefault(t => t.Id == id)?.Names,
            _ => null,
        };

        private readonly LocalText? PrizeNames(ProgramDocument program, string id)
        {
            var at = Find("draw");
            var draw = at < 0 ? null : _parts[at].Text;
            return program.Draws.Campaigns.Where(d => draw is null || d.Id == draw).SelectMany(d => d.Prizes).FirstOrDefault(p => p.Id == id)?.Names;
        }
    }
}

/// <summary>A text taken apart once: what stands as it is, what is filled in, and the parts that may be left out.</summary>
internal sealed class Template
{
    private static readonly ConditionalWeakTable<string, Template> Known = [];

    private readonly TemplatePiece[] _pieces;

    private Template(string text)
    {
        var pieces = new List<TemplatePiece>();
        var plainFrom = 0;
        for (var at = 0; at < text.Length; at++)
        {
            var end = text[at] switch { '[' => text.IndexOf(']', at), '{' => text.IndexOf('}', at), _ => -1 };
            if (end < 0) continue;
            if (at > plainFrom) pieces.Add(new TemplatePiece(text[plainFrom..at], null, null));
            var inner = text[(at + 1)..end];
            pieces.Add(text[at] == '{' ? new TemplatePiece(null, inner, null) : new TemplatePiece(null, null, new Template(inner)));
            at = end;
            plainFrom = end + 1;
        }

        if (plainFrom < text.Length) pieces.Add(new TemplatePiece(text[plainFrom..], null, null));
        (_pieces, Names) = ([.. pieces], [.. pieces.Select(p => p.Name).OfType<string>()]);
    }

    /// <summary>The pieces in order.</summary>
    internal ReadOnlySpan<TemplatePiece> Pieces => _pieces;

    /// <summary>Names of the placeholders that stand in it directly.</summary>
    internal string[] Names { get; }

    internal static Template Of(string text) => Known.GetValue(text, static t => new Template(t));
}

/// <summary>A piece of a template; one of the three is there.</summary>
/// <param name="Plain">Stands as it is.</param>
/// <param name="Name">A placeholder.</param>
/// <param name="Optional">What appears only when all its placeholders have values.</param>
internal readonly record struct TemplatePiece(string? Plain, string? Name, Template? Optional);
