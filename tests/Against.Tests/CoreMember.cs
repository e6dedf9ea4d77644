using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Programs;

namespace Tessera.Against;

/// <summary>One member as Core decides it, with its record and three ways to come to the same state: deciding, folding, deciding again.</summary>
internal sealed class CoreMember
{
    private readonly ProgramHistory _programs;
    private readonly Fold _fold;
    private readonly Fold _kept;
    private readonly Replay _replay;
    private readonly List<RecordItem> _items = [];
    private readonly List<LedgerEntry> _entries = [];
    private readonly Dictionary<string, long> _sequences = [];
    private int _folded;

    public CoreMember(ProgramHistory programs, string name, DateOnly? birthday)
    {
        _programs = programs;
        (Name, Birthday) = (name, birthday);
        State = new MemberState("acc_" + name);
        _fold = new Fold(State.Account, programs.Calendar);
        _kept = new Fold(State.Account, programs.Calendar);
        _replay = new Replay(programs, State.Account);
    }

    public string Name { get; }

    public DateOnly? Birthday { get; }

    public MemberState State { get; }

    public IReadOnlyList<RecordItem> Items => _items;

    public IReadOnlyList<LedgerEntry> Entries => _entries;

    /// <summary>Keys of the facts that became items, by sequence.</summary>
    public Dictionary<long, string> Keys { get; } = [];

    public IEnumerable<Lot> Lots => State.OpenLots.Concat(State.ClosedLots.Values).OrderBy(lot => lot.Id);

    /// <summary>Purchases with what was refunded of them.</summary>
    public IEnumerable<RecordedPurchase> Purchases => _kept.Purchases.Values;

    public RecordedPurchase Purchase(string key) => _kept.Purchases[_sequences[key]];

    public RecordItem Named(string key) => _kept.Named[_sequences[key]];

    public long Sequence(string key) => _sequences.TryGetValue(key, out var sequence) ? sequence : 0;

    /// <summary>Keeps what was decided; the answer is the refusal's code or null.</summary>
    public string? Keep(Decision decision, string? key)
    {
        foreach (var item in decision.Items)
        {
            _items.Add(item);
            _kept.Keep(item);
            _entries.AddRange(item.Effects.OfType<LedgerEntry>());
        }

        if (decision.IsAccepted && key is not null)
        {
            _sequences[key] = decision.Items[^1].Sequence;
            Keys[decision.Items[^1].Sequence] = key;
        }

        return decision.Refusal?.Reason.Code;
    }

    public string? Decide(Command command, string key) => Keep(Core.Programs.Decide.Member(_programs, State, command), key);

    /// <summary>A night in which nothing happened leaves no item, so the fold may be behind it.</summary>
    private static string Written(MemberState state) => Told.Of(state).Replace($" SettledThrough={state.SettledThrough:yyyy-MM-dd}", "", StringComparison.Ordinal);

    /// <summary>What the laws of the record find broken since they were last asked: folding and deciding again must come to the same.</summary>
    public IEnumerable<string> BrokenRecord()
    {
        for (; _folded < _items.Count; _folded++)
        {
            var item = _items[_folded];
            _fold.Read(item);
            if (item.Sequence != _folded + 1) yield return $"item {item.Sequence} stands at place {_folded + 1}";
            if (item.Sequence <= _replay.State.Sequence) continue;
            var again = _replay.Again(item);
            foreach (var decided in again.Items)
            {
                var stored = decided.Sequence <= _items.Count ? Told.Of(_items[(int)decided.Sequence - 1]) : "nothing";
                if (stored != Told.Of(decided)) yield return $"decided again, item {decided.Sequence} differs\nstored  {stored}\ndecided {Told.Of(decided)}";
            }
        }

        if (Written(_fold.State) != Written(State)) yield return $"the fold differs\nfold    {Written(_fold.State)}\ndecided {Written(State)}";
    }
}
