using System.Globalization;
using System.Text;

namespace Tessera.Storage.Safekeeping;

/// <summary>
/// Erasure of a person (semantics §12): identities, profile, free texts with their salts, kept answers and the link to the public id go; facts and entries stay
/// under the account id. The list outside the database is written first, so that a crash between the two, or a restored backup, forgets too.
/// </summary>
public sealed class Erasure
{
    private readonly StoreConnection _db;
    private readonly StorePaths _paths;

    /// <summary>Erasure on a store's writing connection.</summary>
    public Erasure(StoreConnection writer, StorePaths paths) => (_db, _paths) = (writer, paths);

    /// <summary>Erases a person and commits. The membership should have been closed before.</summary>
    /// <returns>Whether there was anything to erase.</returns>
    public bool Erase(AccountId account, Instant at)
    {
        Append(_paths.Erasures, account, at);
        return Forget([account]) > 0;
    }

    /// <summary>
    /// Erases a person inside the transaction that is open; the list is written at once, so that a roll-back is caught up when the store opens next.
    /// Call <see cref="AfterCommit"/> when it is on disk.
    /// </summary>
    /// <returns>Whether there was anything to erase.</returns>
    public bool EraseWithin(AccountId account, Instant at)
    {
        Append(_paths.Erasures, account, at);
        _db.OverwriteFreed(true);
        return Forget(account);
    }

    /// <summary>Ends an erasure that was committed: what was deleted leaves the log too.</summary>
    public static void AfterCommit(StoreConnection writer)
    {
        writer.OverwriteFreed(false);
        writer.Checkpoint();
    }

    /// <summary>Erases many inside the transaction that is open; the list is written once. Call <see cref="AfterCommit"/> when it is on disk.</summary>
    public void EraseWithin(IReadOnlyList<AccountId> accounts, Instant at)
    {
        if (accounts.Count == 0) return;
        Append(_paths.Erasures, accounts, at);
        _db.OverwriteFreed(true);
        foreach (var account in accounts) Forget(account);
    }

    /// <summary>Accounts on the list.</summary>
    public static IReadOnlyList<AccountId> ReadList(string file) => !File.Exists(file)
        ? []
        : [.. File.ReadLines(file).Select(line => line.Split(' ')[0]).Where(id => id.Length > 0).Select(AccountId.Parse).Distinct()];

    /// <summary>Accounts whose person the database has forgotten.</summary>
    internal static IReadOnlyList<AccountId> Known(StoreConnection db)
    {
        using var rows = db.Sql("select member_id from member_erasure order by member_id");
        var accounts = new List<AccountId>();
        while (rows.Step()) accounts.Add(rows.Account(0));
        return accounts;
    }

    /// <summary>Carries out every erasure of the list that the database does not know; says how many.</summary>
    internal int CatchUp()
    {
        var accounts = ReadList(_paths.Erasures);
        return accounts.Count == 0 ? 0 : Forget(accounts);
    }

    /// <summary>Adds what one list knows and the other does not.</summary>
    internal static void Merge(string from, string into)
    {
        if (!File.Exists(from)) return;
        var known = File.Exists(into) ? File.ReadLines(into).ToHashSet(StringComparer.Ordinal) : [];
        using var stream = new FileStream(into, FileMode.Append, FileAccess.Write);
        foreach (var line in File.ReadLines(from).Where(line => line.Length > 0 && !known.Contains(line))) stream.Write(Encoding.ASCII.GetBytes(line + "\n"));
        stream.Flush(flushToDisk: true);
    }

    private static void Append(string file, AccountId account, Instant at) => Append(file, [account], at);

    private static void Append(string file, IReadOnlyList<AccountId> accounts, Instant at)
    {
        using var stream = new FileStream(file, FileMode.Append, FileAccess.Write);
        foreach (var account in accounts) stream.Write(Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{account} {at.Micros}\n")));
        stream.Flush(flushToDisk: true);
    }

    // Freed pages are overwritten and the log is emptied: what is sealed could still be opened by whoever holds the key.
    private int Forget(IReadOnlyList<AccountId> accounts)
    {
        _db.OverwriteFreed(true);
        _db.Begin();
        try
        {
            var forgotten = accounts.Count(Forget);
            _db.Commit();
            if (forgotten > 0) _db.Checkpoint();
            return forgotten;
        }
        finally
        {
            _db.Rollback();
            _db.OverwriteFreed(false);
        }
    }

    private bool Forget(AccountId account)
    {
        var rows = 0;
        _db.Ahead.ForgetPeople();
        foreach (var table in new[] { "identity", "member_profile", "member_birthday", "member_name", "member_text", "redemption_secret", "pickup_code", "member_link" })
        {
            rows += _db.Sql($"delete from {table} where member_id = $1").Set(1, account).RunCounted();
        }

        rows += _db.Keys.DropAbout(account);

        // What imports noted of the person; that they touched the account stays.
        rows += _db.Sql("update import_member set sealed = null where member_id = $1 and sealed is not null").Set(1, account).RunCounted();

        _db.Approvals.Forget(account);
        rows += _db.Sql("delete from family_link where member_id = $1 or main_member_id = $1").Set(1, account).RunCounted();

        // What B brought into a merge is B's, wherever it points now.
        rows += _db.Sql("delete from identity where home_member_id = $1").Set(1, account).RunCounted();
        rows += _db.Sql("insert into member_erasure (member_id) select member_id from member_state where member_id = $1 on conflict (member_id) do nothing").Set(1, account).RunCounted();
        return rows > 0;
    }
}
