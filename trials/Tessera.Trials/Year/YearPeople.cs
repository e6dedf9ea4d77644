using System.Globalization;
using System.Text.Json.Nodes;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Year;

/// <summary>A purchase that somebody may come back with.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Lines">Lines it has.</param>
/// <param name="Minor">What was paid for.</param>
/// <param name="On">Local date.</param>
internal sealed record YearPurchase(string Id, int Lines, long Minor, DateOnly On)
{
    /// <summary>What came back of it as far as the shop was told.</summary>
    public long Back { get; set; }
}

/// <summary>A member of the simulated shop, as the shop's clerk remembers it.</summary>
/// <param name="Id">Its public id.</param>
internal sealed record YearMember(string Id)
{
    public List<YearPurchase> Purchases { get; } = [];

    public List<string> Debits { get; } = [];

    public List<string> Redemptions { get; } = [];

    public List<string> Bookings { get; } = [];

    public List<string> Plans { get; } = [];

    public List<(string Benefit, long Sequence)> Uses { get; } = [];

    public List<long> CardUses { get; } = [];

    public List<(long Sequence, long Minor)> TopUps { get; } = [];
}

/// <summary>
/// What happens in a shop, one event after another, drawn from a seed: every operation that a till, an app or a clerk has, most often where it meets
/// something, now and then where it must be refused.
/// </summary>
internal sealed class YearPeople(YearDesk desk, YearProgram program, Random chance)
{
    private static readonly string[] Channels = ["store", "store", "miniprogram", "app"];
    private static readonly string[] Behaviours = ["checkin", "checkin", "share", "review", "event"];
    private readonly List<YearMember> _members = [];
    private readonly List<YearMember> _gone = [];
    private readonly List<(string Gone, string Stays)> _merges = [];
    private readonly List<string> _unclaimed = [];
    private List<string> _rewards = [];
    private List<string> _draws = [];
    private List<(string Id, long Minor)> _plans = [];
    private List<string> _resources = [];
    private List<string> _coupons = [];
    private List<string> _tiers = [];

    public IReadOnlyList<YearMember> Members => _members;

    /// <summary>What has happened so far.</summary>
    public int Events { get; private set; }

    /// <summary>Reads what the shop offers and lets the first members join.</summary>
    public async Task Open()
    {
        _rewards = Ids(await desk.Read("/v1/rewards"), "rewards", "id");
        _draws = Ids(await desk.Read("/v1/draws"), "draws", "id");
        _plans = [.. (await desk.Read("/v1/plans"))["plans"]!.AsArray().Select(p => ((string)p!["id"]!, (long)p["priceMinor"]!))];
        _resources = Ids(await desk.Read("/v1/bookings/resources"), "resources", "id");
        _coupons = Ids(await desk.Read("/v1/coupons/kinds"), "kinds", "kind");
        _tiers = [.. (await desk.Read("/v1/reports/tier-distribution"))["tiers"]!.AsArray().Select(t => (string)t!["tier"]!["id"]!)];
        while (_members.Count < 6) await Join();
    }

    /// <summary>The next event.</summary>
    public async Task Next()
    {
        Events++;
        var roll = chance.Next(1_000);
        var member = _members[chance.Next(_members.Count)];
        await (roll switch
        {
            < 25 => Join(),
            < 245 => Buy(member),
            < 405 => BuyPriced(member),
            < 500 => GiveBack(member),
            < 520 => Void(member),
            < 535 => Receive(member),
            < 605 => Act(member),
            < 640 => Spend(member),
            < 660 => CancelSpending(member),
            < 675 => Adjust(member),
            < 690 => Transfer(member),
            < 830 => Value(member, roll),
            < 920 => Offers(member, roll),
            _ => Staff(member, roll),
        });
    }

    /// <summary>Requests of several members to be sent at once.</summary>
    public IReadOnlyList<Op> Burst(int count) => [.. Enumerable.Range(0, count).Select(i =>
    {
        var member = _members[(Events + i) % _members.Count];
        return (i % 4) switch
        {
            0 => Op.Spend(desk.Name(), member.Id, 1 + chance.Next(20), desk.Name("d")),
            1 => Op.Activity(desk.Name(), member.Id, desk.Name("a")),
            2 => Op.Adjust(desk.Name(), member.Id, 1 + chance.Next(20)),
            _ => Op.Buy(desk.Name(), new Sale(desk.Name("p"), member.Id, 100 * (1 + chance.Next(90)), desk.At)),
        };
    })];

