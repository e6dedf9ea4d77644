using System.Security.Cryptography;
using System.Text;
using Tessera.App.Demo;
using Tessera.Core;
using Tessera.Core.Facts;

namespace Tessera.App.Tests.Demo;

/// <summary>The stream of steps itself; what the engine makes of it is tried where it is played.</summary>
public sealed class DemoGeneratorTests
{
    private const long Day = 86_400_000_000L;
    private static readonly BusinessCalendar Shanghai = new("Asia/Shanghai", [new ZoneTransition(long.MinValue, 8 * 3600)]);
    private static readonly DateOnly EndsOn = new(2025, 11, 21);
    private static readonly Lazy<IReadOnlyList<DemoStep>> TeaSteps = new(() => DemoGenerator.Steps(Tea(), 1, EndsOn, Shanghai));

    private static IEnumerable<DemoTells> Told => TeaSteps.Value.OfType<DemoTells>();

    private static IEnumerable<Purchase> Purchases => TeaSteps.Value.Select(s => s is DemoAnonymous a ? a.Fact : (s as DemoTells)?.Fact as Purchase).OfType<Purchase>();

    [Fact]
    public void The_same_seed_and_end_date_give_the_same_bytes_and_others_do_not()
    {
        string once = Digest(TeaSteps.Value);

        Assert.Equal(once, Digest(DemoGenerator.Steps(Tea(), 1, EndsOn, Shanghai)));
        Assert.NotEqual(once, Digest(DemoGenerator.Steps(Tea(), 2, EndsOn, Shanghai)));
        Assert.NotEqual(once, Digest(DemoGenerator.Steps(Tea(), 1, EndsOn.AddDays(1), Shanghai)));
    }

    [Fact]
    public void The_bytes_are_those_of_any_other_machine()
    {
        // Fixed when the generator was written: a difference means that a machine, a library or an edit changed every demo.
        string digest = Digest(DemoGenerator.Steps(DemoRecipes.Kiosk(), 7, new DateOnly(2024, 3, 1), Shanghai));

        Assert.Equal("fa0f8ba6a701b4e7", digest[..16]);
    }

    [Fact]
    public void Steps_come_in_the_order_in_which_they_are_told_and_end_on_the_end_date()
    {
        var told = TeaSteps.Value.Select(s => s.RecordedAt.Micros).ToList();

        Assert.Equal(told.Order(), told);
        Assert.Equal(EndsOn, Shanghai.DayOf(new Instant(told[^1])));
        Assert.Equal(new DateOnly(2024, 10, 22), Shanghai.DayOf(new Instant(told[0]))); // 12 months back is 2024-11-22, the takeover a month earlier
        Assert.Equal(new DateOnly(2024, 11, 22), Purchases.Select(p => Shanghai.DayOf(p.OccurredAt)).Min());
    }

    [Fact]
    public void Nobody_does_anything_before_joining_and_joins_twice()
    {
        var joined = new HashSet<string>();
        foreach (var step in TeaSteps.Value)
        {
            switch (step)
            {
                case DemoJoins joins:
                    Assert.True(joins.InvitedBy is null || joined.Contains(joins.InvitedBy));
                    Assert.True(joined.Add(joins.Who));
                    break;
                case DemoTells tells: Assert.Contains(tells.Who, joined); break;
                case DemoClaims claims: Assert.Contains(claims.Who, joined); break;
                case DemoMerges merges: Assert.True(joined.Contains(merges.Into) && joined.Contains(merges.From)); break;
            }
        }

        Assert.Equal(300, joined.Count);
    }

    [Fact]
    public void What_a_fact_is_about_was_told_before_by_the_same_member()
    {
        var known = new HashSet<(string, string)>();
        foreach (var step in Told)
        {
            if (step.About is { } about) Assert.Contains((step.Who, about), known);
            known.Add((step.Who, step.Fact is Debit debit ? debit.Reference : step.Fact.Number ?? ""));
        }

        var anonymous = TeaSteps.Value.OfType<DemoAnonymous>().ToDictionary(a => a.Fact.Number!, a => a.RecordedAt);
        Assert.All(TeaSteps.Value.OfType<DemoClaims>(), c => Assert.InRange(c.RecordedAt.Micros - anonymous[c.Number].Micros, 1, 6 * Day));
    }

