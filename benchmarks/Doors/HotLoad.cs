using System.Globalization;
using Tessera.App.Purchases;

namespace Tessera.Bench;

/// <summary>
/// What tills do to few members at once: points spent over lots, purchases that fill them up, part refunds of those purchases, and a fifth of all
/// requests told a second time under the same key. Each till gives back its own purchases only, once they are answered, so that nothing may be refused.
/// </summary>
internal sealed class HotLoad
{
    private const int MostTills = 64;
    private const int Units = 6;
    private const double ToldAgain = 0.2;
    private static int _runs;
    private readonly FilledStore _store;
    private readonly int _members;
    private readonly Till[] _tills;
    private readonly string _run = string.Create(CultureInfo.InvariantCulture, $"hot-{Environment.ProcessId}-{Interlocked.Increment(ref _runs)}");
    private long _toldAgain;
    private long _told;

    /// <param name="store">The store.</param>
    /// <param name="members">How many members are hot.</param>
    public HotLoad(FilledStore store, int members)
    {
        (_store, _members) = (store, members);
        _tills = [.. Enumerable.Range(0, MostTills).Select(t => new Till(new Random((_runs * 1_000) + t)))];
    }

    /// <summary>Share of requests that were told again.</summary>
    public double RepeatShare => (double)Interlocked.Read(ref _toldAgain) / Math.Max(1, Interlocked.Read(ref _told));

    /// <summary>
    /// A round of four for one hot member: a purchase of six units (at least 66 points), 24 points spent, one unit given back (14 points at most), 24 points
    /// spent. At no moment do a till's rounds take more than they gave, so that nobody can be short, whatever the others do.
    /// </summary>
    public TillRequest Next(int number)
    {
        var till = _tills[number];
        Interlocked.Increment(ref _told);
        if (till.Last is { } last && till.Chance.NextDouble() < ToldAgain)
        {
            Interlocked.Increment(ref _toldAgain);
            return last;
        }

        var step = till.Sent++;
        var key = string.Create(CultureInfo.InvariantCulture, $"{_run}-{number}-{step}");
        var request = (step % 4) switch
        {
            0 => Purchase(till, key),
            1 or 3 => Debit(till, key),
            _ => Refund(till, key),
        };
        till.Last = request;
        return request;
    }

    private TillRequest Purchase(Till till, string key)
    {
        (till.Bought, till.Member) = (key, _store.PublicIds[till.Chance.Next(_members)]);
        return Post("/v1/purchases", key, string.Create(CultureInfo.InvariantCulture, $$"""
            {"source":"till","number":"{{key}}","occurredAt":"{{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss}}Z","memberId":"{{till.Member}}","storeId":"s9","channel":"store","lines":[{"sku":"k7","category":"drinks/milk","quantity":{{Units}},"netMinor":{{Units * 100}}}]}
            """));
    }

    private TillRequest Debit(Till till, string key) => Post($"/v1/members/{till.Member}/points/debits", key, $$"""{"points":24,"reference":"{{key}}"}""");

    private TillRequest Refund(Till till, string key) =>
        Post($"/v1/purchases/{new PurchaseId("till", till.Bought)}/refunds", key, $$"""{"source":"till","number":"{{key}}","units":[{"line":0,"quantity":1}]}""");

    private TillRequest Post(string path, string key, string body) => new(Tills.Bytes("POST", path, _store.Secret, (key, body)));

    private sealed class Till(Random chance)
    {
        public Random Chance { get; } = chance;

        public long Sent { get; set; }

        public string Bought { get; set; } = "";

        public string Member { get; set; } = "";

        public TillRequest? Last { get; set; }
    }
}