    private Task Value(YearMember member, int roll) => roll switch
    {
        < 725 => TopUp(member),
        < 740 => GiveTopUpBack(member),
        < 750 => PayWalletBack(member),
        < 758 => Do(member, "wallet/changes", $$"""{"change":"{{Pick(["freeze", "unfreeze", "unfreeze", "reportLoss", "withdrawLoss", "register"])}}","reasonCode":"asked"}"""),
        < 770 => BuyCard(member),
        < 795 => UseCard(member),
        < 800 => CancelCardUse(member),
        < 815 => OrderPlan(member),
        _ => RefundPlan(member),
    };

    private Task Offers(YearMember member, int roll) => roll switch
    {
        < 845 => GiveCoupon(member),
        < 870 => MoveCoupon(member),
        < 890 => Redeem(member),
        < 897 => MoveRedemption(member),
        < 905 => Draw(member),
        _ => Book(member, roll),
    };

    private Task Staff(YearMember member, int roll) => roll switch
    {
        < 945 => UseBenefit(member),
        < 952 => CancelBenefit(member),
        < 962 => SetTier(member),
        < 968 => Do(member, "tier/unlock", "{}"),
        < 975 => Do(member, "freeze", """{"reasonCode":"complaint"}"""),
        < 982 => Do(member, "unfreeze", "{}"),
        < 988 => Do(member, "tags", $$"""{"tag":"{{Pick(["vip", "tea", "quiet"])}}"}"""),
        < 992 => Merge(member),
        < 994 => Unmerge(),
        < 996 => Close(member),
        _ => Claim(member),
    };

    private async Task Join()
    {
        var more = chance.Next(3) == 0 ? $$""","profile":{"birthday":"{{1970 + chance.Next(40)}}-{{1 + chance.Next(12):00}}-{{1 + chance.Next(28):00}}"}""" : "";
        if (_members.Count > 0 && chance.Next(4) == 0) more += $$""","invitedBy":"{{_members[chance.Next(_members.Count)].Id}}" """;
        var told = await desk.Do("/v1/members", $$"""{"identities":[{"kind":"card","value":"{{desk.Name("card")}}"}],"channel":"{{Pick(Channels)}}"{{more}}}""");
        if (told is not null) _members.Add(new YearMember((string)told["id"]!));
    }

    private async Task Buy(YearMember member)
    {
        var lines = Enumerable.Range(0, 1 + chance.Next(3)).Select(_ =>
        {
            var (net, off) = (Amount(), chance.Next(3) * 100);
            return $$"""{"sku":"s{{chance.Next(9)}}","category":"{{Pick(program.Categories)}}","quantity":{{1 + chance.Next(3)}},"listMinor":{{net + off}},"discountMinor":{{off}},"netMinor":{{net}}}""";
        }).ToList();
        if (chance.Next(8) == 0) lines.Add("""{"sku":"post","quantity":1,"netMinor":800,"kind":"freight"}""");
        var late = chance.Next(15) == 0 ? desk.Now.AddHours(-1 - chance.Next(40)) : desk.Now;
        var isClaimedLater = chance.Next(25) == 0;
        var who = isClaimedLater ? "" : $$"""
            "memberId":"{{member.Id}}",
            """;
        var told = await desk.Do("/v1/purchases", $$"""{"source":"till","number":"{{desk.Name("p")}}","occurredAt":"{{YearDesk.Text(late)}}",{{who}}"channel":"{{Pick(Channels)}}","lines":[{{string.Join(',', lines)}}]}""");
        if (told is null) return;
        if (isClaimedLater) _unclaimed.Add((string)told["id"]!);
        else Keep(member, told);
    }

    private async Task BuyPriced(YearMember member)
    {
        var lines = Enumerable.Range(0, 1 + chance.Next(3)).Select(_ => $$"""{"sku":"s{{chance.Next(9)}}","category":"{{Pick(program.Categories)}}","quantity":{{1 + chance.Next(3)}},"listMinor":{{Amount()}}}""");
        var asks = $$""","chooseCoupons":{{Yes(3)}},"mostPoints":{{Yes(4)}},"mostStoredValue":{{Yes(3)}},"channel":"{{Pick(Channels)}}" """;
        if (await desk.Ask("/v1/quotes", $$"""{"memberId":"{{member.Id}}","lines":[{{string.Join(',', lines)}}]{{asks}}}""") is not { } price) return;
        // What was quoted may go stale: another purchase comes in between.
        if (chance.Next(12) == 0) await Buy(member);
        var told = await desk.Do("/v1/quotes/commit", $$"""{"token":"{{(string)price["token"]!}}","source":"till","number":"{{desk.Name("q")}}"}""");
        if (told is not null) Keep(member, told);
    }

