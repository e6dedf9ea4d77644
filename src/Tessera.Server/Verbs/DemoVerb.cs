using System.CommandLine;
using Tessera.App;
using Tessera.App.Demo;
using Tessera.App.Keys;
using Tessera.App.Programs;
using Tessera.Server.Http;

namespace Tessera.Server.Verbs;

/// <summary><c>tessera demo</c>.</summary>
internal static class DemoVerb
{
    /// <summary>The key of every demo: a test key, which opens nothing but demo data.</summary>
    public const string Secret = "tsk_test_demo000000000000000000000000000";

    private static readonly Option<string> Template = new Option<string>("--template") { HelpName = "NAME" }.Says("行业模板，默认 tea-chain", "Industry template, tea-chain by default");
    private static readonly Option<string> Until = new Option<string>("--until") { HelpName = "DATE" }.Says("历史到这一天为止，默认昨天", "The history ends on this date, yesterday by default");
    private static readonly Option<bool> FillOnly = new Option<bool>("--fill-only").Says("只生成数据，不启动服务", "Make the data only, do not serve");

    public static Verb Make()
    {
        var demo = new Verb("demo", new("用一个行业模板和 12 个月的历史启动服务", "Serve an industry template with twelve months of history"))
        {
            Samples = [new("tessera demo --store data-demo", new("奶茶连锁的演示，http://127.0.0.1:5080；删掉文件夹即可移除", "A tea chain on http://127.0.0.1:5080; delete the folder to remove it"))],
            Uses = StoreUse.Writes, Codes = [(ExitCode.Refused, new("数据里已有别的内容", "The store holds something else")), (ExitCode.Stopped, new("被 Ctrl+C 停止", "Stopped by Ctrl+C"))], Does = Run,
        };
        foreach (var option in new Option[] { Template, Until, FillOnly, Common.DryRun }) demo.Add(option);
        foreach (var flag in ServeVerb.Flags.Values) demo.Add(flag);
        return demo;
    }

    private static async Task<int> Run(Sitting sitting)
    {
        var terminal = sitting.Terminal;
        var name = sitting.Value(Template) ?? "tea-chain";
        if ((Templates.Find(name) is { } folder ? DemoTemplate.Read(folder) : DemoTemplate.BuiltIn(name)) is not { } template)
        {
            return terminal.Fail(ExitCode.Usage, $"没有带演示数据的模板“{name}”。", $"There is no template “{name}” with demo data.");
        }

        using var site = Stores.Own(sitting);
        var until = Dates.Read(sitting, Until) ?? ZoneTables.Calendar(ProgramFile.Load(template.Program).Document!.Zone).DayOf(site.Clock.Now).AddDays(-1);
        var filled = await Progress.Track(terminal, terminal.Of("生成演示数据", "Making demo data"), report => DemoPlayer.Fill(site, template, null, until, p => report(p.Played, p.Steps)));
        if (filled.Refusal is { } refusal) return Answers.Refuse(terminal, refusal);
        if (sitting.DryRun) return ExitCode.Done;
        await EnsureKey(site);
        terminal.Say($"测试密钥 {Secret}", $"Test key {Secret}");
        return sitting.Value(FillOnly) ? ExitCode.Done : await ServeVerb.Run(sitting, site);
    }

    private static async Task EnsureKey(Site site)
    {
        if (site.Read(scope => scope.Db.ApiKeys.Find(Secret)) is not null) return;
        await site.Write(new CreateKey { Name = "demo", Scopes = [.. Scopes.Known.Select(k => k.Scope)], TestSecret = Secret });
    }
}

/// <summary>Where templates lie: beside the program, or in the folder it is run in.</summary>
internal static class Templates
{
    public static string? Find(string name)
    {
        if (name.AsSpan().IndexOfAny('/', '\\') >= 0 || name.StartsWith('.')) return Directory.Exists(name) ? name : null;
        string[] places = [Path.Combine("templates", name), Path.Combine(AppContext.BaseDirectory, "templates", name)];
        return Array.Find(places, p => File.Exists(Path.Combine(p, "program.yaml")));
    }
}
