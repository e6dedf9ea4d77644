using Tessera.App.Members;
using Tessera.Core;
using Tessera.Core.Segments;
using Tessera.Core.Tiers;
using Tessera.Storage;

namespace Tessera.App.Segments;

/// <summary>
/// What segments read of all members, kept as columns in memory: loaded by one sequential read when it is first asked for, brought up to date by those members whose record grew
/// since, whichever process wrote it, and dropped when nobody has asked for a while. Some 70 bytes a member and 20 a document.
/// </summary>
public sealed class SegmentDesk : IDisposable
{
    private const int AtOnce = 500;

    // Two transactions of other processes may end in another order than their clocks say.
    private const long OverlapMicros = 600_000_000;
    private static readonly TimeSpan Idle = TimeSpan.FromMinutes(15);
    private readonly Lock _lock = new();
    private readonly Timer _drop;
    private SegmentColumns? _columns;
    private ReadMark? _mark;
    private Instant? _profilesThrough;
    private long? _profileCommits;

    /// <summary>Nothing is loaded before somebody asks.</summary>
    public SegmentDesk() => _drop = new Timer(_ => Drop());

    /// <summary>Members in memory; 0 while nothing is loaded.</summary>
    public int Members
    {
        get
        {
            lock (_lock) return _columns?.Members ?? 0;
        }
    }

    /// <summary>Gives the memory back; the next count loads anew.</summary>
    public void Drop()
    {
        lock (_lock) (_columns, _mark, _profilesThrough) = (null, null, null);
    }

    /// <inheritdoc/>
    public void Dispose() => _drop.Dispose();

    internal SegmentCount Count(ReadScope scope, Question question, int sample) => Over(scope, question.Beside.Profile, columns =>
    {
        var scan = new SegmentScan(question.Condition, columns, scope.Today, question.Terms, question.Beside.RfmByKey);
        return Count(scope, question, (columns, scan), sample);
    });

    /// <summary>Reads the columns as the store stands in a scope; others wait meanwhile.</summary>
    /// <param name="scope">The moment.</param>
    /// <param name="withProfiles">What the sealed profiles say is read too.</param>
    /// <param name="read">What reads them, and keeps nothing of them.</param>
    /// <param name="stop">Gives up loading.</param>
    internal T Over<T>(ReadScope scope, bool withProfiles, Func<SegmentColumns, T> read, CancellationToken stop = default)
    {
        lock (_lock)
        {
            _drop.Change(Idle, Timeout.InfiniteTimeSpan);
            return read(Current(scope, withProfiles, stop));
        }
    }

    private static SegmentCount Count(ReadScope scope, Question question, (SegmentColumns Columns, SegmentScan Scan) over, int sample)
    {
        var (members, some, unsure) = (0L, new List<AccountId>(), new List<AccountId>());
        var answers = new ColumnAnswer[SegmentScan.Block];
        for (var from = 0; from < over.Columns.Members; from += answers.Length)
        {
            var block = answers.AsSpan(0, Math.Min(answers.Length, over.Columns.Members - from));
            over.Scan.Read(from, block);
            for (var i = 0; i < block.Length; i++)
            {
                if (block[i] == ColumnAnswer.Unsure) unsure.Add(new AccountId(over.Columns.KeyOf(from + i)));
                if (block[i] != ColumnAnswer.Yes) continue;
                members++;
                if (some.Count < sample) some.Add(new AccountId(over.Columns.KeyOf(from + i)));
            }
        }

        var rule = CompiledSegmentRule.Compile(question.Condition, question.Terms);
        foreach (var account in unsure.Chunk(AtOnce).SelectMany(c => Hold(scope, question, rule, c)))
        {
            members++;
            if (some.Count < sample) some.Add(account);
        }

        return new SegmentCount(members, SegmentScan.Present(over.Columns), some);
    }

    /// <summary>Who of some members a condition holds for, by their records.</summary>
    private static List<AccountId> Hold(ReadScope scope, Question question, CompiledSegmentRule rule, AccountId[] accounts) =>
        [.. scope.Db.Members.Load(accounts).Values.Where(m => rule.Holds(new MemberSight(m.State, question.Beside.Of(scope.Db, m.Account), scope.Today, question.Terms))).Select(m => m.Account)];

    private SegmentColumns Current(ReadScope scope, bool withProfiles, CancellationToken stop)
    {
        if (_columns is null or { IsWorn: true } || (_columns.Members > 0 && scope.IsWithout(new AccountId(_columns.KeyOf(0))))) Load(scope, stop);
        else Follow(scope, _columns, _profilesThrough is not null);
        if (withProfiles) ReadProfiles(scope, _columns!);
        _mark = scope.Mark;
        return _columns!;
    }

    private void Load(ReadScope scope, CancellationToken stop)
    {
        _columns = null;
        var columns = new SegmentColumns();
        columns.Reserve(checked((int)scope.Db.Members.Count()));
        foreach (var (account, state) in scope.Db.Members.AllStates())
        {
            if (columns.Put(account.Value, state) % 1_000 == 0) stop.ThrowIfCancellationRequested();
        }

        (_columns, _profilesThrough) = (columns, null);
    }

    /// <summary>Puts in again whose record grew. A moment that is older than the one read last finds records that are shorter: they are put in as they were then.</summary>
    private void Follow(ReadScope scope, SegmentColumns columns, bool withProfiles)
    {
        var other = scope.GrownSince(_mark).Where(m => m.Sequence is not { } sequence || IsOther(columns, m.Account, sequence)).Select(m => m.Account).ToList();
        // What is read in part is read again from the beginning.
        _mark = null;
        foreach (var some in other.Chunk(AtOnce))
        {
            foreach (var member in scope.Db.Members.Load(some).Values)
            {
                if (member.IsNew || !IsOther(columns, member.Account, member.State.Sequence)) continue;
                var place = columns.Put(member.Account.Value, member.State);
                if (withProfiles && MemberProfile.Of(scope.Db, member.Account) is { } profile) columns.PutProfile(place, profile.Birthday, profile.Locale);
            }
        }
    }

    private static bool IsOther(SegmentColumns columns, AccountId account, long sequence) => columns.PlaceOf(account.Value) is not (>= 0 and var place) || columns.SequenceOf(place) != sequence;

    private void ReadProfiles(ReadScope scope, SegmentColumns columns)
    {
        if (_profilesThrough is not null && scope.Commits is { } commits && commits == _profileCommits) return;
        var from = _profilesThrough is { } through ? new Instant(through.Micros - OverlapMicros) : new Instant(long.MinValue);
        var last = _profilesThrough ?? new Instant(0);
        foreach (var (account, json, changedAt) in scope.Db.Identities.ProfilesSince(from))
        {
            var place = columns.PlaceOf(account.Value);
            if (changedAt > last) last = changedAt;
            if (place < 0) continue;
            var profile = MemberProfile.Parse(json);
            columns.PutProfile(place, profile?.Birthday, profile?.Locale);
        }

        (_profilesThrough, _profileCommits) = (last, scope.Commits);
    }

    /// <summary>What is counted.</summary>
    /// <param name="Condition">The condition.</param>
    /// <param name="Terms">Terms of the tiers in force.</param>
    /// <param name="Beside">What it reads beside the record.</param>
    internal sealed record Question(Condition Condition, LadderTerms Terms, Beside Beside);
}
