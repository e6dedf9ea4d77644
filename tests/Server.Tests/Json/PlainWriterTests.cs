using System.Text;
using System.Text.Json;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Server.Http;
using Tessera.Server.Http.Purchases;
using Tessera.Server.Json;

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
        var why = ReasonView.Of(Reason.Of("price.not.short", Reason.Money("gap", 5), Reason.Id("other", Odd)), Language.Zh, null);
        var line = new PricedLineView { Sku = Odd, Quantity = 1.250m, StartMinor = 100, NetMinor = -7, TaxMinor = 0, PayMinor = 93, Savings = [] };

        Same(Price());
        Same(Price() with
        {
            Lines = [line, line with { Savings = [new LineSavingView(Odd, 3), new LineSavingView("b", 0)], Points = 5, StoredValueMinor = 6, AddedBy = Odd, AddedReason = why }],
            Deductions = [.. from origin in Enum.GetValues<SavingOrigin>() from stage in Enum.GetValues<PriceStage>() select Saving(origin, stage, why), Saving(SavingOrigin.Reward, PriceStage.Points, why) with { Points = 9 }],
            NotApplied = [.. Enum.GetValues<SavingOrigin>().Select(o => new NotAppliedView(Odd, "s", Odd, o, why))],
            Receipt = [new ReceiptLineView(Odd, -5), new ReceiptLineView("", 0)],
            PointsArePayment = true,
        });
    }

    private static DeductionView Saving(SavingOrigin origin, PriceStage stage, ReasonView why) =>
        new() { Id = Odd, SavingId = "s", Name = Odd, Origin = origin, Stage = stage, AmountMinor = 12, Reason = why };

    private static PriceView Price() => new()
    {
        Currency = "CNY", StartMinor = 1, NetMinor = 2, TaxMinor = 3, PayMinor = 4, Points = 5, PointsMinor = 6, PointsArePayment = false, RewardPoints = 7, StoredValueMinor = 8, ToPayMinor = long.MinValue,
        Lines = [], Deductions = [], NotApplied = [], Receipt = [],
    };

    private static void Same<T>(T value) => Assert.Equal(JsonSerializer.Serialize(value, ApiJson.Described), Encoding.UTF8.GetString(ApiJson.Bytes(value)));
}