    [Fact]
    public void No_number_of_a_source_is_used_twice()
    {
        var numbers = Told.Select(t => t.Fact).Concat(Purchases).Distinct().Where(f => f.Number is not null).Select(f => (f.Source, f.Number)).ToList();

        Assert.Equal(numbers.Count, numbers.Distinct().Count());
    }

    [Fact]
    public void No_more_is_brought_back_than_was_bought()
    {
        var bought = Told.Select(t => t.Fact).OfType<Purchase>().ToDictionary(p => p.Number!);
        foreach (var refunds in Told.Where(t => t.Fact is Refund).GroupBy(t => t.About!))
        {
            var purchase = bought[refunds.Key];
            Assert.True(refunds.Sum(r => ((Refund)r.Fact).AmountMinor) <= purchase.TotalMinor);
            foreach (var line in refunds.SelectMany(r => ((Refund)r.Fact).Units).GroupBy(u => u.Line))
            {
                Assert.True(line.Sum(u => u.Quantity) <= purchase.Lines[line.Key].Quantity);
            }
        }
    }

    [Fact]
    public void Receipts_add_up()
    {
        Assert.All(Purchases, purchase =>
        {
            Assert.NotEmpty(purchase.Lines);
            Assert.All(purchase.Lines, l => Assert.Equal(l.NetMinor, l.ListMinor - l.DiscountMinor - l.OrderDiscountMinor));
            Assert.All(purchase.Lines, l => Assert.True(l is { NetMinor: > 0, Quantity: > 0, DiscountMinor: >= 0, OrderDiscountMinor: >= 0 }));
            Assert.Equal(purchase.TotalMinor, purchase.Payments.Sum(p => p.AmountMinor));
        });
    }

    [Theory]
    [InlineData(nameof(Refund), 150)]
    [InlineData(nameof(Activity), 2000)]
    [InlineData(nameof(Debit), 200)]
    [InlineData(nameof(DebitCancelled), 5)]
    [InlineData(nameof(Opening), 50)]
    [InlineData(nameof(Adjustment), 10)]
    [InlineData(nameof(Cancellation), 5)]
    [InlineData(nameof(TopUp), 30)]
    [InlineData(nameof(TopUpRefund), 1)]
    [InlineData(nameof(TagGiven), 20)]
    [InlineData(nameof(TagTaken), 1)]
    [InlineData(nameof(Frozen), 2)]
    [InlineData(nameof(Unfrozen), 1)]
    [InlineData(nameof(OverlayGiven), 1)]
    [InlineData(nameof(TierSet), 1)]
    [InlineData(nameof(DemoAnonymous), 200)]
    [InlineData(nameof(DemoClaims), 5)]
    [InlineData(nameof(DemoMerges), 3)]
    [InlineData(nameof(DemoUnmerges), 1)]
    public void Every_kind_of_step_is_there_often_enough(string kind, int atLeast) =>
        Assert.True(TeaSteps.Value.Count(s => (s is DemoTells tells ? tells.Fact.GetType() : s.GetType()).Name == kind) >= atLeast);

    [Fact]
    public void Refunds_come_by_line_by_amount_in_two_parts_and_as_voids()
    {
        var refunds = Told.Where(t => t.Fact is Refund).ToList();

        Assert.Contains(refunds, r => r.Fact is Refund { IsVoid: true });
        Assert.Contains(refunds, r => r.Fact is Refund { AmountMinor: > 0, Units.Count: 0 });
        Assert.Contains(refunds.GroupBy(r => r.About), g => g.Count() == 2);
        Assert.All(refunds.Where(r => r.Fact is Refund { IsVoid: true }), r => Assert.Equal(
            Shanghai.DayOf(Purchases.First(p => p.Number == r.About).OccurredAt), Shanghai.DayOf(r.Fact.OccurredAt)));
    }

    [Fact]
    public void Some_purchases_are_told_late_and_none_by_more_than_three_days()
    {
        var delays = Purchases.Select(p => p.RecordedAt.Micros - p.OccurredAt.Micros).ToList();

        Assert.All(delays, d => Assert.InRange(d, 1_000_000, 3 * Day));
        Assert.InRange(delays.Count(d => d > 6 * 3_600_000_000L), 10, delays.Count / 20);
        Assert.Contains(delays, d => d > 2 * Day);
    }

