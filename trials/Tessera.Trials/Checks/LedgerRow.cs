using System.Text.Json.Nodes;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Checks;

/// <summary>An entry as <c>tessera export entries</c> gives it.</summary>
internal sealed record LedgerRow(string Member, long Sequence, int N, string Kind, long Points, long BalanceAfter, string? Number)
{
    /// <summary>The member's id in an older system, or null.</summary>
    public string? External { get; init; }

    /// <summary>Reads the whole ledger of a shop through the product's own export.</summary>
    public static Task<IReadOnlyList<LedgerRow>> Read(Shop shop) => Read(shop, shop.Place);

    /// <summary>Reads the whole ledger of another place with the same key.</summary>
    public static async Task<IReadOnlyList<LedgerRow>> Read(Shop shop, string place)
    {
        var ran = await Child.Run(shop.Call(place, "export", "entries", "--format", "jsonl"), Child.Thorough);
        if (ran.Code != 0) throw new TrialBroken($"export entries: {ran.Complained}");
        return [.. ran.Said.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => Of(JsonNode.Parse(line)!))];
    }

    private static LedgerRow Of(JsonNode row) => new(
        (string?)row["member_id"] ?? "", (long)row["sequence"]!, (int)row["n"]!, (string)row["kind"]!, (long)row["points"]!, (long)row["balance_after"]!, (string?)row["source_number"])
    {
        External = (string?)row["external_id"],
    };
}

/// <summary>What an acknowledged answer claims about one member's record.</summary>
/// <param name="Member">Whose record.</param>
/// <param name="Sequence">Place in it; null where the answer names a document instead.</param>
/// <param name="Number">The document's number, or null.</param>
/// <param name="Points">What it moved; null where the answer does not say.</param>
/// <param name="BalanceAfter">Balance after it.</param>
/// <param name="By">The write that was answered.</param>
internal sealed record Claim(string Member, long? Sequence, string? Number, long? Points, long BalanceAfter, string By)
{
    /// <summary>The claims of an answer; none of a refusal.</summary>
    public static IReadOnlyList<Claim> Of(Heard heard)
    {
        if (!heard.IsAccepted || JsonNode.Parse(heard.Body) is not JsonObject body) return [];
        var claims = new List<Claim>();
        Collect(body, heard.Op.Key, claims);
        return claims;
    }

    private static void Collect(JsonObject body, string by, List<Claim> claims)
    {
        var balance = (long?)body["member"]?["balance"];
        if (balance is { } after && body["memberId"] is { } member)
        {
            if (body["sequence"] is { } sequence) claims.Add(new Claim((string)member!, (long)sequence, null, (long)body["points"]!, after, by));
            else if (body["number"] is { } number) claims.Add(new Claim((string)member!, null, (string)number!, (long?)body["points"], after, by));
            return;
        }

        foreach (var (_, inner) in body)
        {
            if (inner is JsonObject nested) Collect(nested, by, claims);
        }
    }
}