    private void Keep(YearMember member, JsonNode told) =>
        member.Purchases.Add(new YearPurchase((string)told["id"]!, told["lines"]!.AsArray().Count, (long)told["totalMinor"]!, desk.Today));

    private async Task GiveBack(YearMember member)
    {
        if (member.Purchases.Count == 0) return;
        var purchase = member.Purchases[^Math.Min(member.Purchases.Count, 1 + chance.Next(4))];
        var left = purchase.Minor - purchase.Back;
        var ask = (chance.Next(5), left) switch
        {
            ( <= 1, > 0) => $"\"amountMinor\":{left}",
            (2, > 0) => $"\"amountMinor\":{Math.Max(1, left / (2 + chance.Next(3)))}",
            _ => $$"""
                "units":[{"line":{{chance.Next(purchase.Lines)}},"quantity":1}]
                """,
        };
        var told = await desk.Do($"/v1/purchases/{purchase.Id}/refunds", $$"""{"source":"till","number":"{{desk.Name("r")}}",{{ask}}}""");
        if (told is null) return;
        purchase.Back += (long?)told["gave"]?["amountMinor"] ?? 0;
        desk.Findings.Need(purchase.Back <= purchase.Minor, $"{purchase.Id}: {purchase.Back} came back of {purchase.Minor}");
    }

    private async Task Void(YearMember member)
    {
        if (member.Purchases.Count == 0) return;
        var purchase = member.Purchases[^1];
        if (await desk.Do($"/v1/purchases/{purchase.Id}/void", "{}") is not null) member.Purchases.Remove(purchase);
    }

    private async Task Receive(YearMember member)
    {
        if (member.Purchases.Count > 0) await desk.Do($"/v1/purchases/{member.Purchases[^1].Id}/receipt", "{}");
    }

    private Task Act(YearMember member)
    {
        var about = chance.Next(3) == 0 ? $$""","object":"o{{chance.Next(20)}}" """ : "";
        return desk.Do("/v1/activities", $$"""{"type":"{{Pick(Behaviours)}}","memberId":"{{member.Id}}","source":"app","number":"{{desk.Name("a")}}"{{about}}}""");
    }

    private async Task Spend(YearMember member)
    {
        var reference = desk.Name("d");
        var own = member.Purchases.Count > 0 && chance.Next(4) == 0 ? $$""","purchaseId":"{{member.Purchases[^1].Id}}" """ : "";
        var told = await desk.Do($"/v1/members/{member.Id}/points/debits", $$"""{"points":{{1 + chance.Next(120)}},"reference":"{{reference}}","overAsk":"{{Pick(["refuse", "clamp", "clamp"])}}"{{own}}}""");
        if (told is not null) member.Debits.Add(reference);
    }

    private async Task CancelSpending(YearMember member)
    {
        if (member.Debits.Count > 0) await Do(member, "points/debits/cancel", $$"""{"reference":"{{member.Debits[^Math.Min(member.Debits.Count, 1 + chance.Next(3))]}}"}""");
    }

    private Task Adjust(YearMember member)
    {
        var points = (1 + chance.Next(150)) * (chance.Next(3) == 0 ? -1 : 1);
        var ends = points > 0 && chance.Next(3) == 0 ? $$""","through":"{{desk.Today.AddDays(chance.Next(50)):yyyy-MM-dd}}" """ : "";
        return Do(member, "points/adjustments", $$"""{"points":{{points}},"reasonCode":"goodwill","mayMakeDebt":{{Yes(2)}}{{ends}}}""");
    }

    private Task Transfer(YearMember member) => Do(member, "points/transfers", $$"""{"to":"{{_members[chance.Next(_members.Count)].Id}}","points":{{1 + chance.Next(40)}}}""");

    private async Task TopUp(YearMember member)
    {
        var (what, minor) = chance.Next(3) switch { 0 => ("\"plan\":\"plus5\"", 10_000L), 1 => ("\"plan\":\"plus30\"", 30_000L), _ => (Ask(5_000 + (100 * chance.Next(150)), out var asked), asked) };
        var told = await desk.Do($"/v1/members/{member.Id}/wallet/topups", $$"""{{{what}},"source":"till","number":"{{desk.Name("t")}}"}""");
        if (told is not null) member.TopUps.Add(((long)told["sequence"]!, minor));
    }

    private static string Ask(long minor, out long asked)
    {
        asked = minor;
        return $"\"principalMinor\":{minor}";
    }

