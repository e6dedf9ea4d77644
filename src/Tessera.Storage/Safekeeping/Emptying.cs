namespace Tessera.Storage.Safekeeping;

/// <summary>
/// Empties a store of everything that members did, and of the programme with it: what a demo left, or a first programme nobody used yet. What the
/// merchant set up stays: people, keys, stores and tills, webhooks, import maps. A table that stands nowhere here is emptied.
/// </summary>
public static class Emptying
{
    private static readonly HashSet<string> KeptTables = new(StringComparer.Ordinal)
    {
        "setting", "counter", "lease", "audit_record", "api_key", "key_place", "place", "import_map", "request_log", "webhook_endpoint",
        "person", "person_session", "person_code", "one_time_link", "sign_in_try", "saved_view", "person_preference", "person_store", "till_code", "till_session",
    };

    /// <summary>Settings that speak of the merchant, not of what was played.</summary>
    private static readonly string[] KeptSettings = [SettingNames.KeyCheck, SettingNames.SealingKey, SettingNames.SealingOldest, SettingNames.TestClock, SettingNames.Mode, SettingNames.EverLive, "stores.unknown", "setup.", "webhooks.on"];

    private static readonly string[] KeptActions = ["person.", "session.", "key.", "place.", "webhook", "stores."];

    /// <summary>Where each chain of the audit trail ends now, one a line: what comes later can be told apart.</summary>
    public static string AuditMark(StoreConnection db) => string.Join('\n', Heads(db).Select(h => $"{h.Key} {h.Value.ToString(System.Globalization.CultureInfo.InvariantCulture)}"));

    /// <summary>Rows of each table that is emptied, for a proof that none is left.</summary>
    public static IReadOnlyDictionary<string, long> Count(StoreConnection db) =>
        db.Tables().Where(t => !KeptTables.Contains(t.Name)).ToDictionary(t => t.Name, t => Number(db, $"select count(*) from {t.Name}"), StringComparer.Ordinal);

    /// <summary>Empties it, inside a write transaction.</summary>
    /// <param name="db">The store.</param>
    /// <param name="auditMark">Audit records after this mark go, those about people, keys and places apart, which are told again in their order; null keeps all.</param>
    /// <returns>Rows removed.</returns>
    public static long Run(StoreConnection db, string? auditMark)
    {
        db.LockWhole();
        var removed = 0L;
        foreach (var table in db.Tables().Where(t => !KeptTables.Contains(t.Name))) removed += db.Sql($"delete from {table.Name}").RunCounted();
        foreach (var name in SettingNamesOf(db).Where(n => !KeptSettings.Any(k => n.StartsWith(k, StringComparison.Ordinal)))) db.Settings.Set(name, null);
        db.Sql("delete from counter where name not like 'audit:%'").RunOnce();
        // Webhooks go on from the new beginning of the events.
        db.Sql("update webhook_endpoint set position = 0").RunOnce();
        if (auditMark is not null) removed += ShortenAudit(db, auditMark);
        db.ChangeEntry();
        db.Ahead.Clear();
        return removed;
    }

    private static long ShortenAudit(StoreConnection db, string mark)
    {
        var until = mark.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => line.Split(' ')).ToDictionary(w => w[0], w => long.Parse(w[1], System.Globalization.CultureInfo.InvariantCulture), StringComparer.Ordinal);
        var later = db.Audits.All().Where(r => r.Number > until.GetValueOrDefault(r.Writer)).ToList();
        foreach (var writer in Heads(db).Keys)
        {
            var head = until.GetValueOrDefault(writer);
            db.Sql("delete from audit_record where writer = $1 and number > $2").Set(1, writer).Set(2, head).RunOnce();
            db.Counters.Set("audit:" + writer, head);
            if (head == 0) db.Sql("delete from counter where name = $1").Set(1, "audit:" + writer).RunOnce();
        }

        db.Ahead.Clear();
        var kept = later.Where(r => KeptActions.Any(a => r.Event.Action.StartsWith(a, StringComparison.Ordinal))).Select(r => r.Event).OrderBy(e => e.At).ToList();
        db.Audits.AppendAll(kept);
        return later.Count - kept.Count;
    }

    private static Dictionary<string, long> Heads(StoreConnection db)
    {
        using var rows = db.Sql("select writer, max(number) from audit_record group by writer");
        var heads = new Dictionary<string, long>(StringComparer.Ordinal);
        while (rows.Step()) heads[rows.Text(0)] = rows.Long(1);
        return heads;
    }

    private static List<string> SettingNamesOf(StoreConnection db)
    {
        using var rows = db.Sql("select name from setting order by name");
        var names = new List<string>();
        while (rows.Step()) names.Add(rows.Text(0));
        return names;
    }

    private static long Number(StoreConnection db, string sql)
    {
        using var rows = db.Sql(sql);
        rows.Step();
        return rows.Long(0);
    }
}
