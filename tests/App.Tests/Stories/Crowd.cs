using System.Globalization;
using System.Text;
using Tessera.App.Behaviours;
using Tessera.App.Exports;
using Tessera.App.Members;
using Tessera.App.Points;
using Tessera.App.Purchases;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Tests.Stories;

/// <summary>One thing that one member of a crowd does on a day.</summary>
/// <param name="Day">Local date.</param>
/// <param name="Member">Its number.</param>
/// <param name="Does"><c>join</c>, <c>buy</c>, <c>refund</c>, <c>checkin</c>, <c>spend</c>.</param>
/// <param name="Number">Document number; for a refund that of the purchase.</param>
/// <param name="Amount">Minor units of money, or points to spend.</param>
internal sealed record Deed(DateOnly Day, int Member, string Does, string Number = "", long Amount = 0);

/// <summary>Random members and what they do, from a seed: the same deeds can be played under any nights, and worked out again without the product.</summary>
internal sealed class Crowd
{
    private static readonly long[] Amounts = [5_000, 16_999, 17_000, 20_000, 39_999, 40_000, 60_000, 100_000, 140_000, 150_000, 200_000];

    private Crowd(IReadOnlyList<Deed> deeds) => Deeds = deeds;

    /// <summary>In order of days; at most one a member and day.</summary>
    public IReadOnlyList<Deed> Deeds { get; }

    /// <summary>Makes a crowd.</summary>
    /// <param name="seed">Seed.</param>
    /// <param name="members">How many.</param>
    /// <param name="from">First date of joining.</param>
    /// <param name="through">Last date.</param>
    /// <param name="most">Most deeds of a member.</param>
    public static Crowd Of(ulong seed, int members, string from, string through, int most)
    {
        var chance = new SeededSequence(seed);
        var (first, last) = (Story.Day(from), Story.Day(through));
        var deeds = new List<Deed>();
        for (var member = 0; member < members; member++)
        {
            var day = first.AddDays(chance.Below(40));
            deeds.Add(new Deed(day, member, "join"));
            var bought = new List<(string Number, long Amount)>();
            var step = (last.DayNumber - first.DayNumber) * 2 / most;
            for (var i = 0; i < most; i++)
            {
                day = day.AddDays(1 + chance.Below(step));
                if (day > last) break;
                deeds.Add(Next(chance, (day, member, i), bought));
            }
        }

        return new Crowd([.. deeds.OrderBy(d => d.Day).ThenBy(d => d.Member)]);
    }

    /// <summary>Plays every deed on its day; those of one day are told at once.</summary>
    public async Task Play(Story story, Action<DateOnly>? atEndOfDay = null)
    {
        foreach (var day in Deeds.GroupBy(d => d.Day))
        {
            story.Until(day.Key.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
            await Task.WhenAll(day.Select(d => Told(story.Shop, d))).ConfigureAwait(false);
            await story.Shop.Site.Consequences.CarryAll().ConfigureAwait(false);
            if (atEndOfDay is null) continue;
            story.Shop.Turn(day.Key, new TimeOnly(23, 59, 59));
            atEndOfDay(day.Key);
        }
    }

    public static MemberRef Member(int number) => MemberRef.By(Card(number));

    /// <summary>The exports as text, each row without the ids that chance gave and the moment of recording, in an order of their own.</summary>
    public static string Exports(Site site) => site.Read(r =>
    {
        var text = new StringBuilder();
        foreach (var table in new[] { Export.Members(r), Export.Entries(r, "zh-CN"), Export.Tiers(r), Export.Purchases(r) })
        {
            var kept = Enumerable.Range(0, table.Columns.Count).Where(i => table.Columns[i] is not ("member_id" or "recorded_at" or "sequence" or "n")).ToList();
            var rows = table.Rows.Select(row => string.Join('|', kept.Select(i => Convert.ToString(row[i], CultureInfo.InvariantCulture)))).Order(StringComparer.Ordinal);
            text.AppendJoin('|', kept.Select(i => table.Columns[i])).Append('\n').AppendJoin('\n', rows).Append('\n');
        }

        return text.ToString();
    });

    private static Identity Card(int number) => IdentityForm.Of("external:crm", number.ToString(CultureInfo.InvariantCulture))!;

    private static Deed Next(SeededSequence chance, (DateOnly Day, int Member, int I) at, List<(string Number, long Amount)> bought)
    {
        var kind = chance.Below(10);
        if (kind == 0) return new Deed(at.Day, at.Member, "checkin");
        if (kind == 1) return new Deed(at.Day, at.Member, "spend", Amount: chance.Between(1, 3_000));
        if (kind <= 3 && bought.Count > 0)
        {
            // A part, or what is left of it.
            var i = chance.Below(bought.Count);
            var (number, left) = bought[i];
            var part = chance.Chance(1, 2) ? left : chance.Between(1, (int)left);
            if (part == left) bought.RemoveAt(i);
            else bought[i] = (number, left - part);
            return new Deed(at.Day, at.Member, "refund", number, part);
        }

        var bill = string.Create(CultureInfo.InvariantCulture, $"{at.Member}-{at.I}");
        var amount = chance.Pick(Amounts);
        bought.Add((bill, amount));
        return new Deed(at.Day, at.Member, "buy", bill, amount);
    }

    private static async Task Told(TestSite shop, Deed deed)
    {
        var member = Member(deed.Member);
        var refusal = deed.Does switch
        {
            "join" => (await shop.Site.Write(new JoinMember { Identities = [Card(deed.Member)] }).ConfigureAwait(false)).Refusal,
            "buy" => (await shop.Site.Write(shop.PurchaseOf(member, deed.Number, deed.Amount / 100m)).ConfigureAwait(false)).Refusal,
            "refund" => (await shop.Site.Write(new RefundPurchase { Purchase = new PurchaseId("till", deed.Number), AmountMinor = deed.Amount }).ConfigureAwait(false)).Refusal,
            "checkin" => (await shop.Site.Write(new RecordActivity { Member = member, Type = "checkin" }).ConfigureAwait(false)).Refusal,
            _ => Spent((await shop.Site.Write(new SpendPoints { Member = member, Points = deed.Amount, Reference = $"{deed.Day:yyyyMMdd}", ClampToBalance = true }).ConfigureAwait(false)).Refusal),
        };
        Assert.Null(refusal?.Reason.Code);
    }

    // Who has nothing left spends nothing, and says so.
    private static Refusal? Spent(Refusal? refusal) => refusal?.Reason.Code == "points.insufficient" ? null : refusal;
}
