using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Checks;

/// <summary>What is asked of a shop after something went wrong on purpose.</summary>
internal static class Afterwards
{
    private const int Askers = 16;

    /// <summary>Sends every decided write again: the answer must be the same to the byte and say that it was given before.</summary>
    public static async Task<IReadOnlyList<string>> Repeated(Shop shop, IReadOnlyList<Uri> servers, IReadOnlyCollection<Heard> decided)
    {
        var faults = new System.Collections.Concurrent.ConcurrentQueue<string>();
        var waiting = new System.Collections.Concurrent.ConcurrentQueue<Heard>(decided);
        await Task.WhenAll(Enumerable.Range(0, Askers).Select(async n =>
        {
            using var till = new Till(shop);
            while (waiting.TryDequeue(out var first))
            {
                var again = await till.Insist([servers[n % servers.Count]], first.Op, TimeSpan.FromSeconds(20));
                if (Difference(first, again) is { } difference) faults.Enqueue(difference);
            }
        }));
        return [.. faults];
    }

    /// <summary>Sends writes of unknown end until they are decided; what they were answered.</summary>
    public static async Task<IReadOnlyList<Heard>> Resolved(Shop shop, IReadOnlyList<Uri> servers, IReadOnlyCollection<Op> open)
    {
        using var till = new Till(shop);
        var heard = new List<Heard>();
        foreach (var op in open) heard.Add(await till.Insist(servers, op, TimeSpan.FromSeconds(30)));
        return heard;
    }

    /// <summary>Runs the product's own audit; what it finds.</summary>
    public static async Task<IReadOnlyList<string>> Audited(Shop shop) => [.. await Chained(shop), .. await Audited(shop, shop.Place)];

    /// <summary>One unbroken chain for every member, and books that balance, read by a check of ours (R4, R6).</summary>
    public static async Task<IReadOnlyList<string>> Chained(Shop shop)
    {
        await using var look = await BookLaws.Open(shop);
        return await BookLaws.Broken(look, [], null);
    }

    /// <summary>Runs it on another place with the same key.</summary>
    public static async Task<IReadOnlyList<string>> Audited(Shop shop, string place)
    {
        var ran = await Child.Run(shop.Call(place, "audit", "--rules"), Child.Thorough);
        return ran.Code == 0 ? [] : [$"audit ended with {ran.Code}: {ran.Said[..Math.Min(2_000, ran.Said.Length)]} {ran.Complained[Math.Max(0, ran.Complained.Length - 1_500)..]}"];
    }

    /// <summary>Holds everything that was told against the ledger.</summary>
    public static async Task<IReadOnlyList<string>> Held(Shop shop, IEnumerable<Heard> decided) =>
        HistoryCheck.Faults(await LedgerRow.Read(shop), [.. decided.SelectMany(Claim.Of)]);

    private static string? Difference(Heard first, Heard again)
    {
        if (again.Status != first.Status || !again.Body.AsSpan().SequenceEqual(first.Body)) return $"{first.Op.Key} {first.Op.Path}: first {first.Status} {first.Text}, then {again.Status} {again.Text}";
        return again.IsReplay ? null : $"{first.Op.Key}: the repeat does not say that it is one";
    }
}
