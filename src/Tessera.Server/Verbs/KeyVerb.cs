using System.CommandLine;
using Tessera.App.Keys;
using Tessera.Server.Http;
using Tessera.Server.Http.Keys;
using Tessera.Server.Json;

namespace Tessera.Server.Verbs;

/// <summary><c>tessera key create|list|revoke</c>.</summary>
internal static class KeyVerb
{
    private static readonly Argument<string> Name = new Argument<string>("NAME").Says("名字，用于列表和日志", "Name, for lists and the log");
    private static readonly Argument<string> IdOrName = new Argument<string>("ID|NAME").Says("密钥的编号或名字", "Id or name of the key");

    private static readonly Option<string[]> ScopeOption = new Option<string[]>("--scope") { HelpName = "SCOPE,…", Required = true, AllowMultipleArgumentsPerToken = true }.Says(
        "权限，可写多个；all 是全部", "Scopes, one or more; all stands for every scope");

    public static Verb Make()
    {
        var key = new Verb("key", new("管理接口密钥", "Manage keys of the API"));
        key.Add(MakeCreate());
        key.Add(new Verb("list", new("列出密钥", "List keys")) { Samples = [new("tessera key list", new("所有密钥，不含密文", "All keys, without their secrets"))], Uses = StoreUse.Reads, Does = List });
        var revoke = new Verb("revoke", new("撤销密钥", "Revoke a key"))
        {
            Samples = [new("tessera key revoke till-1", new("从此它打不开任何东西", "From then on it opens nothing"))], Uses = StoreUse.Writes, Does = Revoke,
            Codes = [(ExitCode.Refused, new("没有这个密钥", "There is no such key"))],
        };
        revoke.Add(IdOrName);
        revoke.Add(Common.DryRun);
        key.Add(revoke);
        return key;
    }

    private static Verb MakeCreate()
    {
        var create = new Verb("create", new("生成密钥；密文只显示这一次", "Make a key; its secret is shown this once"))
        {
            Samples =
            [
                new("tessera key create till-1 --scope members:write,purchases:write", new("给收银系统的密钥", "A key for a till")),
                new("tessera key create admin --scope all", new("拥有全部权限的密钥", "A key that may do everything")),
            ],
            Uses = StoreUse.Writes,
            Codes = [(ExitCode.Refused, new("名字已被使用", "The name is taken")), (ExitCode.Store, new("数据不可用或正被别的进程使用", "The store cannot be used or another process owns it"))],
            Does = Create,
        };
        create.Add(Name);
        create.Add(ScopeOption);
        create.Add(Common.DryRun);
        return create;
    }

    private static async Task<int> Create(Sitting sitting)
    {
        var terminal = sitting.Terminal;
        var asked = sitting.Value(ScopeOption)!.SelectMany(s => s.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries)).Distinct(StringComparer.Ordinal).ToList();
        if (asked.FirstOrDefault(s => s != Scopes.All && !Scopes.IsKnown(s)) is { } unknown)
        {
            terminal.Say($"没有权限“{unknown}”。可用的权限：", $"There is no scope “{unknown}”. Scopes are:");
            foreach (var (scope, allows) in Scopes.Known) terminal.Say($"  {scope.PadRight(20)} {terminal.Of(allows)}");
            return ExitCode.Usage;
        }

        var scopes = asked.Contains(Scopes.All, StringComparer.Ordinal) ? [.. Scopes.Known.Select(k => k.Scope)] : asked;
        using var site = Stores.Own(sitting);
        var answer = await site.Write(new CreateKey { Name = sitting.Value(Name), Scopes = scopes, Actor = "cli" });
        if (answer.Refusal is { } refusal) return Answers.Refuse(terminal, refusal);
        var made = answer.Value!;
        if (sitting.DryRun)
        {
            terminal.Give(KeyView.Of(made.Key), () => terminal.Print(made.Key.Name));
            return ExitCode.Done;
        }

        terminal.Give(KeyView.Of(made.Key, made.Secret), () => terminal.Print(made.Secret));
        terminal.Say("请现在保存，之后不再显示。", "Keep it now; it is not shown again.");
        return ExitCode.Done;
    }

    private static Task<int> List(Sitting sitting)
    {
        using var site = Stores.Read(sitting);
        var keys = site.Read(scope => scope.Db.ApiKeys.All().Select(k => KeyView.Of(k)).ToList());
        sitting.Terminal.Give(keys, () =>
        {
            foreach (var key in keys)
            {
                var state = key.RevokedAt is { } revoked ? sitting.Terminal.Of("已撤销 ", "revoked ") + Moments.Text(revoked) : key.IsLive ? "live" : "test";
                sitting.Terminal.Print($"{key.Id}  {key.Name}  {state}  {string.Join(',', key.Scopes)}");
            }
        });
        return Task.FromResult(ExitCode.Done);
    }

    private static async Task<int> Revoke(Sitting sitting)
    {
        using var site = Stores.OwnExisting(sitting);
        var answer = await site.Write(new RevokeKey { IdOrName = sitting.Value(IdOrName), Actor = "cli" });
        if (answer.Refusal is { } refusal) return Answers.Refuse(sitting.Terminal, refusal);
        sitting.Terminal.Give(KeyView.Of(answer.Value!), () => sitting.Terminal.Print(answer.Value!.Id));
        return ExitCode.Done;
    }
}
