using System.Globalization;
using Tessera.App.Audits;
using Tessera.App.Behaviours;
using Tessera.App.Members;
using Tessera.App.Night;
using Tessera.App.Purchases;
using Tessera.App.Reads;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Storage;

namespace Tessera.App.Tests.Stories;

/// <summary>A shop whose days pass one by one: what happens is told with its local time, and the night of every date passed is run before it.</summary>
internal sealed class Story : IDisposable
{
    private readonly Func<DateOnly, int> _nights;

    /// <summary>Opens the shop at noon of a date.</summary>
    /// <param name="first">First date.</param>
    /// <param name="program">Programme text.</param>
    /// <param name="nights">How often the night of a date is run; null for once.</param>
    public Story(string first, string program, Func<DateOnly, int>? nights = null)
    {
        Today = Day(first);
        Shop = new TestSite(Today, program);
        _nights = nights ?? (_ => 1);
    }

    public TestSite Shop { get; }

    public DateOnly Today { get; private set; }

    public static string TeaChain => File.ReadAllText(Repository.PathOf("templates/tea-chain/program.yaml"));

    public static DateOnly Day(string text) => DateOnly.ParseExact(text[..10], "yyyy-MM-dd", CultureInfo.InvariantCulture);

    /// <summary>Time passes: the night of each date runs at its 01:00, then it is the local time told (12:00 by default).</summary>
    public Story Until(string local)
    {
        var day = Day(local);
        while (Today < day)
        {
            Today = Today.AddDays(1);
            for (var times = _nights(Today); times > 0; times--)
            {
                Shop.Turn(Today, new TimeOnly(1, 0));
                OneNight();
            }
        }

        Shop.Turn(day, local.Length > 10 ? TimeOnly.Parse(local[11..], CultureInfo.InvariantCulture) : new TimeOnly(12, 0));
        return this;
    }

    /// <summary>The night of today, now.</summary>
    public void OneNight() => Assert.Null(RunDay.Run(Shop.Site).GetAwaiter().GetResult().Refusal);

    public MemberRef Join(string local, string phone = "13800000001")
    {
        Until(local);
        return Shop.Join(phone);
    }

    public void Buy(string local, MemberRef member, string number, decimal yuan)
    {
        Until(local);
        Shop.Buy(member, number, yuan);
    }

    public void RefundAll(string local, string number)
    {
        Until(local);
        Shop.Accepted(new RefundPurchase { Purchase = new PurchaseId("till", number), Units = [new RefundedUnits(0, 1)] });
    }

    public void Act(string local, MemberRef member, string type)
    {
        Until(local);
        Shop.Accepted(new RecordActivity { Member = member, Type = type });
    }

    public TierView Tier(MemberRef member, string? on = null) => Shop.Site.Read(r => TierView.Read(r, member, "zh-CN", on is null ? null : Day(on)))!;

    public PointsView Points(MemberRef member, string? on = null) => Shop.Site.Read(r => PointsView.Read(r, member, on is null ? null : Day(on)))!;

    /// <summary>Every change of tier as <c>2025-12-04 gold→silver Fall</c>, with the review's date in brackets where there is one.</summary>
    public IReadOnlyList<string> Path(MemberRef member) => [.. Tier(member).Past.Select(c =>
        string.Create(CultureInfo.InvariantCulture, $"{c.On:yyyy-MM-dd} {c.From?.Id ?? "-"}→{c.To.Id} {c.Cause}") + (c.ReviewOn is { } on ? string.Create(CultureInfo.InvariantCulture, $" ({on:yyyy-MM-dd})") : ""))];

    /// <summary>What the member was told of its tier, oldest first, as <c>2025-06-04 tier.warning</c>.</summary>
    public IReadOnlyList<string> Told(MemberRef member) => [.. Inbox(member).Where(m => m.Topic.Contains("tier.", StringComparison.Ordinal))
        .Select(m => string.Create(CultureInfo.InvariantCulture, $"{m.On:yyyy-MM-dd} {m.Topic}"))];

    /// <summary>Messages, oldest first.</summary>
    public IReadOnlyList<InboxMessageView> Inbox(MemberRef member) => [.. Shop.Site.Read(r => ReadTimeline.Inbox(r, member, new EntryAsk(1_000), "zh-CN"))!.Reverse()];

    /// <summary>Both levels of audit find nothing.</summary>
    public void AuditsClean() => AuditsClean(Shop.Site);

    public static void AuditsClean(Site site)
    {
        using var reader = site.Store.Read();
        var books = new BooksAudit(reader.Connection, site.Store.Paths).Run();
        Assert.True(books.IsClean, string.Join('\n', books.Findings.Take(20)));
        var rules = RulesAudit.Run(site);
        Assert.True(rules.IsClean, string.Join('\n', rules.Differences.Take(5)));
        Assert.True(rules.Items > 0 || books.Items == 0);
    }

    public void Dispose() => Shop.Dispose();
}
