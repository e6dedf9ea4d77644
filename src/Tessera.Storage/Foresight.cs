using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.Storage;

/// <summary>What a batch will look up, named before it begins, so that a store across a wire is asked once for all of it.</summary>
public sealed class Foresight
{
    /// <summary>Idempotency keys.</summary>
    public List<RequestKey> Keys { get; } = [];

    /// <summary>Members named by public id.</summary>
    public List<MemberId> Members { get; } = [];

    /// <summary>Members named by identity.</summary>
    public List<Identity> Identities { get; } = [];

    /// <summary>Documents by source and number.</summary>
    public List<(string Source, string Number)> Documents { get; } = [];

    /// <summary>References of debits, each with the member who is named for it.</summary>
    public List<(MemberId Member, string Reference)> Debits { get; } = [];

    /// <summary>Purchases that are given back, also among <see cref="Documents"/>: their items, what was given back before, and the lots of their members.</summary>
    public List<(string Source, string Number)> GivenBack { get; } = [];

    /// <summary>Only the card of the members named is going to be read: figures, identities and profile come along, and the moment ends with the same trip.</summary>
    public bool IsCard { get; init; }
}

/// <summary>
/// What was looked up together at the beginning of a transaction. It holds until the commit and no longer; a write of this transaction replaces or
/// drops what it changes, unique keys and row locks guard against the others. On an embedded store it stays empty.
/// </summary>
internal sealed class Ahead
{
    /// <summary>All settings, or null when they were not looked up.</summary>
    internal Dictionary<string, string>? Settings { get; set; }

    internal int? NewestVersion { get; set; }

    /// <summary>Number and hash of the last record of this process's chain of the audit trail.</summary>
    internal (long Number, byte[] Hash)? AuditHead { get; set; }

    internal Dictionary<string, StoredAnswer?> Keys { get; } = new(StringComparer.Ordinal);

    internal Dictionary<MemberId, AccountId?> Accounts { get; } = [];

    internal Dictionary<Identity, AccountId?> Holders { get; } = [];

    internal Dictionary<AccountId, MergeRow?> Merges { get; } = [];

    internal Dictionary<AccountId, MemberId> PublicIds { get; } = [];

    internal Dictionary<(string Source, string Number), KnownDocument?> Documents { get; } = [];

    /// <summary>States that were read and locked; each is handed out once.</summary>
    internal Dictionary<AccountId, LoadedMember> States { get; } = [];

    /// <summary>Sequences of debits by reference; null where there is none.</summary>
    internal Dictionary<(AccountId Account, string Reference), long?> Debits { get; } = [];

    /// <summary>Items of records; they never change.</summary>
    internal Dictionary<(AccountId Account, long Sequence), RecordItem> Items { get; } = [];

    /// <summary>What was given back of purchases.</summary>
    internal Dictionary<(AccountId Account, long Sequence), IReadOnlyList<LineRefunded>> Refunds { get; } = [];

    /// <summary>Lots with nothing left.</summary>
    internal Dictionary<AccountId, List<Core.Points.Lot>> ClosedLots { get; } = [];

    /// <summary>What a card shows beside the state.</summary>
    internal Dictionary<AccountId, MemberFigures> Figures { get; } = [];

    internal Dictionary<AccountId, List<Identity>> Identities { get; } = [];

    internal Dictionary<AccountId, string?> Profiles { get; } = [];

    /// <summary>Who is who has changed, here or elsewhere.</summary>
    internal void ForgetPeople()
    {
        Accounts.Clear();
        Holders.Clear();
        Merges.Clear();
        PublicIds.Clear();
        Figures.Clear();
        Identities.Clear();
        Profiles.Clear();
    }

    internal void Clear()
    {
        ForgetPeople();
        Keys.Clear();
        Documents.Clear();
        States.Clear();
        Debits.Clear();
        Items.Clear();
        Refunds.Clear();
        ClosedLots.Clear();
        (Settings, NewestVersion, AuditHead) = (null, null, null);
    }
}
