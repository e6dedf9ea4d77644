using System.CommandLine;
using System.Globalization;
using Tessera.App;
using Tessera.App.Members;
using Tessera.App.Reads;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Programs;
using Tessera.Server.Json;

namespace Tessera.Server.Verbs;

/// <summary><c>tessera member show|statement|explain</c>.</summary>
internal static class MemberVerb
{
    private static readonly Argument<string> Member = new Argument<string>("MEMBER").Says(MemberNames.Zh, MemberNames.En);
    private static readonly Option<string> On = new Option<string>("--on") { HelpName = "DATE" }.Says("看这一天结束时的样子，YYYY-MM-DD", "As at the end of this date, YYYY-MM-DD");
    private static readonly Option<string> From = new Option<string>("--from") { HelpName = "DATE" }.Says("从这一天起，默认从入会日", "From this date; from joining without it");
    private static readonly Option<string> Through = new Option<string>("--through") { HelpName = "DATE" }.Says("到这一天止，默认今天", "Through this date; today without it");

    private static readonly Option<string> Format = new Option<string>("--format") { HelpName = "json|html" }.Says("格式，默认 json", "Format, json by default");

    public static Verb Make()
    {
        var member = new Verb("member", new("查看一位会员", "Look at one member"));
        member.Add(Reading("show", new("等级、积分、批次一览", "Tier, points and lots at a glance"), "tessera member show 13800001234", Show, On));
        member.Add(Reading("statement", new("积分对账单：期初、每条分录、期末", "Statement of points: opening, every entry, closing"), "tessera member statement mem_01jd8m3k7q2v5x9zabcdefghjk --from 2026-01-01", Statement, From, Through));
        member.Add(Exporting());
        member.Add(Reading("explain", new("为什么是这个等级，怎样保级，怎样升级", "Why this tier, what keeps it, what leads up"), "tessera member explain 12347 --on 2011-06-30", Explain, On));
        return member;
    }

    private static Verb Reading(string name, LocalText says, string sample, Func<Sitting, MemberRef, Site, int> read, params Option[] options)
    {
        var verb = new Verb(name, says)
        {
            Samples = [new(sample, says)], Uses = StoreUse.Reads, Codes = [(ExitCode.Refused, new("没有这位会员", "There is no such member"))], Does = sitting => Task.FromResult(Run(sitting, read)),
        };
        verb.Add(Member);
        foreach (var option in options) verb.Add(option);
        return verb;
    }

    private static Verb Exporting()
    {
        var says = new LocalText("导出一位会员的全部个人信息（给本人的副本，不遮盖，写入审计）", "Everything about one member, for the person: unmasked, and noted in the audit trail");
        var verb = new Verb("export", says)
        {
            Samples = [new("tessera member export 13800001234 --format html > copy.html", says)], Uses = StoreUse.Reads, Codes = [(ExitCode.Refused, new("没有这位会员", "There is no such member"))], Does = Export,
        };
        verb.Add(Member);
        verb.Add(Format);
        return verb;
    }

    private static async Task<int> Export(Sitting sitting)
    {
        var t = sitting.Terminal;
        var format = sitting.Value(Format) ?? "json";
        if (format is not ("json" or "html")) return t.Fail(ExitCode.Usage, "--format 只能是 json 或 html。", "--format must be json or html.");
        using var site = Stores.OwnExisting(sitting);
        var name = sitting.Value(Member);
        if (MemberNames.Find(site, name) is not { } member) return MemberNames.Unknown(t, name);
        var noted = await site.Write(new NoteMemberExport(member, format) { Actor = sitting.ActorOn(site) });
        var (export, program) = site.Read(scope => (MemberExport.Read(scope, member, t.Language.Tag()), scope.Programs.At(scope.AsOf).Document));
        if (!noted.IsAccepted || export is null) return MemberNames.Unknown(t, name);
        t.Output.Write(format == "html" ? Pages.MemberPaper.Render(export, new Http.Showing(t.Language, program)) : System.Text.Encoding.UTF8.GetString(ApiJson.Bytes(export)) + "\n");
        return ExitCode.Done;
    }

    private static int Run(Sitting sitting, Func<Sitting, MemberRef, Site, int> read)
    {
        using var site = Stores.Read(sitting);
        var name = sitting.Value(Member);
        return MemberNames.Find(site, name) is { } member ? read(sitting, member, site) : MemberNames.Unknown(sitting.Terminal, name);
    }

    private static int Show(Sitting sitting, MemberRef member, Site site)
    {
        var on = Dates.Read(sitting, On);
        var (view, points, program) = site.Read(scope => (MemberView.Read(scope, member, on), PointsView.Read(scope, member, on), scope.Programs.At(scope.AsOf).Document));
        if (view is null || points is null) return MemberNames.Unknown(sitting.Terminal, sitting.Value(Member));
        sitting.Terminal.Give(new { Member = view, Points = points }, () => Print(sitting.Terminal, view, points, program));
        return ExitCode.Done;
    }

