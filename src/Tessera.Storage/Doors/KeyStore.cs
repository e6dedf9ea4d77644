using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;

namespace Tessera.Storage.Doors;

/// <summary>What an idempotency key stands for: caller, method, path and the key the caller chose (api.md), with a digest of the input.</summary>
/// <param name="Hash">Digest of caller, method, path and key.</param>
/// <param name="Input">Digest of the body.</param>
public sealed record RequestKey(byte[] Hash, byte[] Input)
{
    /// <summary>The digest as text: keys are put in order and looked up by it.</summary>
    public string Name { get; } = Convert.ToHexString(Hash);

    /// <summary>Makes a key from its parts.</summary>
    public static RequestKey Of(string caller, string method, string path, string key, ReadOnlySpan<byte> body) =>
        new(SHA256.HashData(Encoding.UTF8.GetBytes($"{caller}\n{method}\n{path}\n{key}")), SHA256.HashData(body));
}

/// <summary>The stored answer of a finished request.</summary>
/// <param name="Input">Digest of the body it was given.</param>
/// <param name="Status">HTTP status.</param>
/// <param name="ContentType">Content type.</param>
/// <param name="Body">The answer, byte for byte.</param>
public sealed record StoredAnswer(byte[] Input, int Status, string ContentType, byte[] Body)
{
    /// <summary>Whether the request is the same; another input under one key is refused (422).</summary>
    public bool IsFor(RequestKey key) => Input.AsSpan().SequenceEqual(key.Input);
}

/// <summary>Idempotency keys with their answers, written in the transaction of the effect. Kept at least 30 days. Answers may name people: they are sealed.</summary>
public sealed class KeyStore
{
    private readonly StoreConnection _db;

    internal KeyStore(StoreConnection db) => _db = db;

    /// <summary>The answer given before, or null when the key is new.</summary>
    public StoredAnswer? Find(RequestKey key)
    {
        if (_db.Ahead.Keys.TryGetValue(key.Name, out var known)) return known;
        using var rows = _db.Sql("select input_hash, status, content_type, sealed from idempotency_key where key_hash = $1").SetBytes(1, key.Hash);
        return rows.Step() ? Open(rows.Bytes(0).ToArray(), rows.Int(1), rows.Text(2), rows.Bytes(3)) : null;
    }

    internal StoredAnswer Open(byte[] input, int status, string contentType, ReadOnlySpan<byte> sealedBody) => new(input, status, contentType, Inflate(_db.Sealing.Open("answer", sealedBody)));

    /// <summary>Stores an answer.</summary>
    /// <param name="key">The key.</param>
    /// <param name="answer">The answer; its input is that of the key.</param>
    /// <param name="about">Everybody it is about: erasing any of them forgets it.</param>
    /// <param name="at">When.</param>
    /// <exception cref="StoreFault">The key is taken (constraint).</exception>
    public void Add(RequestKey key, StoredAnswer answer, IReadOnlyCollection<AccountId> about, Instant at)
    {
        _db.Ahead.Keys.Remove(key.Name);
        AccountId? first = about.Count == 0 ? null : about.First();
        _db.Sql("insert into idempotency_key (key_hash, input_hash, created_at, status, content_type, sealed, about_member_id) values ($1, $2, $3, $4, $5, $6, $7)")
            .SetBytes(1, key.Hash).SetBytes(2, key.Input).Set(3, at).Set(4, answer.Status).Set(5, answer.ContentType).SetBytes(6, _db.Sealing.Seal("answer", Deflate(answer.Body)))
            .Set(7, first).RunOnce();
        foreach (var other in about.Skip(1)) _db.Sql("insert into idempotency_about (member_id, key_hash) values ($1, $2)").Set(1, other).SetBytes(2, key.Hash).RunOnce();
    }

    /// <summary>Forgets the answers that are about a member; says how many rows went.</summary>
    internal int DropAbout(AccountId account)
    {
        _db.Ahead.Keys.Clear();
        const string first = "(select key_hash from idempotency_key where about_member_id = $1)";
        const string named = "(select key_hash from idempotency_about where member_id = $1)";
        return _db.Sql("delete from idempotency_about where key_hash in " + first).Set(1, account).RunCounted()
            + _db.Sql("delete from idempotency_key where about_member_id = $1").Set(1, account).RunCounted()
            + _db.Sql("delete from idempotency_key where key_hash in " + named).Set(1, account).RunCounted()
            + _db.Sql("delete from idempotency_about where key_hash in " + named).Set(1, account).RunCounted();
    }

