using System.Globalization;
using Tessera.App.Behaviours;
using Tessera.App.Coupons;
using Tessera.App.Import;
using Tessera.App.Members;
using Tessera.App.Points;
using Tessera.App.Purchases;
using Tessera.Core.Facts;
using Tessera.Storage;

namespace Tessera.App.Tests.Stories;

/// <summary>What a process does until it is killed. It says on its standard output what was acknowledged to it.</summary>
internal static class Child
{
    public const string Import = "import";
    public const string Write = "write";
    public const string Coupons = "coupons";
    private const int Clients = 32;

    /// <summary>Moment at which both the killed and the undisturbed import run.</summary>
    public static readonly DateTimeOffset Now = new(2026, 3, 1, 4, 0, 0, TimeSpan.Zero);

    public static ImportRequest SampleMonth => new()
    {
        File = Repository.PathOf("templates/online-retail/sample/2010-12.csv.gz"),
        Map = ImportMapFile.Read(File.ReadAllText(Repository.PathOf("templates/online-retail/import.yaml"))).Map!,
        IsHistory = true,
    };

    public static async Task<int> Run(string work, string folder, string round)
    {
        using var site = Site.Open(Place.Of(folder), StoreAccess.Own, new StillClock());
        Say("open");
        if (work == Import) await ImportPurchases.Run(site, SampleMonth, new Reports()).ConfigureAwait(false);
        else if (work == Coupons) await RunCouponBatch.Run(site, site.Read(r => r.Db.Imports.Find(r.Db.Work.NextOf(RunCouponBatch.JobKind)!)!), "key:test", () => Task.CompletedTask, default).ConfigureAwait(false);
        else await Task.WhenAll(Enumerable.Range(0, Clients).Select(client => Task.Run(() => Trade(site, $"{round}.{client}")))).ConfigureAwait(false);
        Say("done");
        return 0;
    }

    // One client: a new member, and then purchases, refunds, spending, corrections and check-ins without end.
    private static async Task Trade(Site site, string name)
    {
        var joined = await site.Write(new JoinMember { Identities = [IdentityForm.Of("card", name)!] }).ConfigureAwait(false);
        Say($"join {name} {joined.Value!.Account}");
        var member = MemberRef.By(joined.Value.Account);
        for (var i = 0; ; i++)
        {
            var number = string.Create(CultureInfo.InvariantCulture, $"{name}.{i}");
            var bought = await site.Write(Purchase(member, number, 1_000 + (i % 50))).ConfigureAwait(false);
            Told("document", number, bought.Value!.Told!);
            var told = (i % 4) switch
            {
                0 => (await site.Write(new RefundPurchase { Purchase = new PurchaseId("till", number), Units = [new RefundedUnits(0, 1)], Source = "till", Number = "R" + number }).ConfigureAwait(false)).Value!.Told!,
                1 => (await site.Write(new SpendPoints { Member = member, Points = 5, Reference = "R" + number, Source = "till", Number = "R" + number }).ConfigureAwait(false)).Value!,
                2 => (await site.Write(new AdjustPoints { Member = member, Points = 3, ReasonCode = "goodwill", Source = "till", Number = "R" + number, Text = "茶凉了" }).ConfigureAwait(false)).Value!,
                _ => (await site.Write(new RecordActivity { Member = member, Type = "checkin", Source = "till", Number = "R" + number }).ConfigureAwait(false)).Value!,
            };
            Told("document", "R" + number, told);
        }
    }

    public static RecordPurchase Purchase(MemberRef member, string number, long minor) => new()
    {
        Member = member,
        Purchase = new Purchase
        {
            OccurredAt = SiteClock.Of(Now), RecordedAt = default, Source = "till", Number = number,
            Lines = [new PurchaseLine { Sku = "tea", Quantity = 1, UnitPrice = minor / 100m, ListMinor = minor, NetMinor = minor }],
        },
    };

    private static void Told(string what, string number, FactTold told) =>
        Say(string.Create(CultureInfo.InvariantCulture, $"{what} {number} {told.Account} {told.Item.Sequence} {told.After.Balance}"));

    private static void Say(string line)
    {
        lock (Console.Out) Console.Out.WriteLine(line);
    }

    // Told by the thread that works, so that a kill meets the work and not the telling of it.
    private sealed class Reports : IProgress<ImportProgress>
    {
        public void Report(ImportProgress value) => Say(string.Create(CultureInfo.InvariantCulture, $"{value.State} {value.Tally.StagedRow} {value.Tally.Ordinal} {value.Settled}"));
    }

    /// <summary>Stands still: what an import writes then depends on nothing but its file.</summary>
    internal sealed class StillClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => Now;
    }
}
