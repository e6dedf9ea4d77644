using System.Globalization;
using Tessera.App.Programs;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Pricing;
using Tessera.Core.Programs;
using Tessera.Scripts;

namespace Tessera.App.Tests.Templates;

/// <summary>
/// A receipt as a page of docs/templates writes it: <c>receipt TEMPLATE DATE TIME [wholesale] [birthday] [channel=NAME]</c>, who buys with what, the lines with list
/// price and what is left of it, then each deduction, what is to pay and what it earns. <see cref="Priced"/> says the same of what was decided.
/// </summary>
internal sealed class TemplateReceipt
{
    private readonly string[] _head;
    private readonly string[] _buyer;
    private readonly string[] _goods;

    public TemplateReceipt(IReadOnlyList<string> lines)
    {
        _head = lines[0].Split(' ');
        _buyer = lines[1].Split(", ");
        _goods = [.. lines.Where(l => l.Contains('→', StringComparison.Ordinal))];
        Said = [.. lines.Skip(2)];
    }

    /// <summary>What the page says from the first line of goods on.</summary>
    public IReadOnlyList<string> Said { get; }

    /// <summary>The same, as the template's programme decides it for a member who holds what is said.</summary>
    public IReadOnlyList<string> Priced()
    {
        var document = ProgramFile.Load(File.ReadAllText(Repository.PathOf($"templates/{_head[1]}/program.yaml"))).Document!;
        var programs = new ProgramHistory([CompiledProgram.Compile(document, 1, default, ZoneTables.Calendar(document.Zone))]);
        var decision = Decide.Member(programs, Member(programs), new Command(Purchase(programs)));
        Assert.Null(decision.Refusal?.Reason.Code);
        var item = decision.Items[^1];
        var order = item.Purchase!.Priced!;
        return
        [
            .. order.Lines.Select((l, i) => i < _goods.Length ? _goods[i].Split('→')[0] + "→ " + Yuan(l.NetMinor) : "added"),
            .. order.Deductions.GroupBy(d => d.Id, StringComparer.Ordinal).Select(d => d.Key + " " + Yuan(d.Sum(x => x.Minor))),
            .. order.StoredValueMinor == 0 ? Array.Empty<string>() : ["stored value " + Yuan(order.StoredValueMinor)],
            "to pay " + Yuan(order.ToPayMinor),
            "earns " + item.Purchase.Lines.Sum(l => l.Points).ToString(CultureInfo.InvariantCulture),
        ];
    }

    private MemberState Member(ProgramHistory programs)
    {
        string eve = _head[2] + " 00:00 ";
        var script = new MemberScript(programs).Play(eve + "join");
        if (_buyer[0] != programs.Number(1).Document.Ladder.Tiers[0].Id) script.Play($"{eve} set {_buyer[0]}");
        if (_buyer[1] != "0 points") script.Play($"{eve} adjust {_buyer[1].Split(' ')[0]} never");
        if (_buyer[2] != "0.00 stored") script.Play($"{eve} topup T {_buyer[2].Split(' ')[0]} held");
        return script.State;
    }

    private Purchase Purchase(ProgramHistory programs)
    {
        var at = programs.Calendar.At(Date(_head[2]), TimeOnly.ParseExact(_head[3], "HH:mm", CultureInfo.InvariantCulture));
        return new Purchase
        {
            OccurredAt = at,
            RecordedAt = at,
            Source = "till",
            Number = "1",
            Channel = _head.FirstOrDefault(w => w.StartsWith("channel=", StringComparison.Ordinal))?[8..] ?? "store",
            SaleKind = _head.Contains("wholesale", StringComparer.Ordinal) ? "wholesale" : "retail",
            IsBirthday = _head.Contains("birthday", StringComparer.Ordinal),
            Lines = [.. _goods.Select(Line)],
            Wishes = new Wishes { MostPoints = true, MostStoredValue = true },
        };
    }

    private static PurchaseLine Line(string said)
    {
        string[] words = said.Split(' ');
        long list = (long)(decimal.Parse(words[3], CultureInfo.InvariantCulture) * 100);
        return new PurchaseLine
        {
            Quantity = decimal.Parse(words[0], CultureInfo.InvariantCulture), Sku = words[1], Category = words[2] == "-" ? "" : words[2], ListMinor = list, NetMinor = list,
            UnitPrice = list / 100m / decimal.Parse(words[0], CultureInfo.InvariantCulture), Kind = words[1] == "freight" ? LineKind.Freight : LineKind.Goods,
        };
    }

    private static DateOnly Date(string text) => DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static string Yuan(long minor) => (minor / 100m).ToString("0.00", CultureInfo.InvariantCulture);
}