    /// <summary>Forgets keys older than an instant, some at a time; says how many.</summary>
    public int DropBefore(Instant at, int limit)
    {
        const string old = "(select key_hash from idempotency_key where created_at < $1 order by created_at, key_hash limit $2)";
        _db.Sql("delete from idempotency_about where key_hash in " + old).Set(1, at).Set(2, limit).RunOnce();
        return _db.Sql("delete from idempotency_key where key_hash in " + old).Set(1, at).Set(2, limit).RunCounted();
    }

    // Short answers grow by compression; the first byte says which it is.
    private static byte[] Deflate(ReadOnlySpan<byte> body)
    {
        if (body.Length < 256) return [0, .. body];
        using var to = new MemoryStream();
        to.WriteByte(1);
        using (var deflate = new DeflateStream(to, CompressionLevel.Fastest, leaveOpen: true)) deflate.Write(body);
        return to.ToArray();
    }

    private static byte[] Inflate(byte[] stored)
    {
        if (stored[0] == 0) return stored[1..];
        using var to = new MemoryStream();
        using (var from = new DeflateStream(new MemoryStream(stored, 1, stored.Length - 1), CompressionMode.Decompress)) from.CopyTo(to);
        return to.ToArray();
    }
}

/// <summary>A key of the API, without its secret.</summary>
/// <param name="Id">Id shown in lists and as the actor of facts.</param>
/// <param name="Name">Given name.</param>
/// <param name="Scopes">Scopes.</param>
/// <param name="IsLive">Live or test.</param>
/// <param name="CreatedAt">Created.</param>
/// <param name="RevokedAt">Revoked, or null.</param>
public sealed record ApiKey(string Id, string Name, IReadOnlyList<string> Scopes, bool IsLive, Instant CreatedAt, Instant? RevokedAt);

/// <summary>Keys of the API: only a digest of the secret is stored.</summary>
public sealed class ApiKeyStore
{
    private const string Columns = "id, name, scopes, is_live, created_at, revoked_at";
    private readonly StoreConnection _db;

    internal ApiKeyStore(StoreConnection db) => _db = db;

    /// <summary>Stores a key by the digest of its secret.</summary>
    public void Add(ApiKey key, string secret)
    {
        _db.ChangeEntry();
        _db.Sql("insert into api_key (id, name, hash, scopes, is_live, created_at) values ($1, $2, $3, $4, $5, $6)")
            .Set(1, key.Id).Set(2, key.Name).SetBytes(3, HashOf(secret)).Set(4, string.Join(' ', key.Scopes)).Set(5, key.IsLive).Set(6, key.CreatedAt).RunOnce();
    }

    /// <summary>The key of a secret, revoked or not, or null.</summary>
    public ApiKey? Find(string secret)
    {
        using var rows = _db.Sql($"select {Columns} from api_key where hash = $1").SetBytes(1, HashOf(secret));
        return rows.Step() ? Read(rows) : null;
    }

    /// <summary>All keys, the oldest first.</summary>
    public IReadOnlyList<ApiKey> All()
    {
        using var rows = _db.Sql($"select {Columns} from api_key order by created_at, id");
        var keys = new List<ApiKey>();
        while (rows.Step()) keys.Add(Read(rows));
        return keys;
    }

    /// <summary>Revokes a key by id or name; says whether one was revoked.</summary>
    public bool Revoke(string idOrName, Instant at)
    {
        _db.ChangeEntry();
        return _db.Sql("update api_key set revoked_at = $2 where (id = $1 or name = $1) and revoked_at is null").Set(1, idOrName).Set(2, at).RunCounted() > 0;
    }

    private static byte[] HashOf(string secret) => SHA256.HashData(Encoding.UTF8.GetBytes(secret));

    private static ApiKey Read(Statement rows) =>
        new(rows.Text(0), rows.Text(1), rows.Text(2).Split(' ', StringSplitOptions.RemoveEmptyEntries), rows.Bool(3), rows.Instant(4), rows.InstantOrNull(5));
}