    private async Task GiveTopUpBack(YearMember member)
    {
        if (member.TopUps.Count == 0) return;
        var (sequence, minor) = member.TopUps[^1];
        await Do(member, "wallet/topups/refunds", $$"""{"topUpSequence":{{sequence}},"principalMinor":{{(chance.Next(2) == 0 ? minor : Math.Max(1, minor / 3))}},"source":"till","number":"{{desk.Name("t")}}"}""");
    }

    private async Task PayWalletBack(YearMember member)
    {
        var ground = Pick(["shopsFault", "membersCause", "sevenDays"]);
        if (await desk.Ask($"/v1/members/{member.Id}/wallet/refund-quotes", $$"""{"ground":"{{ground}}"}""") is not { } told) return;
        var total = (long)told["totalMinor"]!;
        var tenders = total > 0 ? $$"""{"kind":"cash","amountMinor":{{total}}}""" : "";
        await Do(member, "wallet/refunds", $$"""{"ground":"{{ground}}","expectedMinor":{{total}},"tenders":[{{tenders}}],"source":"till","number":"{{desk.Name("w")}}"}""");
    }

    private Task BuyCard(YearMember member) => Do(member, "wallet/cards", $$"""{"card":"{{Pick(["wash", "wash10", "care5"])}}","source":"till","number":"{{desk.Name("c")}}"}""");

    private async Task UseCard(YearMember member)
    {
        var cards = Ids(await desk.Read($"/v1/members/{member.Id}/wallet"), "cards", "id");
        if (cards.Count == 0) return;
        var told = await desk.Do($"/v1/members/{member.Id}/wallet/cards/uses", $$"""{"cardId":"{{Pick(cards)}}","count":{{1 + chance.Next(2)}},"source":"till","number":"{{desk.Name("c")}}"}""");
        if (told is not null) member.CardUses.Add((long)told["sequence"]!);
    }

    private async Task CancelCardUse(YearMember member)
    {
        if (member.CardUses.Count > 0) await Do(member, "wallet/cards/uses/cancel", $$"""{"useSequence":{{member.CardUses[^1]}}}""");
    }

    private async Task OrderPlan(YearMember member)
    {
        if (_plans.Count == 0) return;
        var (plan, minor) = _plans[chance.Next(_plans.Count)];
        var told = await desk.Do("/v1/plans/orders", $$"""{"memberId":"{{member.Id}}","plan":"{{plan}}","payments":[{"kind":"cash","amountMinor":{{minor}}}],"source":"till","number":"{{desk.Name("o")}}"}""");
        if (told is not null) member.Plans.Add((string)told["period"]!["id"]!);
    }

    private async Task RefundPlan(YearMember member)
    {
        if (member.Plans.Count > 0) await desk.Do($"/v1/plans/orders/{member.Plans[^1]}/refund", """{"reasonCode":"asked"}""");
    }

    private Task GiveCoupon(YearMember member)
    {
        if (_coupons.Count == 0) return Task.CompletedTask;
        return chance.Next(2) == 0
            ? Do(member, "coupons/claims", $$"""{"kind":"{{Pick(_coupons)}}"}""")
            : Do(member, "coupons", $$"""{"kind":"{{Pick(_coupons)}}","count":{{1 + chance.Next(2)}},"reasonCode":"goodwill"}""");
    }

    private async Task MoveCoupon(YearMember member)
    {
        var held = Ids(await desk.Read($"/v1/members/{member.Id}/coupons?closed=true"), "coupons", "id");
        if (held.Count == 0) return;
        var (what, body) = chance.Next(7) switch
        {
            0 => ("lock", """{"reference":"basket"}"""),
            1 => ("unlock", """{"reference":"basket"}"""),
            2 or 3 => ("use", "{}"),
            4 => ("return", ""),
            5 => ("void", """{"reasonCode":"goodwill"}"""),
            _ => ("transfer", $$"""{"to":"{{_members[chance.Next(_members.Count)].Id}}"}"""),
        };
        await desk.Do($"/v1/coupons/{Pick(held)}/{what}", body);
    }

    private async Task Redeem(YearMember member)
    {
        if (_rewards.Count == 0) return;
        var told = await desk.Do("/v1/redemptions", $$"""{"memberId":"{{member.Id}}","reward":"{{Pick(_rewards)}}","units":{{1 + chance.Next(2)}}}""");
        if (told is not null) member.Redemptions.Add((string)told["id"]!);
    }

    private async Task MoveRedemption(YearMember member)
    {
        if (member.Redemptions.Count == 0) return;
        var redemption = Pick(member.Redemptions);
        await desk.Do($"/v1/redemptions/{redemption}/{(chance.Next(3) > 0 ? "cancel" : "fulfil")}", "{}");
    }

