namespace Tessera.Storage.Doors;

/// <summary>One request of a key.</summary>
/// <param name="KeyId">The key's id.</param>
/// <param name="At">When its answer went out.</param>
/// <param name="RequestId">Id of the request, as in its answer.</param>
/// <param name="Method">HTTP method.</param>
/// <param name="Route">The route's pattern; parameters are not kept.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="Code">Code of the problem, or null.</param>
/// <param name="Micros">How long it took, in microseconds.</param>
public sealed record RequestLine(string KeyId, Instant At, string RequestId, string Method, string Route, int Status, string? Code, long Micros);

/// <summary>What keys asked for lately. A sample, not a record: written behind the answers, lost by a crash, dropped after a week.</summary>
public sealed class RequestLogStore
{
    private const string Columns = "key_id, at, request_id, method, route, status, code, micros";
    private readonly StoreConnection _db;

    internal RequestLogStore(StoreConnection db) => _db = db;

    /// <summary>Adds lines, inside a write transaction.</summary>
    public void Add(IEnumerable<RequestLine> lines)
    {
        using var insert = _db.Sql($"insert into request_log ({Columns}) values ($1, $2, $3, $4, $5, $6, $7, $8) on conflict (key_id, at, request_id) do nothing");
        foreach (var line in lines)
        {
            insert.Set(1, line.KeyId).Set(2, line.At).Set(3, line.RequestId).Set(4, line.Method).Set(5, line.Route).Set(6, line.Status).Set(7, line.Code).Set(8, line.Micros).Run();
        }
    }

    /// <summary>Requests of a key, the newest first.</summary>
    /// <param name="keyId">The key's id.</param>
    /// <param name="before">Only those before; null for all.</param>
    /// <param name="failedOnly">Only those that were answered 400 or above.</param>
    /// <param name="limit">Most lines.</param>
    public IReadOnlyList<RequestLine> Page(string keyId, Instant? before, bool failedOnly, int limit)
    {
        using var rows = _db.Sql($"select {Columns} from request_log where key_id = $1 and at < $2 and status >= $3 order by at desc, request_id limit $4")
            .Set(1, keyId).Set(2, before?.Micros ?? long.MaxValue).Set(3, failedOnly ? 400L : 0L).Set(4, limit);
        var lines = new List<RequestLine>();
        while (rows.Step()) lines.Add(new RequestLine(rows.Text(0), rows.Instant(1), rows.Text(2), rows.Text(3), rows.Text(4), rows.Int(5), rows.TextOrNull(6), rows.Long(7)));
        return lines;
    }

    /// <summary>Forgets lines older than an instant, some at a time; says how many.</summary>
    public int DropBefore(Instant at, int limit) =>
        _db.Sql("delete from request_log where (key_id, at, request_id) in (select key_id, at, request_id from request_log where at < $1 order by at limit $2)").Set(1, at).Set(2, limit).RunCounted();
}
