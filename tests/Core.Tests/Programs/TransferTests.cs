using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Programs;
using Tessera.Core.Tiers;
using Tessera.Scripts;

namespace Tessera.Core.Tests.Programs;

public sealed class TransferTests
{
    private static readonly BusinessCalendar Shanghai = new("Asia/Shanghai", [new ZoneTransition(long.MinValue / 2, 8 * 3_600)]);

    [Fact]
    [Covers("switch:points.transfers=no", "P17")]
    public void Without_the_switch_points_stay_where_they_are()
    {
        var (programs, giver, receiver) = Members(new PointsRules());

        var answer = TwoMembers.Transfer(programs, giver, receiver, Gift(40, receiver.Account));

        Assert.Equal("transfer.off", answer.Refusal!.Reason.Code);
        Assert.Equal((100L, 0L), (giver.Balance, receiver.Balance));
    }

    // Earned 2026-01-10 for 12 months: usable through 2027-01-10, gone on the 11th. Given on 2026-03-05: anew through 2027-03-05.
    [Theory]
    [Covers("P17", "switch:points.transfers=yes", "switch:points.transferExpiry=keep", "switch:points.transferExpiry=restart")]
    [InlineData(TransferExpiry.Keep, "2027-01-11", "2026-01-10")]
    [InlineData(TransferExpiry.Restart, "2027-03-06", "2026-03-05")]
    public void Given_points_keep_their_end_or_begin_anew(TransferExpiry expiry, string endsOn, string earnedOn)
    {
        var (programs, giver, receiver) = Members(new PointsRules { Transfers = true, TransferExpiry = expiry });

        var answer = TwoMembers.Transfer(programs, giver, receiver, Gift(40, receiver.Account));

        Assert.Null(answer.Refusal);
        Assert.Equal((60L, 40L), (giver.Balance, receiver.Balance));
        var lot = Assert.Single(receiver.OpenLots);
        Assert.Equal((endsOn, earnedOn), ($"{lot.EndsOn:yyyy-MM-dd}", $"{lot.EarnedOn:yyyy-MM-dd}"));
    }

    [Fact]
    [Covers("P17")]
    public void Nobody_gives_points_to_himself_or_more_than_can_be_spent()
    {
        var (programs, giver, receiver) = Members(new PointsRules { Transfers = true });

        Assert.Equal("transfer.toSelf", Decide.Member(programs, giver, new Command(Gift(40, giver.Account))).Refusal!.Reason.Code);
        Assert.Equal("points.insufficient", TwoMembers.Transfer(programs, giver, receiver, Gift(101, receiver.Account)).Refusal!.Reason.Code);
        Assert.Equal((100L, 0L), (giver.Balance, receiver.Balance));
    }

    private static TransferOut Gift(long points, string to)
    {
        var at = Shanghai.At(new DateOnly(2026, 3, 5), new TimeOnly(12, 0));
        return new TransferOut { OccurredAt = at, RecordedAt = at, Points = points, To = to };
    }

    private static (ProgramHistory Programs, MemberState Giver, MemberState Receiver) Members(PointsRules points)
    {
        var document = new ProgramDocument
        {
            Code = "gifts",
            Names = new LocalText("转赠", "Gifts"),
            Points = points,
            Earn = [new Core.Earning.EarnRule { Id = "spend", Names = new LocalText("消费", "Spend"), Kind = Core.Earning.EarnKind.Money, Rate = new Rate(1, 100, RateMode.PerFull) }],
            Ladder = new Ladder { Tiers = [new TierRule { Id = "base", Names = new LocalText("普通", "Base") }] },
        };
        var programs = new ProgramHistory([CompiledProgram.Compile(document, 1, new Instant(0), Shanghai)]);
        var giver = new MemberScript(programs).Play("2025-12-31 join; 2026-01-10 buy A 100.00").State;
        var receiver = new MemberState("acc_receiver");
        var joined = Shanghai.At(new DateOnly(2025, 12, 31), new TimeOnly(12, 0));
        Assert.Null(Decide.Member(programs, receiver, new Command(new Joined { OccurredAt = joined, RecordedAt = joined })).Refusal);
        return (programs, giver, receiver);
    }
}