    [Fact]
    public void People_are_invented_and_reachable_by_nobody()
    {
        var people = TeaSteps.Value.OfType<DemoJoins>().Select(j => j.Person).ToList();
        var phones = people.Select(p => p.Phone).OfType<string>().ToList();

        Assert.Equal(295, phones.Distinct().Count()); // the five twins joined with WeChat alone
        Assert.All(phones, p => Assert.Matches(@"^\+86154\d{8}$", p));
        Assert.Contains(people, p => p.Name.Length >= 10);
        Assert.Contains(people, p => p.Name.Length == 2);
        Assert.Contains(people, p => p.Birthday is null);
    }

    [Fact]
    public void Days_hours_and_seasons_follow_the_rhythm()
    {
        var local = Purchases.Select(p => (Day: Shanghai.DayOf(p.OccurredAt), Time: Shanghai.TimeOf(p.OccurredAt))).ToList();
        int Count(Func<(DateOnly Day, TimeOnly Time), bool> where) => local.Count(where);

        Assert.All(local, l => Assert.InRange(l.Time.Hour, 8, 21));
        Assert.True(Count(l => l.Time.Hour is >= 12 and < 16) > Count(l => l.Time.Hour is >= 8 and < 12));
        Assert.True(Count(l => l.Day.Month == 7) > Count(l => l.Day.Month == 2));
        Assert.DoesNotContain(
            Purchases.Where(p => Shanghai.DayOf(p.OccurredAt).Month is > 7 or < 5),
            p => p.Lines.Any(l => l.Sku == "fruit-bayberry"));
    }

    [Fact]
    public void Somebody_comes_on_the_birthday()
    {
        var people = TeaSteps.Value.OfType<DemoJoins>().ToDictionary(j => j.Who, j => j.Person);
        var celebrated = Told.Where(t => t.Fact is Purchase { IsBirthday: true }).ToList();

        Assert.InRange(celebrated.Count, 20, 300);
        Assert.All(celebrated, t => Assert.True(DemoSpan.IsBirthday(people[t.Who].Birthday, Shanghai.DayOf(t.Fact.OccurredAt))));
    }

    [Fact]
    public void A_birthday_on_29_February_is_on_the_28th_in_other_years()
    {
        var born = new DateOnly(2000, 2, 29);

        Assert.True(DemoSpan.IsBirthday(born, new DateOnly(2023, 2, 28)));
        Assert.True(DemoSpan.IsBirthday(born, new DateOnly(2024, 2, 29)));
        Assert.False(DemoSpan.IsBirthday(born, new DateOnly(2024, 2, 28)));
        Assert.False(DemoSpan.IsBirthday(null, new DateOnly(2024, 2, 28)));
    }

    [Fact]
    public void Any_end_date_works()
    {
        foreach (int day in Enumerable.Range(0, 27).Select(i => i * 28))
        {
            var ends = new DateOnly(2024, 1, 1).AddDays(day);
            var steps = DemoGenerator.Steps(DemoRecipes.Kiosk(), 3, ends, Shanghai);

            Assert.InRange(steps.Count, 60, 20_000);
            Assert.True(Shanghai.DayOf(steps[^1].RecordedAt) <= ends);
        }
    }

    private static DemoRecipe Tea() => DemoRecipeFile.Read(File.ReadAllText(Repository.PathOf("templates/tea-chain/demo.yaml")));

    // Facts as the record writes them: what is stored is pinned, not the shape of a class that may gain a field.
    private static string Digest(IEnumerable<DemoStep> steps)
    {
        var text = new StringBuilder();
        foreach (var step in steps)
        {
            var (who, fact) = step switch
            {
                DemoJoins joins => (joins.Who + joins.Person + joins.InvitedBy, (Fact?)joins.Fact),
                DemoTells tells => (tells.Who + tells.About, tells.Fact),
                DemoTries tries => (tries.Who + tries.Kind, tries.Fact),
                DemoAnonymous anonymous => ("", anonymous.Fact),
                DemoClaims claims => (claims.Who + claims.Number, null),
                DemoMerges merges => (merges.Into + merges.From, null),
                DemoUnmerges unmerges => (unmerges.Into + unmerges.From, null),
                _ => throw new InvalidOperationException(step.GetType().Name),
            };
            text.Append(step.GetType().Name).Append(step.RecordedAt.Micros).Append(who);
            if (fact is not null) text.Append(Encoding.UTF8.GetString(RecordJson.Write(fact)));
            text.Append('\n');
        }

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text.ToString())));
    }
}
