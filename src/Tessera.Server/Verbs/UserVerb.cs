using System.CommandLine;
using Tessera.App;
using Tessera.App.People;
using Tessera.Server.Http.People;
using Tessera.Server.Settings;

namespace Tessera.Server.Verbs;

/// <summary><c>tessera user invite|reset|list</c>, and the link of the first owner.</summary>
internal static class UserVerb
{
    private static readonly Argument<string> Name = new Argument<string>("NAME").Says("登录用的名字", "Name to sign in with");

    private static readonly Option<string> RoleOption = new Option<string>("--role") { HelpName = "ROLE", Required = true }.Says(
        "角色：owner、operator、marketing、finance、storeManager、clerk、auditor", "Role: owner, operator, marketing, finance, storeManager, clerk, auditor");

    public static Verb Make()
    {
        var user = new Verb("user", new("管理登录的人员", "Manage who signs in"));
        user.Add(MakeInvite());
        user.Add(MakeReset());
        user.Add(new Verb("list", new("列出人员", "List people")) { Samples = [new("tessera user list", new("名字、角色、状态", "Names, roles, states"))], Uses = StoreUse.Reads, Does = List });
        return user;
    }

    /// <summary>While nobody owns the store, each start prints a new link; there is no default account.</summary>
    public static async Task WelcomeOwner(Terminal terminal, Site site, string url)
    {
        if ((await site.Write(new OpenOwnerLink { At = site.Clock.MachineNow })).Value is not { } link) return;
        terminal.Say(
            $"还没有所有者。请在 {LinkTimes.OwnerMinutes} 分钟内打开这个一次性链接：{Address(url, link)}",
            $"There is no owner yet. Open this one-time link within {LinkTimes.OwnerMinutes} minutes: {Address(url, link)}");
    }

    private static Verb MakeInvite()
    {
        var invite = new Verb("invite", new("邀请一人；一次性链接只显示这一次", "Invite somebody; the one-time link is shown this once"))
        {
            Samples = [new("tessera user invite li.na --role operator", new("打印一个三天内有效的链接，由本人设密码", "Prints a link, good for three days, where li.na chooses a password"))],
            Uses = StoreUse.Writes, Does = Invite, Codes = [(ExitCode.Refused, new("名字已被使用，或没有这个角色", "The name is taken, or there is no such role"))],
        };
        invite.Add(Name);
        invite.Add(RoleOption);
        return invite;
    }

    private static Verb MakeReset()
    {
        var reset = new Verb("reset", new("忘了密码或丢了动态码：作废旧的，打印一次性链接", "A lost password or authenticator: voids it and prints a one-time link"))
        {
            Samples = [new("tessera user reset li.na", new("会话全部结束，由本人重设密码和动态码", "All sessions end; li.na sets password and authenticator anew"))],
            Uses = StoreUse.Writes, Does = Reset, Codes = [(ExitCode.Refused, new("没有这个人，或已停用", "There is no such person, or it is disabled"))],
        };
        reset.Add(Name);
        return reset;
    }

    private static async Task<int> Invite(Sitting sitting)
    {
        using var site = Stores.Own(sitting);
        return Give(sitting, await site.Write(new InvitePerson { At = site.Clock.MachineNow, Name = sitting.Value(Name), Role = sitting.Value(RoleOption)!, Actor = "cli" }));
    }

    private static async Task<int> Reset(Sitting sitting)
    {
        using var site = Stores.OwnExisting(sitting);
        return Give(sitting, await site.Write(new ResetPerson { At = site.Clock.MachineNow, IdOrName = sitting.Value(Name), LastOwnerToo = true, Actor = "cli" }));
    }

    private static Task<int> List(Sitting sitting)
    {
        using var site = Stores.Read(sitting);
        var people = site.Read(scope => scope.Db.People.All().Select(p => PersonView.Of(p, sitting.Terminal.Language)).ToList());
        sitting.Terminal.Give(people, () =>
        {
            foreach (var person in people) sitting.Terminal.Print($"{person.Id}  {person.Name}  {person.Role}  {person.State.ToString().ToLowerInvariant()}");
        });
        return Task.FromResult(ExitCode.Done);
    }

    private static int Give(Sitting sitting, Answer<ChangedPerson> answer)
    {
        var terminal = sitting.Terminal;
        if (answer.Refusal is { } refusal) return Answers.Refuse(terminal, refusal);
        var changed = answer.Value!;
        terminal.Give(PersonView.Of(changed.Person, terminal.Language, changed.Link), () => terminal.Print(Address(sitting.Settings.Of(Setting.Listen), changed.Link!)));
        terminal.Say("链接用一次即失效，三天内有效；服务器运行时打开它。", "The link works once, for three days; open it while the server runs.");
        return ExitCode.Done;
    }

    private static string Address(string url, OpenedLink link) => $"{url.TrimEnd('/')}/welcome?link={link.Token}";
}
