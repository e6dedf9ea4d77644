using System.CommandLine;
using System.Globalization;
using Tessera.App.Programs;
using Tessera.Core.Programs;
using Tessera.Server.Http.Programs;

namespace Tessera.Server.Verbs;

/// <summary><c>tessera program lint</c>.</summary>
internal static partial class ProgramVerb
{
    private static readonly Option<bool> Fix = new Option<bool>("--fix").Says("就地改好不影响任何裁决的问题，注释保留", "Mend in place what changes no decision; comments stay");
    private static readonly Option<bool> Strict = new Option<bool>("--strict").Says("有提醒也以 3 退出", "Exit with 3 for warnings too");

    private static Verb MakeLint()
    {
        var lint = new Verb("lint", new("体检规则：等级、权益、成本与承诺有没有毛病", "Look for what is allowed and probably not meant: tiers, benefits, costs, promises"))
        {
            Samples =
            [
                new("tessera program lint program.yaml", new("错误、提醒与提示，各有行列与数字", "Errors, warnings and hints, each with its place and number")),
                new("tessera program lint program.yaml --fix", new("改好可以放心改的", "Mend what can be mended safely")),
            ],
            Codes = [(ExitCode.Refused, new("有错误；或有提醒且写了 --strict", "There are errors; or warnings, with --strict")), (ExitCode.File, new("文件读不出来或写不进去", "The file cannot be read or written"))],
            Does = LintFile,
        };
        lint.Add(FileName);
        lint.Add(Fix);
        lint.Add(Strict);
        return lint;
    }

    private static Task<int> LintFile(Sitting sitting)
    {
        var (terminal, name) = (sitting.Terminal, sitting.Value(FileName));
        var text = File.ReadAllText(name);
        if (sitting.Value(Fix))
        {
            var (mended, done) = ProgramLinting.Mend(text);
            if (mended != text) File.WriteAllText(name, mended);
            terminal.Say($"改好 {done.Count} 处。", $"{done.Count} mended.");
            text = mended;
        }

        var linted = ProgramLinting.Lint(text);
        var view = LintView.Of(linted, terminal.Language, null);
        terminal.Give(view, () =>
        {
            foreach (var finding in view.Findings) terminal.Print(Line(name, finding, terminal));
        });
        foreach (var tier in view.GiveBacks) terminal.Say(GiveBackLine(tier, terminal));
        if (linted.Document is null || linted.Findings.Any(f => f.IsError)) return Task.FromResult(ExitCode.Refused);
        return Task.FromResult(sitting.Value(Strict) && linted.Findings.Any(f => f.What.Level == FindingLevel.Warning) ? ExitCode.Refused : ExitCode.Done);
    }

    private static string GiveBackLine(GiveBackView tier, Terminal terminal) => string.Create(
        CultureInfo.InvariantCulture,
        $"{tier.Tier.Name}: {Percent(tier.DiscountTenThousandths)} {terminal.Of("折扣", "off")} + {Percent(tier.PointsTenThousandths)} {terminal.Of("积分", "in points")} = {Percent(tier.TotalTenThousandths)}");

    private static string Percent(int tenThousandths) => (tenThousandths / 100m).ToString("0.##", CultureInfo.InvariantCulture) + " %";
}
