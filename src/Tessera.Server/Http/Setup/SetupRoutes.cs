using Tessera.App;
using Tessera.App.Setup;
using Tessera.Server.Http.Work;
using Tessera.Storage.Safekeeping;

namespace Tessera.Server.Http.Setup;

/// <summary>The first run: guide, templates, demo data.</summary>
internal sealed class SetupRoutes(Desk desk)
{
    private SafekeepingMarks Marks => SafekeepingMarks.Of(desk.Site.Store.Paths);

    public IEnumerable<ApiRoute> All() => [.. Guide(), .. Cards(), .. Demo()];

    private IEnumerable<ApiRoute> Guide()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/setup", Id = "getSetup", Tag = "setup", Scope = Scopes.ProgramRead, Gives = typeof(SetupView), Summary = "How far the shop has come",
            Says = "The guide with what is done, read from the store itself; the shop's name; the template; whether demo data is in.",
            Handle = ask => Task.FromResult(desk.Read(ask, (scope, showing) => Reply.Ok(SetupView.Of(SetupGuide.Of(scope, Marks), showing.Language)))),
        };
        yield return new ApiRoute
        {
            Method = "PATCH", Path = "/v1/setup", Id = "changeSetup", Tag = "setup", Scope = Scopes.StoresWrite, Takes = typeof(SetupChange), Gives = typeof(SetupView), Summary = "Name the shop, skip a step, put the guide away",
            Example = """{"nameZh":"星河美发","nameEn":"Galaxy Hair"}""", Says = "What is left out stays. A skipped step can be taken up again, a dismissed guide brought back.", Refusals = ["setup.stepUnknown"],
            Handle = ask => desk.Write(ask, Changed(ask.Take<SetupChange>()), (guide, showing) => SetupView.Of(guide.With(Marks), showing.Language)),
        };
    }

    private static ChangeSetup Changed(SetupChange body) => new() { NameZh = body.NameZh, NameEn = body.NameEn, Skip = body.Skip, Resume = body.Resume, Dismissed = body.Dismissed };

    private IEnumerable<ApiRoute> Cards()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/templates", Id = "listTemplates", Tag = "setup", Scope = Scopes.ProgramRead, Gives = typeof(TemplateList), Summary = "Industry templates", Says = "As cards, each with what it would publish: tiers, benefits, earn rules.",
            Handle = ask => Task.FromResult(desk.Read(ask, (scope, showing) => Reply.Ok(new TemplateList([.. IndustryTemplates.All.Select(t => TemplateCard.Of(t, SetupGuide.Of(scope, Marks).Template, showing.Language))])))),
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/templates/{templateId}", Id = "getTemplate", Tag = "setup", Scope = Scopes.ProgramRead, Gives = typeof(string), Summary = "The programme file of a template", Says = "YAML, with its comments.",
            Handle = ask => Task.FromResult(IndustryTemplates.Find(ask.Path("templateId")) is { } template ? Reply.Text(template.Program, "text/yaml") : Problem.NotFound(ask.Path("templateId"))),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/templates/{templateId}/apply", Id = "applyTemplate", Tag = "setup", Scope = Scopes.ProgramPublish, ChangesState = true, Gives = typeof(TemplateAppliedView), Summary = "Apply a template",
            Says = "In a store without members: published at once as version 1, in place of a template applied before. In a store that is in use it fills the draft, and publishing goes its usual way.", Refusals = ["template.unknown"],
            Handle = ask => Once(ask, doing => ApplyTemplate.Run(desk.Site, ask.Path("templateId"), doing), View),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/templates/take-back", Id = "takeTemplateBack", Tag = "setup", Scope = Scopes.ProgramPublish, ChangesState = true, Gives = typeof(TemplateAppliedView), Summary = "Take the template back",
            Says = "As long as nobody used it: no member, no purchase, no second version.", Refusals = ["template.inUse"], Handle = ask => Once(ask, doing => TakeTemplateBack.Run(desk.Site, doing), View),
        };
    }

    private static object View(TemplateApplied applied, Showing showing) => new TemplateAppliedView(applied.Template, applied.Version);

    private IEnumerable<ApiRoute> Demo()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/demo", Id = "fillDemo", Tag = "setup", Scope = Scopes.ProgramPublish, ChangesState = true, Status = 202, Takes = typeof(DemoBody), BodyMayMiss = true, Gives = typeof(JobView), Summary = "Fill with demo data",
            Example = """{"template":"salon"}""", Refusals = ["demo.membersHere", "demo.there", "demo.filling", "demo.otherTemplate", "template.unknown"],
            Says = "Twelve months of made-up history that end yesterday, as a job. Demo and real data are never mixed: refused once there are members. While it is in, the store is marked as demo and only test keys open it; people sign in as ever.",
            Handle = ask => desk.Write(ask, new OrderDemo { Template = ask.Take<DemoBody>().Template, Language = ask.Language.Tag() }, (job, showing) => JobView.Fresh(job, showing)),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/demo/remove", Id = "removeDemo", Tag = "setup", Scope = Scopes.ProgramPublish, ChangesState = true, Gives = typeof(DemoRemoved), Summary = "Remove the demo data",
            Says = "At once and whole: every member, purchase, entry and report goes, with members who joined meanwhile. People, keys, stores, tills, webhooks and views stay; the programme in force goes on as version 1, the draft is gone.", Refusals = ["demo.none", "demo.filling"],
            Handle = ask => Once(ask, doing => RemoveDemo.Run(desk.Site, doing), (removed, _) => removed),
        };
    }

    /// <summary>Work that takes the store for itself, once under the request's key: its effect stands in a transaction of its own, and a second try finds it done.</summary>
    private async Task<Reply> Once<T>(Ask ask, Func<Doing, Task<Answer<T>>> run, Func<T, Showing, object> view)
        where T : class
    {
        var key = new RequestKey(ask.KeyHash(), ask.InputHash());
        if (desk.Site.Read(scope => scope.Db.Keys.Find(key)) is { } known)
        {
            return known.IsFor(key) ? Reply.Stored(known.Status, known.ContentType, known.Body, isReplay: true) : new Problem(422, "request.keyReused");
        }

        var answer = await run(new Doing(ask.Caller.Actor, ask.Entrance));
        return await desk.Write(ask, new TellDone<T> { Done = answer }, view);
    }
}
