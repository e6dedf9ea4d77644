using System.Globalization;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Programs;

namespace Tessera.Scripts;

/// <summary>
/// Plays the life of one member from a few words a step, so that a case fits a cell of a table:
/// <c>2026-01-05 buy A 200.00; 2026-01-06 refund A 50.00; 2026-02-01 night</c>. Steps are separated by semicolons; each begins with a
/// local date, an optional local time (12:00 by default) and, after <c>@</c>, an optional local date on which it is recorded.
/// </summary>
public sealed class MemberScript
{
    private readonly Dictionary<string, long> _named = new(StringComparer.Ordinal);
    private readonly List<RecordItem> _items = [];
    private readonly bool _history;
    private readonly Fold _kept;

    /// <summary>A member of a programme.</summary>
    public MemberScript(ProgramHistory programs, bool history = false)
    {
        Programs = programs;
        _history = history;
        State = new MemberState("acc_script");
        _kept = new Fold(State.Account, programs.Calendar);
    }

    /// <summary>The programme.</summary>
    public ProgramHistory Programs { get; }

    /// <summary>The member as it stands.</summary>
    public MemberState State { get; }

    /// <summary>Everything recorded.</summary>
    public IReadOnlyList<RecordItem> Items => _items;

    /// <summary>Refusal of the last step, or null.</summary>
    public Refusal? LastRefusal { get; private set; }

    /// <summary>Local date of the last step.</summary>
    public DateOnly Day { get; private set; }

    /// <summary>Plays a script and returns this.</summary>
    public MemberScript Play(string script)
    {
        foreach (var step in script.Split([';', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)) Step(step);
        return this;
    }

    private void Step(string text)
    {
        var words = new Queue<string>(text.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        var day = DateOnly.Parse(words.Dequeue(), CultureInfo.InvariantCulture);
        var time = words.Peek().Contains(':', StringComparison.Ordinal) ? TimeOnly.Parse(words.Dequeue(), CultureInfo.InvariantCulture) : new TimeOnly(12, 0);
        var at = Programs.Calendar.At(day, time);
        var recorded = words.Peek().StartsWith('@') ? Programs.Calendar.At(DateOnly.Parse(words.Dequeue()[1..], CultureInfo.InvariantCulture), time) : at;
        Day = Programs.Calendar.DayOf(recorded);
        var verb = words.Dequeue();
        if (verb == "night")
        {
            Keep(Decide.Settle(Programs, State, Day, Programs.Calendar.StartOf(Day), _history), null);
            return;
        }

        var words2 = new ScriptWords(text, verb, [.. words]);
        var fact = ScriptFacts.Read(words2, new FactMoment(at, recorded), this);
        var command = new Command(fact) { IsHistory = _history };
        command = fact switch
        {
            Refund => command with { Purchase = PurchaseOf(words2.First) },
            DebitCancelled or TopUpRefund => command with { Named = _kept.Named.GetValueOrDefault(SequenceOf(words2.First)) },
            _ => command,
        };
        Keep(Decide.Member(Programs, State, command), words2.First);
    }

    /// <summary>Sequence of a named step.</summary>
    internal long SequenceOf(string name) => _named.TryGetValue(name, out var sequence) ? sequence : throw new FormatException($"no step is named {name}");

    /// <summary>A purchase by its name, with what is refunded.</summary>
    public RecordedPurchase PurchaseOf(string name) => _kept.Purchases[SequenceOf(name)];

    private void Keep(Decision decision, string? name)
    {
        LastRefusal = decision.Refusal;
        _items.AddRange(decision.Items);
        foreach (var kept in decision.Items) _kept.Keep(kept);
        if (!decision.IsAccepted || decision.Items.Count == 0 || name is null) return;
        var item = decision.Items[^1];
        if (item.Fact is not null and not Refund and not DebitCancelled) _named[name] = item.Sequence;
    }
}

/// <summary>When a step happens and is recorded.</summary>
public readonly record struct FactMoment(Instant At, Instant Recorded);

/// <summary>The words of a step after its moment.</summary>
public sealed class ScriptWords(string text, string verb, IReadOnlyList<string> words)
{
    /// <summary>The verb.</summary>
    public string Verb { get; } = verb;

    /// <summary>The first word, or nothing.</summary>
    public string First => words.Count > 0 ? words[0] : "";

    /// <summary>The word at a place, or a clear error.</summary>
    public string At(int place) => place < words.Count ? words[place] : throw new FormatException($"too few words: {text}");

    /// <summary>Whether a word stands anywhere.</summary>
    public bool Has(string word) => words.Contains(word, StringComparer.Ordinal);

    /// <summary>The value of <c>key=value</c>, or null.</summary>
    public string? Value(string key) => words.FirstOrDefault(w => w.StartsWith(key + "=", StringComparison.Ordinal))?[(key.Length + 1)..];

    /// <summary>Money in minor units at a place.</summary>
    public long Money(int place) => Minor(At(place));

    /// <summary>A whole number at a place.</summary>
    public long Whole(int place) => long.Parse(At(place), CultureInfo.InvariantCulture);

    /// <summary>1.50 is 150.</summary>
    public static long Minor(string money) => (long)(decimal.Parse(money, CultureInfo.InvariantCulture) * 100);
}
