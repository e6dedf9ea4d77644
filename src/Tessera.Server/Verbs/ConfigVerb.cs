using System.CommandLine;
using Tessera.Server.Settings;

namespace Tessera.Server.Verbs;

/// <summary><c>tessera config show</c>.</summary>
internal static class ConfigVerb
{
    private static readonly Option<bool> WithOrigin = new Option<bool>("--origin").Says("每个值从哪里来", "Where each value comes from");

    public static Verb Make()
    {
        var show = new Verb("show", new("显示当前生效的设置", "Show the settings in force"))
        {
            Samples = [new("tessera config show --origin", new("每个设置的值和来源：默认、文件、环境变量、命令行", "Each setting with its value and source: default, file, environment, flag"))],
            Does = Show,
        };
        show.Add(WithOrigin);
        var config = new Verb("config", new("查看设置", "Look at settings"));
        config.Add(show);
        return config;
    }

    private static Task<int> Show(Sitting sitting)
    {
        var rows = sitting.Settings.All.Select(s => new ShownSetting(s.Setting.Name, Shown(s), s.Origin, s.Place)).ToList();
        sitting.Terminal.Give(rows, () => Print(sitting, rows));
        return Task.FromResult(ExitCode.Done);
    }

    private static void Print(Sitting sitting, List<ShownSetting> rows)
    {
        var width = rows.Max(r => r.Name.Length);
        var values = rows.Max(r => r.Value.Length);
        foreach (var row in rows)
        {
            var line = $"{row.Name.PadRight(width)}  {row.Value.PadRight(values)}";
            sitting.Terminal.Print((sitting.Value(WithOrigin) ? $"{line}  {OriginName(row.Origin, sitting.Terminal)} {row.Place}" : line).TrimEnd());
        }
    }

    private static string OriginName(Origin origin, Terminal terminal) => origin switch
    {
        Origin.Default => terminal.Of("默认", "default"),
        Origin.File => terminal.Of("文件", "file"),
        Origin.Environment => terminal.Of("环境变量", "environment"),
        Origin.Flag => terminal.Of("命令行", "flag"),
    };

    private static string Shown(Settled settled) => settled.Value is null ? "-" : settled.Setting.IsSecret ? "***" : settled.Setting == Setting.Store ? Tessera.Storage.StorePlace.Parse(settled.Value).Described : settled.Value;

    private sealed record ShownSetting(string Name, string Value, Origin Origin, string Place);
}
