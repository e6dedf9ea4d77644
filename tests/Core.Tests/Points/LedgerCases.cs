using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Programs;
using Tessera.Core.Tiers;
using Tessera.Scripts;

namespace Tessera.Core.Tests.Points;

/// <summary>The ledger's cases, worked by hand in <c>cases/ledger.csv</c>.</summary>
public sealed class LedgerCases
{
    private const string Table = "tests/Core.Tests/cases/ledger.csv";

    public static TheoryData<string> Names => new(CaseTable.Read(Table).Rows.Select(r => r["name"]).Distinct());

    [Theory]
    [MemberData(nameof(Names))]
    [CoversTable(Table, "{covers}")]
    public void The_ledger_stands_where_the_table_says(string name)
    {
        foreach (var row in CaseTable.Read(Table).Rows.Where(r => r["name"] == name))
        {
            var script = new MemberScript(Program(row["settings"]));
            script.Play("2023-12-31 join; " + row["script"]);
            foreach (var expected in row["expect"].Split(' ', StringSplitOptions.RemoveEmptyEntries)) Check(script, expected, row);
            CheckLaws(script);
        }
    }

    private static void Check(MemberScript script, string expected, CaseRow row)
    {
        var pieces = expected.Split('=');
        var actual = Figure(script, pieces[0]);
        Assert.True(pieces[1] == actual, $"{row}: {row["name"]}: {pieces[0]} should be {pieces[1]} but is {actual}");
        if (pieces[0] != "refused" && !row["expect"].Contains("refused", StringComparison.Ordinal)) Assert.Null(script.LastRefusal);
    }

    private static string Figure(MemberScript script, string key)
    {
        var state = script.State;
        return key.Split(':') switch
        {
            ["balance"] => $"{state.Balance}",
            ["pending"] => $"{state.Pending}",
            ["debt"] => $"{state.DebtOutstanding}",
            ["spendable"] => $"{state.SpendableOn(script.Day)}",
            ["growth"] => $"{state.Growth}",
            ["refused"] => script.LastRefusal?.Reason.Code ?? "nothing",
            ["notices"] => $"{script.Items.SelectMany(i => i.Effects).OfType<Notice>().Count(n => n.Topic == "points.expiring")}",
            ["said"] => $"{script.Items.SelectMany(i => i.Effects).OfType<Notice>().Last(n => n.Topic == "points.expiring").Reason.Parts.Single(p => p.Name == "points").Number}",
            ["off", var order] => $"{state.Claws.Where(c => c.OrderSequence == script.PurchaseOf(order).Sequence).Sum(c => c.WrittenOff)}",
            ["ends", var order] => $"{LotOf(script, order).EndsOn:yyyy-MM-dd}",
            ["lot", var order] => Lot(LotOf(script, order)),
            _ => throw new FormatException(key),
        };
    }

    private static Lot LotOf(MemberScript script, string order) => script.State.LotsOf(script.PurchaseOf(order).Sequence).Single();

    private static string Lot(Lot lot) => $"{lot.Left}/{lot.Consumed}/{lot.Expired}/{lot.ClawedBack}/{lot.Returned}";

    /// <summary>Promise R4 on every case: the books balance after the last step.</summary>
    private static void CheckLaws(MemberScript script)
    {
        var state = script.State;
        var entries = script.Items.SelectMany(i => i.Effects).OfType<LedgerEntry>().ToList();
        Assert.Equal(state.Balance, entries.Sum(e => e.Points));
        Assert.Equal(state.Pending, entries.Sum(e => e.Pending));
        Assert.Equal(state.Balance, state.OpenLots.Where(l => !l.Pending).Sum(l => l.Left) - state.DebtOutstanding);
        Assert.Equal(state.Pending, state.OpenLots.Where(l => l.Pending).Sum(l => l.Left));
        Assert.False(state.DebtOutstanding > 0 && state.OpenLots.Exists(l => !l.Pending));
        var fold = new Fold("acc_script", script.Programs.Calendar);
        var replay = new Replay(script.Programs, "acc_script");
        foreach (var item in script.Items)
        {
            fold.Read(item);
            if (item.Sequence > replay.State.Sequence) replay.Again(item);
        }

        Assert.Equal((state.Balance, state.Pending, state.Sequence), (fold.State.Balance, fold.State.Pending, fold.State.Sequence));
        Assert.Equal((state.Balance, state.Pending, state.Sequence), (replay.State.Balance, replay.State.Pending, replay.State.Sequence));
        Assert.Equal(Enumerable.Range(1, script.Items.Count).Select(i => (long)i), script.Items.Select(i => i.Sequence));
    }

