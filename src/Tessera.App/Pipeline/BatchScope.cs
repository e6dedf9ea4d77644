using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Storage;
using Tessera.Storage.Places;

namespace Tessera.App.Pipeline;

/// <summary>
/// One transaction in the making: states loaded once, decisions collected, rows written merged at the end. Later commands see what earlier ones of
/// the same batch decided; where they must read it from the database, it is written first.
/// </summary>
internal sealed class BatchScope
{
    private readonly Dictionary<AccountId, LoadedMember> _members = [];
    private readonly Dictionary<AccountId, Pending> _pending = [];
    private readonly Dictionary<(string Source, string Number), KnownDocument> _documents = [];
    private readonly Dictionary<(AccountId Account, string Reference), long> _debits = [];
    private readonly Dictionary<string, long> _shared = new(StringComparer.Ordinal);
    private readonly List<AuditEvent> _trail = [];
    private readonly List<TillDocument> _atTills = [];
    private Instant? _earliestFact;

    internal BatchScope(StoreConnection db, ProgramHistory? programs, Instant now, bool isHistory = false)
    {
        (Db, Now, IsHistory) = (db, now, isHistory);
        KnownPrograms = programs;
    }

    /// <summary>The writing connection, inside its transaction.</summary>
    internal StoreConnection Db { get; }

    /// <summary>The moment of recording; under history each fact's own.</summary>
    internal Instant Now { get; set; }

    /// <summary>The past is played (semantics §1).</summary>
    internal bool IsHistory { get; }

    /// <summary>The versions, or null before the first publication.</summary>
    internal ProgramHistory? KnownPrograms { get; set; }

    /// <summary>The versions.</summary>
    internal ProgramHistory Programs => KnownPrograms ?? throw new NoProgram();

    /// <summary>Consequences decided in this batch: they are carried out after it.</summary>
    internal bool HasConsequences { get; private set; }

    /// <summary>What the writer does when the transaction is on disk.</summary>
    internal List<Action<StoreConnection>> AfterCommit { get; } = [];

    /// <summary>The members whose states were read.</summary>
    internal IReadOnlyCollection<AccountId> Accounts => _members.Keys;

    /// <summary>Items decided in this batch.</summary>
    internal long Items { get; private set; }

    /// <summary>The calendar date of now.</summary>
    internal DateOnly Today => Programs.Calendar.DayOf(Now);

    /// <summary>Loads members in order of id, so that two nodes lock alike.</summary>
    internal void Load(IEnumerable<AccountId> accounts)
    {
        foreach (var (account, member) in Db.Members.Load(accounts.Where(a => !_members.ContainsKey(a)))) _members.Add(account, member);
    }

    /// <summary>Locks shared counters in order of id; call it when every member of the batch is loaded.</summary>
    internal void LockShared(IEnumerable<string> ids)
    {
        foreach (var (id, used) in Db.SharedCounters.Lock(ids.Where(id => !_shared.ContainsKey(id)))) _shared.Add(id, used);
    }

    /// <summary>What is left of shared limits now, as the decision of a fact reads it: locked, with what this batch moved already.</summary>
    internal IReadOnlyList<Room> RoomsOf(IReadOnlyList<SharedLimit> limits)
    {
        LockShared(limits.Select(l => l.Id));
        return [.. limits.OrderBy(l => l.Id, StringComparer.Ordinal).Select(l => new Room(l.Id, Math.Max(0, l.Most - _shared[l.Id])))];
    }

    /// <summary>A member; one without a record comes as a new one.</summary>
    internal LoadedMember Member(AccountId account)
    {
        if (!_members.TryGetValue(account, out var member)) _members.Add(account, member = Db.Members.Load(account) ?? new LoadedMember(account));
        return member;
    }

    /// <summary>Decides a command. One that came through a door and changed something leaves exactly one audit record: its own, or one made of what it tells.</summary>
    internal Answer<T> Audited<T>(WriteCommand<T> command)
        where T : class
    {
        if (command.Entrance is not { } entrance) return command.Decide(this);
        var appended = Db.Audits.Appended;
        Db.Audits.Where = entrance.Where();
        try
        {
            var answer = command.Decide(this);
            var isSilent = answer is { IsAccepted: true, IsRepeat: false } && Db.Audits.Appended == appended;
            if (isSilent) _trail.Add(command.NoteOf(this, answer.Value!).Event(Now, command.Actor, entrance));
            if (answer is { IsAccepted: true, IsRepeat: false } && Db.Shifts.AreKept) _atTills.AddRange(command.AtTill(this, answer.Value!).Select(n => n.At(entrance.Till)).OfType<TillDocument>());
            return answer;
        }
        finally
        {
            Db.Audits.Where = null;
        }
    }

    /// <summary>Decides one fact of one member and collects what was decided.</summary>
    internal Decision Decide(LoadedMember member, Command command)
    {
        if (member.IsHalted) return new Decision([], Halted);
        if (Core.Programs.Decide.NeedsClosedLots(command.Fact)) LoadClosedLots(member);
        if (Core.Programs.Decide.SharedLimits(Programs, command.Fact) is { Count: > 0 } limits) command = command with { Fact = command.Fact with { Rooms = RoomsOf(limits) } };
        var decision = Core.Programs.Decide.Member(Programs, member.State, command with { IsHistory = IsHistory });
        Collect(member, decision.Items);
        return decision;
    }

