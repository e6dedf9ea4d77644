using Tessera.Core.Programs;
using Tessera.Core.Segments;

namespace Tessera.App.Segments;

/// <summary>
/// The RFM board of a store, kept in memory: loaded once by one sequential read, brought up to date by those members whose record grew since (performance.md 4).
/// Some 70 bytes a member and 20 an order; one board at a time, that of the last settings asked for.
/// </summary>
public sealed class RfmDesk
{
    private const int AtOnce = 500;
    private readonly Lock _lock = new();
    private readonly List<RfmRow> _rows = [];
    private readonly List<RfmNews> _news = [];
    private readonly List<int> _others = [];
    private RfmColumns _columns = new();
    private long[] _sequences = [];
    private long _orderAbove = long.MinValue;
    private RfmBoard? _board;
    private ReadMark? _mark;

    /// <summary>Reads the board of some settings, as the store stands in a scope.</summary>
    public T Read<T>(ReadScope scope, RfmRules rules, Func<RfmBoard, RfmColumns, T> read)
    {
        lock (_lock) return read(Current(scope, rules), _columns);
    }

    /// <summary>Where members stand, for many readings one after the other; the board that is current now is read to the end.</summary>
    internal Func<AccountId, RfmMember?> Places(ReadScope scope, RfmRules rules)
    {
        var (board, columns) = Read(scope, rules, (b, c) => (b, c));
        return account =>
        {
            lock (_lock) return board.Find(columns.PlaceOf(account.Value));
        };
    }

    private RfmBoard Current(ReadScope scope, RfmRules rules)
    {
        var program = scope.Programs.At(scope.AsOf);
        var asOf = rules.AsOf ?? scope.Today;
        Refresh(scope, program);
        var isKnown = _board is { } board && board.Rules == rules && board.AsOf == asOf;
        if (isKnown)
        {
            _board!.Add(_news.ToArray());
            foreach (var member in _others) _board.Take(member);
            _board.Settle();
        }
        else
        {
            foreach (var one in _news) _columns.Add(one.Member, one.Row);
            _board = new RfmBoard(_columns, rules, asOf);
        }

        _news.Clear();
        _others.Clear();
        return _board;
    }

    /// <summary>Reads again whose record grew; the first time everybody. Who only has more rows than before gets those, anybody else's rows are replaced.</summary>
    private void Refresh(ReadScope scope, CompiledProgram program)
    {
        var above = program.Document.Purchases.OrderAboveMinor;
        if (above != _orderAbove || (_columns.Members > 0 && scope.IsWithout(new AccountId(_columns.KeyOf(0))))) Load(scope, above);
        // An older moment than the one read last tells nothing new.
        if (_mark is { } mark && scope.Mark is { } now && now.IsBefore(mark)) return;
        var grown = new List<AccountId>();
        foreach (var (account, sequence) in scope.GrownSince(_mark))
        {
            var place = _columns.PlaceOf(account.Value);
            if (place < 0 || sequence is null || _sequences[place] < sequence) grown.Add(account);
        }

        _mark = null;
        foreach (var member in grown.Chunk(AtOnce).SelectMany(some => scope.Db.Members.Load(some).Values))
        {
            var place = _columns.PlaceOf(member.Account.Value);
            if (!member.IsNew && (place < 0 || _sequences[place] < member.State.Sequence)) Follow(member.Account, member.State);
        }

        _mark = scope.Mark;
    }

    private void Follow(AccountId account, Core.Members.MemberState state)
    {
        var place = _columns.PlaceOf(account.Value);
        RfmRows.Read(state, _orderAbove, _rows);
        if (place < 0 || _columns.KnownOf(place, _rows) is not (>= 0 and var known))
        {
            _others.Add(Put(account, state));
            return;
        }

        for (var row = known; row < _rows.Count; row++) _news.Add(new RfmNews(place, _rows[row]));
        _sequences[place] = state.Sequence;
    }

    private void Load(ReadScope scope, long above)
    {
        (_columns, _board, _orderAbove, _mark) = (new RfmColumns(), null, above, null);
        foreach (var (account, state) in scope.Db.Members.AllStates()) Put(account, state);
        _mark = scope.Mark;
    }

    private int Put(AccountId account, Core.Members.MemberState state)
    {
        RfmRows.Read(state, _orderAbove, _rows);
        var place = _columns.Put(account.Value, _rows);
        if (_sequences.Length <= place) Array.Resize(ref _sequences, Math.Max(256, (place + 1) * 2));
        _sequences[place] = state.Sequence;
        return place;
    }
}