    private static void Print(Terminal t, MemberView view, PointsView points, ProgramDocument program)
    {
        string Tier(string id) => program.Ladder.Tiers.FirstOrDefault(x => x.Id == id) is { } tier ? t.Of(tier.Names) : id;
        string Points(long number) => Numbers.Write(number, NumberUnit.Points, t.Language.Tag(), program);
        t.Print($"{view.Id?.ToString() ?? t.Of("（已抹除）", "(erased)")}  {view.Name ?? string.Join(", ", view.Identities.Select(i => i.Shown))}");
        t.Print(t.Of($"截至 {Moments.Text(view.On)}，入会 {Moments.Text(view.JoinedOn)}，状态 {view.Status}", $"As of {Moments.Text(view.On)}, joined {Moments.Text(view.JoinedOn)}, {view.Status}"));
        t.Print(t.Of($"等级 {Tier(view.Tier)}，自 {Moments.Text(view.TierSince)}", $"Tier {Tier(view.Tier)} since {Moments.Text(view.TierSince)}"));
        t.Print(t.Of($"积分 {Points(view.Balance)}，可用 {Points(view.Spendable)}，待生效 {Points(view.Pending)}，欠 {Points(view.Debt)}，成长值 {view.Growth}", $"Points {Points(view.Balance)}, spendable {Points(view.Spendable)}, pending {Points(view.Pending)}, owed {Points(view.Debt)}, growth {view.Growth}"));
        t.Print(t.Of("累计消费 ", "Spend in all ") + Numbers.Money(view.SpendLifetimeMinor, program.Currency, program.CurrencyDecimals) + t.Of($"，订单 {view.OrdersLifetime}", $", orders {view.OrdersLifetime}"));
        foreach (var lot in points.Lots)
        {
            var through = lot.Through is { } day ? Moments.Text(day) : t.Of("长期", "no end");
            t.Print($"  {lot.Id,-12} {Points(lot.Figures.Left),10} / {Points(lot.Figures.Opened),-10} {Moments.Text(lot.EarnedOn)} → {through} {lot.State}");
        }
    }

    private static int Statement(Sitting sitting, MemberRef member, Site site)
    {
        var (from, through) = (Dates.Read(sitting, From), Dates.Read(sitting, Through));
        var view = site.Read(scope => ReadEntries.Statement(scope, member, (from ?? new DateOnly(1900, 1, 1), through ?? scope.Today), sitting.Terminal.Language.Tag()));
        if (view is null) return MemberNames.Unknown(sitting.Terminal, sitting.Value(Member));
        sitting.Terminal.Give(view, () =>
        {
            sitting.Terminal.Print(sitting.Terminal.Of($"期初 {Number(view.Opening)}", $"Opening {Number(view.Opening)}"));
            foreach (var entry in view.Entries) sitting.Terminal.Print($"{Moments.Text(entry.OccurredAt)[..10]}  {Signed(entry.Change.Points),10}  {Number(entry.Change.BalanceAfter),10}  {entry.Why}{(entry.Document is { } d ? $" [{d.Number}]" : "")}");
            sitting.Terminal.Print(sitting.Terminal.Of($"期末 {Number(view.Closing)}", $"Closing {Number(view.Closing)}"));
        });
        return ExitCode.Done;
    }

    private static int Explain(Sitting sitting, MemberRef member, Site site)
    {
        var on = Dates.Read(sitting, On);
        var t = sitting.Terminal;
        if (site.Read(scope => TierView.Read(scope, member, t.Language.Tag(), on)) is not { } view) return MemberNames.Unknown(t, sitting.Value(Member));
        t.Give(view, () =>
        {
            t.Print(view.Headline);
            foreach (var note in view.Notes) t.Print("  " + note);
            foreach (var review in view.Reviews)
            {
                t.Print(t.Of($"{review.Name}，{Moments.Text(review.On)}", $"{review.Name}, {Moments.Text(review.On)}"));
                foreach (var line in review.Conditions.Select(c => c.Why).Concat(review.Leaving)) t.Print("  " + line);
            }

            if (view.IfNothingChanges.Count > 0) t.Print(t.Of("如果一切照旧", "If nothing changes"));
            foreach (var step in view.IfNothingChanges) t.Print($"  {Moments.Text(step.On)}  {step.What}");
            foreach (var path in view.Above.SelectMany(a => a.Ways)) t.Print("→ " + path);
            if (view.Past.Count > 0) t.Print(t.Of("等级历史", "History"));
            foreach (var change in view.Past) t.Print($"  {Moments.Text(change.On)}  {change.From?.Name ?? "-"} → {change.To.Name}  {string.Join(t.Of("；", "; "), change.Why)}");
        });
        return ExitCode.Done;
    }

    private static string Number(long value) => value.ToString("N0", CultureInfo.InvariantCulture);

    private static string Signed(long value) => value.ToString("+#,##0;-#,##0;0", CultureInfo.InvariantCulture);
}

/// <summary>A date of the command line cannot be read.</summary>
internal sealed class BadDate(string option) : Exception(option);

/// <summary>Dates of the command line.</summary>
internal static class Dates
{
    /// <exception cref="BadDate">It is no date.</exception>
    public static DateOnly? Read(Sitting sitting, Option<string> option)
    {
        if (sitting.Value(option) is not { } text) return null;
        return Moments.TryDate(text, out var day) ? day : throw new BadDate(option.Name);
    }
}
