using System.Text;
using Tessera.Core;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Storage;
using Tessera.Storage.Facts;

namespace Tessera.App.Audits;

/// <summary>A decision that comes out differently when its fact is decided again.</summary>
/// <param name="Account">The member's ledger account.</param>
/// <param name="Sequence">Item of the record.</param>
/// <param name="Stored">What is stored.</param>
/// <param name="Again">What the rules say now; empty when nothing was decided.</param>
public sealed record RuleDifference(AccountId Account, long Sequence, string Stored, string Again);

/// <summary>What the second level of <c>audit</c> found.</summary>
/// <param name="Members">Members decided again.</param>
/// <param name="Items">Items compared.</param>
/// <param name="OtherSemantics">Items of a semantics number that this release no longer carries: not decided again.</param>
/// <param name="Differences">The first difference of each member that has one.</param>
public sealed record RulesReport(long Members, long Items, long OtherSemantics, IReadOnlyList<RuleDifference> Differences)
{
    /// <summary>Whether every decision came out as stored.</summary>
    public bool IsClean => Differences.Count == 0;
}

/// <summary>
/// The second level of <c>audit</c> (semantics §12): every fact is decided again, in the order recorded, under the versions recorded, and compared byte for
/// byte with what is stored. A difference is a change of the rules or of the record, and is named with its member and item.
/// </summary>
public sealed class RulesAudit
{
    private const int Semantics = 1;
    private readonly ProgramHistory _programs;
    private readonly Action<long>? _onMember;
    private readonly List<RuleDifference> _differences = [];
    private long _members;
    private long _items;
    private long _others;

    private RulesAudit(ProgramHistory programs, Action<long>? onMember) => (_programs, _onMember) = (programs, onMember);

    /// <summary>Audits the whole store as of one moment.</summary>
    /// <param name="site">The site; reading is enough.</param>
    /// <param name="onMember">Called after each member with how many are done.</param>
    public static RulesReport Run(Site site, Action<long>? onMember = null) => site.Read(scope =>
    {
        var audit = new RulesAudit(scope.Programs, onMember);
        audit.Walk(scope.Db.Records.All());
        return new RulesReport(audit._members, audit._items, audit._others, audit._differences);
    });

    private void Walk(IEnumerable<OwnedItem> items)
    {
        AccountId? current = null;
        Again? again = null;
        foreach (var owned in items)
        {
            if (current != owned.Account)
            {
                current = owned.Account;
                again = new Again(new Replay(_programs, owned.Account.ToString()));
                _onMember?.Invoke(++_members);
            }

            Compare(owned, again!);
        }
    }

    private void Compare(OwnedItem owned, Again again)
    {
        if (again.IsLost) return;
        if (owned.Item.Semantics != Semantics)
        {
            _others++;
            again.IsLost = true;
            return;
        }

        _items++;
        var decided = again.Next(owned.Item);
        var (stored, now) = (RecordJson.DecisionOf(owned.Item), decided is null ? [] : RecordJson.DecisionOf(decided));
        if (stored.AsSpan().SequenceEqual(now)) return;
        again.IsLost = true;
        _differences.Add(new RuleDifference(owned.Account, owned.Item.Sequence, Encoding.UTF8.GetString(stored), Encoding.UTF8.GetString(now)));
    }

    /// <summary>One member decided again, item by item: a fact brings the steps that fell due before it.</summary>
    private sealed class Again(Replay replay)
    {
        private readonly Queue<RecordItem> _ready = new();

        /// <summary>After the first difference nothing that follows can be compared.</summary>
        public bool IsLost { get; set; }

        public RecordItem? Next(RecordItem stored)
        {
            if (_ready.Count == 0)
            {
                try
                {
                    foreach (var item in replay.Again(stored).Items) _ready.Enqueue(item);
                }
                catch (Exception broken) when (broken is LedgerBroken or KeyNotFoundException or ArgumentException)
                {
                    return null;
                }
            }

            return _ready.TryDequeue(out var decided) && decided.Sequence == stored.Sequence ? decided : null;
        }
    }
}
