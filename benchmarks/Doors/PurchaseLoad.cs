using System.Globalization;
using System.Text;

namespace Tessera.Bench;

/// <summary>Members by rank: the one at rank k comes as often as k to the power of −s says (Zipf).</summary>
internal sealed class ZipfRanks
{
    private readonly double[] _sums;

    public ZipfRanks(int count, double exponent)
    {
        _sums = new double[count];
        var sum = 0.0;
        for (var rank = 0; rank < count; rank++) _sums[rank] = sum += Math.Pow(rank + 1, -exponent);
    }

    public int Next(Random chance)
    {
        var found = Array.BinarySearch(_sums, chance.NextDouble() * _sums[^1]);
        return Math.Min(_sums.Length - 1, found < 0 ? ~found : found);
    }
}

/// <summary>Purchases of two lines, one request each or many: fresh numbers, members by rank.</summary>
internal sealed class PurchaseLoad
{
    private const int MostTills = 512;
    private static readonly string[] Categories = ["drinks/tea", "drinks/milk", "food/cake", "snacks", "merch"];
    private static readonly string[] Channels = ["store", "store", "miniprogram", "app"];
    private static int _runs;
    private readonly FilledStore _store;
    private readonly ZipfRanks _ranks;
    private readonly Random[] _chances;
    private readonly long[] _sent = new long[MostTills];
    private readonly string _run = string.Create(CultureInfo.InvariantCulture, $"{Environment.ProcessId}-{Interlocked.Increment(ref _runs)}");

    public PurchaseLoad(FilledStore store, Sizes sizes)
    {
        (_store, _ranks) = (store, new ZipfRanks(store.Members, sizes.Zipf));
        _chances = [.. Enumerable.Range(0, MostTills).Select(t => new Random(_run.Length + (_runs * 1_000) + t))];
    }

    /// <summary>One purchase a request.</summary>
    public TillRequest One(int till)
    {
        var key = string.Create(CultureInfo.InvariantCulture, $"{_run}-{till}-{++_sent[till]}");
        return new TillRequest(Tills.Bytes("POST", "/v1/purchases", _store.Secret, (key, Body(_chances[till], key))));
    }

    /// <summary>The batch endpoint.</summary>
    public TillRequest Hundred(int till)
    {
        var (text, sent) = (new StringBuilder("{\"items\":["), ++_sent[till]);
        for (var n = 0; n < 100; n++) text.Append(n == 0 ? "" : ",").Append(Body(_chances[till], string.Create(CultureInfo.InvariantCulture, $"{_run}-{till}-{sent}-{n}")));
        return new TillRequest(Tills.Bytes("POST", "/v1/purchases/batch", _store.Secret, (string.Create(CultureInfo.InvariantCulture, $"{_run}-{till}-{sent}"), text.Append("]}").ToString())), 100);
    }

    /// <summary>The card of a member.</summary>
    public TillRequest Card(int till) => new(Tills.Bytes("GET", $"/v1/members/{_store.PublicIds[_ranks.Next(_chances[till])]}", _store.Secret));

    private string Body(Random chance, string number)
    {
        var (a, b) = (1 + chance.Next(2), 1 + chance.Next(2));
        return string.Create(CultureInfo.InvariantCulture, $$"""
            {"source":"till","number":"{{number}}","occurredAt":"{{DateTime.UtcNow:yyyy-MM-ddTHH:mm:ss}}Z","memberId":"{{_store.PublicIds[_ranks.Next(chance)]}}","storeId":"s{{chance.Next(400)}}","channel":"{{Channels[chance.Next(Channels.Length)]}}","lines":[{"sku":"k{{chance.Next(1000)}}","category":"{{Categories[chance.Next(5)]}}","quantity":{{a}},"netMinor":{{a * (800 + (chance.Next(60) * 50))}}},{"sku":"k{{chance.Next(1000)}}","category":"{{Categories[chance.Next(5)]}}","quantity":{{b}},"netMinor":{{b * (800 + (chance.Next(60) * 50))}}}],"payments":[{"kind":"wechat","amountMinor":3600}]}
            """);
    }
}
