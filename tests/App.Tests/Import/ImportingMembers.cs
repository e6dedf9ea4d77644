using Tessera.App.Import;
using Tessera.App.Members;
using Tessera.Core.Members;
using Tessera.Core.Points;

namespace Tessera.App.Tests.Import;

/// <summary>Members of an older system with their points, growth, spend and tier (api.md, import members).</summary>
public sealed class ImportingMembers : IDisposable
{
    private const string Map = """
        source: oldcard
        columns: { member: no, phone: tel, name: name, birthday: born, joinedOn: since, points: pts, pointsThrough: until, spend: spent, orders: n, tier: tier, tierSince: tsince, lockThrough: lock }
        """;

    private const string List = """
        no,tel,name,born,since,pts,until,spent,n,tier,tsince,lock
        A1,138 0000 0001,王一,1990-02-28,2024-05-01,100,2026-06-30,934.50,12,silver,2025-05-01,2026-12-31
        A1,,,,,50,,,,,,
        A2,13800000002,李二,,2025-01-01,,,,,,,
        A3,not a phone,,,,1,,,,,,
        A4,13800000004,,,,7.5,,,,,,
        """;

    private readonly TestSite _site = new(new DateOnly(2026, 3, 1), TestSite.Program());

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task Each_member_is_opened_once_and_the_sums_add_up()
    {
        var bad = Path.Combine(_site.Folder, "bad.csv");
        var tally = await Import(List, bad);
        Assert.True(tally.AddsUp);
        Assert.Equal((5L, 3L, 2L, 4L, 2L, 1L, 2L, 150L), (tally.LinesRead, tally.LinesTaken, tally.LinesRefused, tally.MembersRead, tally.Joined, tally.Opened, tally.Refused, tally.Points));
        Assert.Equal(["A3,5,import.member.malformed", "A4,6,import.row.number"], File.ReadLines(bad).Skip(1).Select(l => l.Split(',')).Select(c => $"{c[0]},{c[12]},{c[^1]}"));
        var (figures, entries) = _site.Site.Read(r =>
        {
            var account = r.Db.Identities.Find(IdentityForm.Of("phone", "13800000001")!)!.Value;
            return (r.Db.Members.FiguresOf(account)!, r.Db.Records.Page(account).SelectMany(i => i.Effects.OfType<LedgerEntry>()).ToList());
        });
        Assert.Equal((150L, "silver", 93_450L, 12L), (figures.Balance, figures.TierInForce, figures.SpendLifetimeMinor, figures.OrdersLifetime));
        Assert.Equal(new DateOnly(2024, 5, 1), figures.JoinedOn);
        Assert.Equal(2, entries.Count(e => e.Kind == EntryKind.Opening));
    }

    [Fact]
    public async Task Twice_changes_nothing_even_on_another_day()
    {
        await Import(List);
        _site.Turn(new DateOnly(2026, 3, 9), new TimeOnly(9, 0));
        var again = await Import(List);
        Assert.True(again.AddsUp);
        Assert.Equal((0L, 0L, 2L, 2L), (again.Joined, again.Opened, again.Repeats, again.Refused));
        var changed = await Import(List.Replace(",100,", ",101,", StringComparison.Ordinal));
        Assert.Equal((1L, 3L), (changed.Repeats, changed.Refused));
    }

    // 800.00 of principal and 120.50 of bonus of the older system; a later list that says otherwise is refused, and the audit is clean.
    [Fact]
    [Covers("P27")]
    public async Task Stored_value_of_an_older_system_is_opened_with_its_principal_and_bonus()
    {
        const string list = "no,tel,name,born,since,pts,until,spent,n,tier,tsince,lock,principal,bonus\nA1,13800000001,,,,,,,,,,,800.00,120.50\n";
        var map = Map.Replace("lockThrough: lock", "lockThrough: lock, principal: principal, bonus: bonus", StringComparison.Ordinal);

        var tally = await Import(list, null, map);
        var again = await Import(list, null, map);
        var wallet = _site.Site.Read(r => App.StoredValue.WalletView.Read(r, MemberRef.By(IdentityForm.Of("phone", "13800000001")!), null, "en"))!;

        Assert.Equal((1L, 1L), (tally.Opened, again.Repeats));
        Assert.Equal((80_000L, 12_050L, 92_050L), (wallet.PrincipalMinor, wallet.BonusMinor, wallet.SpendableMinor));
        Assert.True(App.Audits.BooksCheck.Run(_site.Site).IsClean);
    }

    private Task<MemberImportTally> Import(string list, string? bad = null, string map = Map)
    {
        var path = Path.Combine(_site.Folder, $"members{Directory.GetFiles(_site.Folder).Length}.csv");
        File.WriteAllText(path, list);
        var reading = MemberMapFile.Read(map);
        Assert.Empty(reading.Findings);
        return ImportMembers.Run(_site.Site, new MemberImportRequest { File = path, Map = reading.Map!, BadRows = bad, Language = "en" }, null, TestContext.Current.CancellationToken);
    }
}
