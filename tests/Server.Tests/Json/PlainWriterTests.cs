using System.Text;
using System.Text.Json;
using Tessera.App.Purchases;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Server.Http;
using Tessera.Server.Http.Purchases;
using Tessera.Server.Json;
using Tessera.Storage.Members;

namespace Tessera.Server.Tests.Json;

/// <summary>What is written field by field is what the serializer writes from the types, so that the description of the API stays true.</summary>
public sealed class PlainWriterTests
{
    /// <summary>Signs that are escaped, Chinese, a sign beyond the first plane, half of one, and what HTML would read.</summary>
    private const string Odd = "a\"b\\c/<é>&'+\n\t\u0001 奶茶 \U0001F9CB \uD83E ¥";

    [Fact]
    public void A_reason_is_written_as_the_serializer_would()
    {
        var reason = Reason.Of(
            "tier.kept", Reason.Id("tier", Odd), Reason.Day("until", new DateOnly(2026, 3, 4)), new ReasonPart("never", 0, NumberUnit.Day), new ReasonPart("far", 4_000_000, NumberUnit.Day),
            Reason.Money("gap", -1), Reason.Count("most", long.MaxValue), Reason.Ratio("rate", 15_000), new ReasonPart("奶茶<", 3, NumberUnit.Points));

        Same(ReasonView.Of(reason, Language.Zh, null));
        Same(ReasonView.Of(Reason.Of("member.frozen"), Language.En, null));
        Same(new ReasonView("x", Odd, new Dictionary<string, object> { ["a"] = 1L, ["b"] = Odd }));
    }

    [Fact]
    public void Of_two_parts_of_one_name_the_last_is_told_where_the_first_stood()
    {
        var view = ReasonView.Of(Reason.Of("x", Reason.Count("a", 1), Reason.Count("b", 2), Reason.Count("a", 3), Reason.Id("c", "d"), Reason.Count("a", 4)), Language.En, null);

        Assert.Equal("""{"code":"x","text":"x","values":{"a":4,"b":2,"c":"d"}}""", Encoding.UTF8.GetString(ApiJson.Bytes(view)));
        Same(view);
    }

    [Fact]
    public void A_price_is_written_as_the_serializer_would()
    {
        var showing = new Showing(Language.Zh, null);
        Same(PriceView.Of(Priced([], [], []), null, showing));
        Same(PriceView.Of(Order(), null, showing));
        Same(PriceView.Of(Order(), Member, new Showing(Language.En, null)));
        Same(new PriceView(new PriceNames(Order(), Member, showing), Order() with { NotApplied = [] }, [new NotApplied(Odd, "s", SavingOrigin.Code, Short), new NotApplied("1-1", "s", SavingOrigin.Coupon, Short)]));
    }

    [Fact]
    public void A_quote_is_written_as_the_serializer_would()
    {
        var purchase = new Purchase { OccurredAt = new Instant(1_700_000_000_123_456), RecordedAt = default, Lines = [] };
        var quote = new Quote(new QuoteToken(purchase, Member, null), "AQF-_x", Order(), null) { Unread = [new NotApplied(Odd, Odd, SavingOrigin.Coupon, Short)] };

        Same(QuoteView.Of(quote, new Showing(Language.Zh, null)));
        Same(QuoteView.Of(quote with { TierAfter = Odd }, new Showing(Language.En, null)));
        Same(QuoteView.Of(quote with { Token = new QuoteToken(purchase with { OccurredAt = new Instant(1_700_000_000_000_000) }, null, null) }, new Showing(Language.En, null)));
    }

    private static readonly Reason Short = Reason.Of("price.not.short", Reason.Money("gap", 5), Reason.Id("other", Odd));

    private static MemberId Member { get; } = MemberId.Derive("till", "7");

    /// <summary>An order with every origin and stage, lines with and without what may be absent, a line that an offer added.</summary>
    private static PricedOrder Order()
    {
        var line = new PricedLine { Line = new PurchaseLine { Sku = Odd, Quantity = 1.250m, ListMinor = 100, NetMinor = -7 }, StartMinor = 100, NetMinor = -7, PayMinor = 93 };
        var given = (from origin in Enum.GetValues<SavingOrigin>() from stage in Enum.GetValues<PriceStage>() select Saving($"{origin}{stage}{Odd}", origin, stage)).ToList();
        return Priced(
            [line, line with { Parts = [new PricedPart("1-2", 3), new PricedPart(given[0].Id, 0)], Points = 5, StoredValueMinor = 6, AddedBy = given[1].Id }, line with { AddedBy = "nobody" }],
            [.. given, Saving("1-2", SavingOrigin.Coupon, PriceStage.Coupon) with { Points = 9 }],
            [.. Enum.GetValues<SavingOrigin>().Select(o => new NotApplied("3-4", "s" + Odd, o, Short))]) with { PointsArePayment = true };
    }

    private static Deduction Saving(string id, SavingOrigin origin, PriceStage stage) =>
        new() { Id = id, SavingId = "s" + Odd, Origin = origin, Stage = stage, Minor = 12, Reason = Reason.Of("price.free", Reason.Id("saving", Odd), Reason.Money("minor", 12)) };

    private static PricedOrder Priced(IReadOnlyList<PricedLine> lines, IReadOnlyList<Deduction> deductions, IReadOnlyList<NotApplied> missed) => new()
    {
        Lines = lines, Deductions = deductions, NotApplied = missed, StartMinor = 1, NetMinor = 2, TaxMinor = 3, PayMinor = 4, Points = 5, PointsMinor = 6, RewardPoints = 7, StoredValueMinor = 8, ToPayMinor = long.MinValue,
    };

    private static void Same<T>(T value) => Assert.Equal(JsonSerializer.Serialize(value, ApiJson.Described), Encoding.UTF8.GetString(ApiJson.Bytes(value)));
}
