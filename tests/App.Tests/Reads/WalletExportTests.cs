using Tessera.App.Exports;
using Tessera.App.Members;
using Tessera.App.StoredValue;
using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.App.Tests.Reads;

/// <summary>Exports of stored value: columns by name, sums those of the report.</summary>
public sealed class WalletExportTests : IDisposable
{
    private const string Program = """
        storedValue:
          plans:
            - { id: plus50, name: { zh: 充1000送50, en: 1000 plus 50 }, pay: 1000, bonus: 50 }
          cards:
            - { id: wash10, name: { zh: 洗吹10次, en: Ten washes }, price: 476, uses: 10, listPerUse: 58 }
        """;

    private readonly TestSite _shop = new(new DateOnly(2026, 3, 2), TestSite.Program(more: Program));

    public void Dispose() => _shop.Dispose();

    [Fact]
    [Covers("L9", "P29")]
    public void Balances_and_entries_add_up_to_the_report_of_stored_value()
    {
        var (ann, ben, cat) = (_shop.Join("13800000001"), _shop.Join("13800000002"), _shop.Join("13800000003"));
        _shop.Join("13800000004");
        _shop.Accepted(new RecordTopUp { Member = ann, PrincipalMinor = 0, Value = new Prepaid("plus50", IsRegistered: true), Source = "till", Number = "1" });
        _shop.Accepted(new RecordTopUp { Member = ben, PrincipalMinor = 20_000, Value = new Prepaid(), Source = "till", Number = "2" });
        var card = _shop.Accepted(new SellCard { Member = ben, Card = "wash10", Source = "till", Number = "3" });
        _shop.Accepted(new UseCard { Member = ben, Card = card.Item.Effects.OfType<Core.StoredValue.CardEntry>().Single().After.Id, Count = 3, Source = "till", Number = "4" });
        var topUp = _shop.Accepted(new RecordTopUp { Member = cat, PrincipalMinor = 10_000, Value = new Prepaid(), Source = "till", Number = "5" });
        _shop.Accepted(new RefundTopUp { Member = cat, TopUpSequence = topUp.Item.Sequence, PrincipalMinor = 5_000, Source = "till", Number = "6" });

        var (balances, entries, report) = _shop.Site.Read(r => (Rows(WalletExport.Members(r)), Rows(WalletExport.Entries(r, "en")), PrepaidView.Read(r)));
        // 1,000.00 with 50.00 on top, registered; 200.00 and seven of ten washes for 476.00; 100.00 of which 50.00 was paid back. The fourth has nothing.
        Assert.Equal(
            ["100000 100000 5000 0 0 0", "20000 0 0 1 7 47600", "5000 0 0 0 0 0"],
            balances.Select(b => $"{b["principal_minor"]} {b["registered_principal_minor"]} {b["bonus_minor"]} {b["cards"]} {b["passes_left"]} {b["cards_paid_minor"]}").Order(StringComparer.Ordinal));
        Assert.Equal(new PrepaidView(3, 125_000, 5_000, 1, 47_600), report);
        Assert.Equal((report.PrincipalMinor, report.BonusMinor, report.Cards, report.CardsPaidMinor), (Sum(balances, "principal_minor"), Sum(balances, "bonus_minor"), Sum(balances, "cards"), Sum(balances, "cards_paid_minor")));
        Assert.Equal((report.PrincipalMinor, report.BonusMinor), (Sum(entries, "principal_minor"), Sum(entries, "bonus_minor")));
        Assert.Equal(["card.sold", "card.used", "refund", "topUp", "topUp", "topUp"], entries.Select(e => (string)e["kind"]!).Order(StringComparer.Ordinal));
        Assert.Equal(("3", "7", "4"), entries.Where(e => (string)e["kind"]! == "card.used").Select(e => ($"{e["card_uses"]}", $"{e["passes_left"]}", (string)e["source_number"]!)).Single());
        Assert.All(entries, e => Assert.NotNull(e["member_id"]));
        Assert.Equal((3, 6), _shop.Site.Read(r => ((int)r.Db.Exports.CountWallets(100), (int)r.Db.Exports.CountWalletEntries(100))));
    }

    private static List<Dictionary<string, object?>> Rows(ExportTable table) =>
        [.. table.Rows.Select(r => table.Columns.Zip(r).ToDictionary(c => c.First, c => c.Second, StringComparer.Ordinal))];

    private static long Sum(List<Dictionary<string, object?>> rows, string column) => rows.Sum(r => r[column] is long value ? value : 0);
}
