using System.CommandLine;
using System.Globalization;
using Tessera.App;
using Tessera.App.Segments;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Programs;
using Tessera.Core.Programs.Keys;
using Tessera.Core.Segments;
using Tessera.Core.Tiers;
using Tessera.Server.Json;

namespace Tessera.Server.Verbs;

/// <summary><c>tessera rfm</c>: the grid of a store, or of any list of orders before there is one.</summary>
internal static class RfmVerb
{
    private static readonly Option<string> On = new Option<string>("--on") { HelpName = "DATE" }.Says("截至哪一天，默认计划里的日期，否则今天", "As of this date; that of the programme or today without it");
    private static readonly Option<string> Scoring = new Option<string>("--scoring") { HelpName = "quantile|ntile" }.Says("评分方法，默认按计划", "How values become scores; that of the programme without it");
    private static readonly Option<string> Window = new Option<string>("--window") { HelpName = "WINDOW" }.Says("统计窗口，如 \"rolling 6 months\"，默认按计划", "Window of the orders such as \"rolling 6 months\"; that of the programme without it");
    private static readonly Option<string> Orders = new Option<string>("--orders") { HelpName = "FILE" }.Says("不看店内数据，改读一份订单清单（每行会员、日期、金额，首行为标题）", "Reads a list of orders instead of the store: a member, a date and an amount a line under a heading");

    public static Verb Make()
    {
        var rfm = new Verb("rfm", new("近度、频度与额度：各分群的人数、订单与消费", "Recency, frequency and money: members, orders and spend of each named part"))
        {
            Samples =
            [
                new("tessera rfm", new("按计划的设置，截至今天", "By the programme's settings, as of today")), new("tessera rfm --on 2026-01-31 --scoring ntile --json", new("截至某天，五组人数相等", "As of a date, five groups of equal size")),
                new("tessera rfm --orders orders.csv --window lifetime --on 2006-12-31", new("还没有店也能算", "Before there is a store")),
            ],
            Uses = StoreUse.Reads, Codes = [(ExitCode.Refused, new("还没有发布规则", "No programme is published"))], Does = sitting => Task.FromResult(Run(sitting)),
        };
        foreach (var option in new Option[] { On, Scoring, Window, Orders }) rfm.Add(option);
        return rfm;
    }

    private static int Run(Sitting sitting)
    {
        var t = sitting.Terminal;
        if (sitting.Value(Orders) is { } file) return OfList(sitting, file);
        using var site = Stores.Read(sitting);
        return site.Read(scope =>
        {
            if (scope.KnownPrograms is not { } programs) return t.Fail(ExitCode.Refused, "还没有发布规则。", "No programme is published yet.");
            var document = programs.At(scope.AsOf).Document;
            if (Rules(sitting, document.Rfm) is not { } rules) return Wrong(t);
            return Give(t, RfmView.Read(site, scope, rules, t.Language == Language.En), (document.Currency, document.CurrencyDecimals));
        });
    }

    private static int OfList(Sitting sitting, string file)
    {
        var t = sitting.Terminal;
        if (Rules(sitting, new RfmRules()) is not { } rules) return Wrong(t);
        if (!File.Exists(file)) return t.Fail(ExitCode.Usage, $"没有文件 {file}。", $"There is no file {file}.");
        if (OrderList.Read(file) is not { } list) return t.Fail(ExitCode.Usage, "清单每行应为：会员、日期（年-月-日）、金额（两位小数以内）。", "Each line of the list is a member, a date (YYYY-MM-DD) and an amount of at most two decimals.");
        var board = new RfmBoard(list.Columns, rules, rules.AsOf ?? list.Last);
        return Give(t, RfmView.Of(board, t.Language == Language.En), ("CNY", 2));
    }

    private static int Give(Terminal t, RfmView view, (string Currency, int Decimals) money)
    {
        t.Give(view, () =>
        {
            t.Print(t.Of($"截至 {Moments.Text(view.AsOf)}，{view.Members:N0} 位会员在窗口内有订单", $"As of {Moments.Text(view.AsOf)}, {view.Members:N0} members with an order in the window"));
            foreach (var part in view.Segments) t.Print(string.Create(CultureInfo.InvariantCulture, $"  {part.Members,10:N0}  {part.Orders,12:N0}  {Numbers.Money(part.SpendMinor, money.Currency, money.Decimals),18}  {part.Name}"));
        });
        return ExitCode.Done;
    }

    private static int Wrong(Terminal t) => t.Fail(ExitCode.Usage, "--scoring 为 quantile 或 ntile；--window 为 lifetime、rolling N months 或 rolling N days。", "--scoring is quantile or ntile; --window is lifetime, rolling N months or rolling N days.");

    private static RfmRules? Rules(Sitting sitting, RfmRules rules)
    {
        if (Dates.Read(sitting, On) is { } on) rules = rules with { AsOf = on };
        if (sitting.Value(Scoring) is { } scoring)
        {
            if (scoring is not ("quantile" or "ntile")) return null;
            rules = rules with { Scoring = scoring == "ntile" ? RfmScoring.Ntile : RfmScoring.Quantile };
        }

        if (sitting.Value(Window) is not { } text) return rules;
        return new WindowTextKind().TryParse(text, new Units("CNY", 2, 0), out var window) && window.Kind is WindowKind.Lifetime or WindowKind.RollingDays or WindowKind.RollingMonths ? rules with { Window = window } : null;
    }
}