    private async Task Draw(YearMember member)
    {
        if (_draws.Count > 0) await desk.Do($"/v1/draws/{Pick(_draws)}/entries", $$"""{"memberId":"{{member.Id}}"}""");
    }

    private async Task Book(YearMember member, int roll)
    {
        if (roll < 912 && _resources.Count > 0)
        {
            var told = await desk.Do("/v1/bookings", $$"""{"memberId":"{{member.Id}}","resource":"{{Pick(_resources)}}","on":"{{desk.Today.AddDays(chance.Next(10)):yyyy-MM-dd}}","at":"{{10 + chance.Next(9)}}:00"}""");
            if (told is not null) member.Bookings.Add((string)told["id"]!);
        }
        else if (member.Bookings.Count > 0)
        {
            await desk.Do($"/v1/bookings/{member.Bookings[^1]}/{Pick(["confirm", "cancel", "cancel", "fail", "no-show"])}", """{"reasonCode":"asked"}""");
        }
    }

    private async Task UseBenefit(YearMember member)
    {
        var codes = Ids(await desk.Read($"/v1/members/{member.Id}/benefits"), "benefits", "code");
        if (codes.Count == 0) return;
        var code = Pick(codes);
        var told = await desk.Do($"/v1/members/{member.Id}/benefits/{code}/uses", $$"""{"source":"till","number":"{{desk.Name("b")}}"}""");
        if (told is not null) member.Uses.Add((code, (long)told["sequence"]!));
    }

    private async Task CancelBenefit(YearMember member)
    {
        if (member.Uses.Count == 0) return;
        var (benefit, sequence) = member.Uses[^1];
        await Do(member, $"benefits/{benefit}/uses/cancel", $$"""{"useSequence":{{sequence}}}""");
    }

    private Task SetTier(YearMember member)
    {
        var how = chance.Next(4) switch
        {
            0 => $$""","overlayThrough":"{{desk.Today.AddDays(chance.Next(40)):yyyy-MM-dd}}" """,
            1 => $$""","lockThrough":"{{desk.Today.AddDays(5 + chance.Next(90)):yyyy-MM-dd}}" """,
            _ => "",
        };
        return Do(member, "tier", $$"""{"tier":"{{Pick(_tiers)}}","reasonCode":"goodwill"{{how}}}""");
    }

    private async Task Merge(YearMember member)
    {
        var other = _members[chance.Next(_members.Count)];
        if (_members.Count < 5 || await desk.Do($"/v1/members/{other.Id}/merge", $$"""{"into":"{{member.Id}}"}""") is null) return;
        _members.Remove(other);
        _gone.Add(other);
        _merges.Add((other.Id, member.Id));
    }

    private async Task Unmerge()
    {
        if (_merges.Count == 0 || await desk.Do($"/v1/members/{_merges[^1].Gone}/unmerge", "{}") is null) return;
        _members.Add(_gone[^1]);
        _gone.RemoveAt(_gone.Count - 1);
        _merges.RemoveAt(_merges.Count - 1);
    }

    // Who leaves gives up what is left, or is told why not.
    private async Task Close(YearMember member)
    {
        if (_members.Count < 5 || await desk.Do($"/v1/members/{member.Id}/close", """{"keepsValue":false}""") is null) return;
        _members.Remove(member);
        if (chance.Next(2) == 0 && await desk.Do($"/v1/members/{member.Id}/erase", "") is not null) desk.Erased.Add(member.Id);
    }

    private async Task Claim(YearMember member)
    {
        if (_unclaimed.Count == 0) return;
        var receipt = _unclaimed[^1];
        _unclaimed.RemoveAt(_unclaimed.Count - 1);
        await desk.Do($"/v1/purchases/{receipt}/claim", $$"""{"memberId":"{{member.Id}}"}""");
    }

    private Task Do(YearMember member, string what, string body) => desk.Do($"/v1/members/{member.Id}/{what}", body);

    private long Amount() => chance.Next(10) == 0 ? 100L * (200 + chance.Next(1_500)) : 100L + (chance.Next(120) * 50L) + (chance.Next(4) == 0 ? chance.Next(50) : 0);

    private string Yes(int one) => chance.Next(one) == 0 ? "true" : "false";

    private string Pick(IReadOnlyList<string> of) => of[chance.Next(of.Count)];

    private static List<string> Ids(JsonNode read, string list, string id) => read[list] is JsonArray rows ? [.. rows.Select(r => (string)r![id]!)] : [];
}