    /// <summary>Settles a member without a fact.</summary>
    internal Decision Settle(LoadedMember member, DateOnly through)
    {
        if (member.IsHalted) return new Decision([], Halted);
        var decision = Core.Programs.Decide.Settle(Programs, member.State, through, Now, IsHistory);
        Collect(member, decision.Items);
        Touch(member);
        return decision;
    }

    /// <summary>Keeps items to be written with the batch.</summary>
    internal void Collect(LoadedMember member, IReadOnlyList<RecordItem> items)
    {
        if (items.Count == 0) return;
        var pending = Touch(member);
        foreach (var item in items)
        {
            pending.Items.Add(item);
            if (item.Fact is not null && (_earliestFact is not { } earliest || item.OccurredAt < earliest)) _earliestFact = item.OccurredAt;
            foreach (var effect in item.Effects) Note(effect);
            if (item.Fact is Debit debit) _debits[(member.Account, debit.Reference)] = item.Sequence;
            if (item.Fact is { Source: { } source, Number: { } number } fact)
            {
                _documents[(source, number)] = new KnownDocument(member.Account, item.Sequence, fact);
            }
        }

        Items += items.Count;
    }

    private void Note(Effect effect)
    {
        if (effect is Consequence) HasConsequences = true;
        if (effect is CounterMoved moved && _shared.TryGetValue(moved.Id, out var used)) _shared[moved.Id] = used + moved.By;
    }

    /// <summary>Free text of the last collected item of a member; kept sealed beside the record.</summary>
    internal void AddText(LoadedMember member, string? text)
    {
        if (string.IsNullOrEmpty(text) || !_pending.TryGetValue(member.Account, out var pending) || pending.Items.Count == 0) return;
        pending.Texts[pending.Items[^1].Sequence] = text;
    }

    /// <summary>Keeps an answer under its idempotency key, in the transaction of its effect.</summary>
    internal void Keep(RequestKey key, RenderedAnswer rendered, IEnumerable<AccountId> about) =>
        Db.Keys.Add(key, new StoredAnswer(key.Input, rendered.Status, rendered.ContentType, rendered.Body), [.. about.Distinct()], Now);

    /// <summary>A document under its natural key, written or decided in this batch.</summary>
    internal KnownDocument? Document(string source, string number) =>
        _documents.TryGetValue((source, number), out var decided) ? decided : Db.Documents.Find(source, number);

    /// <summary>Sequence of the debit with a reference, written or decided in this batch, or null.</summary>
    internal long? Debit(AccountId account, string reference) =>
        _debits.TryGetValue((account, reference), out var decided) ? decided : Db.Documents.FindDebit(account, reference);

    /// <summary>A purchase with all that happened to it.</summary>
    internal RecordedPurchase? Purchase(LoadedMember member, long sequence)
    {
        if (_pending.TryGetValue(member.Account, out var pending) && pending.Items.Exists(i => i.Sequence == sequence || i.Effects.Any(e => e is PurchaseRefunded r && r.PurchaseSequence == sequence))) Flush(member.Account);
        return Db.Documents.FindPurchase(member.Account, sequence, Programs.Calendar);
    }

    /// <summary>An item of a member's record.</summary>
    internal RecordItem? Item(LoadedMember member, long sequence)
    {
        if (_pending.TryGetValue(member.Account, out var pending) && pending.Items.Find(i => i.Sequence == sequence) is { } decided) return decided;
        return Db.Records.Find(member.Account, sequence);
    }

    /// <summary>Forgets what was decided for a member since it was last written: it is loaded again when it is needed.</summary>
    internal void Forget(LoadedMember member)
    {
        if (_pending.Remove(member.Account, out var pending))
        {
            foreach (var debit in pending.Items.Select(i => i.Fact).OfType<Debit>()) _debits.Remove((member.Account, debit.Reference));
        }

        _members.Remove(member.Account);
    }

    /// <summary>Writes what is collected for one member, where something is.</summary>
    internal void Flush(AccountId account)
    {
        if (_pending.Remove(account, out var pending)) Db.Batches.Write([WriteOf(pending)]);
    }

    /// <summary>Writes everything collected.</summary>
    internal void Flush()
    {
        if (!IsHistory && _earliestFact is { } at) LiveMark.Note(Db, at);
        Db.Audits.AppendAll(_trail);
        _trail.Clear();
        foreach (var document in _atTills) Db.Shifts.Add(document);
        _atTills.Clear();
        if (_pending.Count == 0) return;
        Db.Batches.Write(_pending.Values.OrderBy(p => p.Member.Account).Select(WriteOf).ToList());
        _pending.Clear();
    }

    /// <summary>Adds lots with nothing left; lots closed in this batch are in the state already.</summary>
    internal void LoadClosedLots(LoadedMember member) => Db.Members.LoadClosedLots(member);

    private static Refusal Halted => Refusal.Of("member.halted");

    private Pending Touch(LoadedMember member)
    {
        if (!_pending.TryGetValue(member.Account, out var pending)) _pending.Add(member.Account, pending = new Pending(member));
        return pending;
    }

    private MemberWrite WriteOf(Pending pending) =>
        new(pending.Member, pending.Items, NextDue.On(Programs, pending.Member.State, IsHistory))
        {
            Texts = pending.Texts.Count == 0 ? null : pending.Texts,
        };

    private sealed record Pending(LoadedMember Member)
    {
        public List<RecordItem> Items { get; } = [];

        public Dictionary<long, string> Texts { get; } = [];
    }
}

/// <summary>Nothing can be decided before a programme is published (409 <c>program.none</c>).</summary>
public sealed class NoProgram() : Exception("no programme is published");
