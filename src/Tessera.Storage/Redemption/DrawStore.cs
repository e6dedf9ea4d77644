using System.Security.Cryptography;

namespace Tessera.Storage.Redemption;

/// <summary>An entry of a draw, without who made it.</summary>
/// <param name="Nonce">Place among all entries, from 1.</param>
/// <param name="Number">Number drawn.</param>
/// <param name="Hit">Prize of that number, or null.</param>
/// <param name="Given">Prize given, or null.</param>
public sealed record DrawEntry(long Nonce, int Number, string? Hit, string? Given);

/// <summary>Seeds of draws and what was drawn. A seed is made with a cryptographic generator, its hash is public at once, the seed itself is sealed until the draw is over.</summary>
public sealed class DrawStore
{
    private readonly StoreConnection _db;

    internal DrawStore(StoreConnection db) => _db = db;

    /// <summary>Makes a draw's seed where it has none.</summary>
    /// <returns>The commitment: SHA-256 of the 32 bytes of the seed, in hex.</returns>
    public string Commit(string draw, Instant at) => Commit(draw, at, RandomNumberGenerator.GetBytes(32));

    /// <summary>The same with a given seed: for demos alone, whose draws come out the same each time and can be foreseen.</summary>
    public string Commit(string draw, Instant at, byte[] seed)
    {
        if (CommitmentOf(draw) is { } known) return known;
        var commitment = Convert.ToHexStringLower(SHA256.HashData(seed));
        _db.Sql("insert into draw_seed (draw, commitment, sealed, made_at) values ($1, $2, $3, $4)").Set(1, draw).Set(2, commitment).SetBytes(3, _db.Sealing.Seal("draw " + draw, seed)).Set(4, at).RunOnce();
        return commitment;
    }

    /// <summary>What was published before the draw, or null when it was never published.</summary>
    public string? CommitmentOf(string draw)
    {
        using var rows = _db.Sql("select commitment from draw_seed where draw = $1").Set(1, draw);
        return rows.Step() ? rows.Text(0) : null;
    }

    /// <summary>The seed: for drawing, and to be shown once the draw is over.</summary>
    public byte[]? SeedOf(string draw)
    {
        using var rows = _db.Sql("select sealed from draw_seed where draw = $1").Set(1, draw);
        return rows.Step() ? _db.Sealing.Open("draw " + draw, rows.Bytes(0)) : null;
    }

    /// <summary>Entries of a draw in order, without who made them.</summary>
    /// <param name="draw">Draw.</param>
    /// <param name="after">After this place.</param>
    /// <param name="limit">Most rows.</param>
    public IReadOnlyList<DrawEntry> Entries(string draw, long after, int limit)
    {
        using var rows = _db.Sql("select nonce, number, hit, given from draw_entry where draw = $1 and nonce > $2 order by nonce limit $3").Set(1, draw).Set(2, after).Set(3, limit);
        var entries = new List<DrawEntry>();
        while (rows.Step()) entries.Add(new DrawEntry(rows.Long(0), rows.Int(1), rows.TextOrNull(2), rows.TextOrNull(3)));
        return entries;
    }
}