    private static ProgramHistory Program(string settings)
    {
        var words = settings.Split(' ', StringSplitOptions.RemoveEmptyEntries).ToList();
        string? Value(string key)
        {
            var at = words.FindIndex(w => w.StartsWith(key + "=", StringComparison.Ordinal));
            if (at < 0) return null;
            var value = words[at][(key.Length + 1)..];
            return at + 1 < words.Count && !words[at + 1].Contains('=', StringComparison.Ordinal) ? value + " " + words[at + 1] : value;
        }

        return new ProgramHistory([CompiledProgram.Compile(Document(Value), 1, new Instant(0), Shanghai)]);
    }

    private static BusinessCalendar Shanghai => new("Asia/Shanghai", [new ZoneTransition(long.MinValue / 2, 8 * 3600)]);

    private static ProgramDocument Document(Func<string, string?> value) => new()
    {
        Code = "cases",
        Names = new LocalText("案例", "Cases"),
        Points = Rules(value),
        Purchases = new PurchaseRules { OverRefund = value("overRefund") == "clamp" ? OverRefund.Clamp : OverRefund.Refuse },
        Referrals = new ReferralRule { RewardPoints = long.Parse(value("referral") ?? "0", System.Globalization.CultureInfo.InvariantCulture) },
        Earn = [new EarnRule { Id = "spend", Names = new LocalText("消费", "Spend"), Kind = EarnKind.Money, Rate = new Rate(1, 100, RateMode.PerFull) }],
        Ladder = new Ladder { Tiers = [new TierRule { Id = "base", Names = new LocalText("普通", "Base") }] },
    };

    private static PointsRules Rules(Func<string, string?> value) => new()
    {
        Shortfall = Enum.Parse<Shortfall>(value("shortfall") ?? "debt", true),
        ConsumeOrder = Enum.Parse<ConsumeOrder>(value("order") ?? "earliestExpiry", true),
        LateNotice = Enum.Parse<LateNotice>(value("late") ?? "postpone", true),
        SameOrderSpending = value("sameOrder") == "yes",
        FreezeStopsEarning = value("freezeStops") == "yes",
        Expiry = Expiry(value),
        Pending = Pending(value),
        AutoRedemption = value("redeem")?.Split('/') is [var at, var points, var moment]
            ? new AutoRedemption(Long(at), Long(points), Enum.Parse<RedeemMoment>(moment, true), "tea")
            : null,
    };

    private static ExpiryRule Expiry(Func<string, string?> value)
    {
        if (value("fixed") is { } date) return new ExpiryRule { Kind = ExpiryKind.Fixed, Dates = [new MonthDay((int)Long(date[..2]), (int)Long(date[3..]))] };
        if (value("inactive") is { } inactive) return new ExpiryRule { Kind = ExpiryKind.Inactivity, Length = Length(inactive) };
        var text = value("expiry") ?? "12 months";
        if (text == "never") return new ExpiryRule { Kind = ExpiryKind.Never };
        return new ExpiryRule { Length = Length(text), RoundUpTo = Enum.Parse<PeriodEnd>(value("round") ?? "none", true) };
    }

    private static PendingRule Pending(Func<string, string?> value) => value("pending") switch
    {
        null => new PendingRule(),
        "received" => new PendingRule { Until = PendingUntil.Received, CancelAfterDays = (int)Long(value("cancelAfter") ?? "0") },
        var days => new PendingRule { Until = PendingUntil.Days, Days = (int)Long(days) },
    };

    private static Span Length(string text) => text.Split(' ') is [var n, var unit] && unit.StartsWith("month", StringComparison.Ordinal)
        ? new Span((int)Long(n), 0)
        : new Span(0, (int)Long(text.Split(' ')[0]));

    private static long Long(string text) => long.Parse(text, System.Globalization.CultureInfo.InvariantCulture);
}
