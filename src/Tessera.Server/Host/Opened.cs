using Tessera.App;
using Tessera.App.People;
using Tessera.App.Webhooks;
using Tessera.App.Places;
using Tessera.Core;
using Tessera.Server.Http;
using Tessera.Server.Http.Activities;
using Tessera.Server.Http.Approvals;
using Tessera.Server.Http.Benefits;
using Tessera.Server.Http.Audits;
using Tessera.Server.Http.Home;
using Tessera.Server.Http.Keys;
using Tessera.Server.Http.Members;
using Tessera.Server.Http.People;
using Tessera.Server.Http.Points;
using Tessera.Server.Http.Programs;
using Tessera.Server.Http.Purchases;
using Tessera.Server.Http.Reports;
using Tessera.Server.Http.Bulk;
using Tessera.Server.Http.Coupons;
using Tessera.Server.Http.StoredValue;
using Tessera.Server.Http.Bookings;
using Tessera.Server.Http.Plans;
using Tessera.Server.Http.Rewards;
using Tessera.Server.Http.Search;
using Tessera.Server.Http.Segments;
using Tessera.Server.Http.Setup;
using Tessera.Server.Http.Stores;
using Tessera.Server.Http.Tiers;
using Tessera.Server.Http.Webhooks;
using Tessera.Server.Http.Work;
using Tessera.Server.Pages;

namespace Tessera.Server.Host;

/// <summary>An open store as the doors see it: who may enter, what is served, what the pages show.</summary>
internal sealed class Opened(Site site, WebhookRules? webhooks = null)
{
    private readonly KeyMemory _keys = new(site);

    /// <summary>Whether the server is about to stop.</summary>
    public Leaving Leaving { get; } = new();

    /// <summary>What a secret turns out to be.</summary>
    public Task<KeyFinding> FindKey(string secret) => _keys.Find(secret);

    /// <summary>Who a session belongs to; asked anew for each request, so that who is disabled is out at once.</summary>
    public async Task<Caller?> FindSession(string token)
    {
        var now = site.Clock.MachineNow;
        if (site.Read(scope => Sessions.Find(scope.Db, token, now)) is not { } session) return null;
        if (session.SeenAt.PlusMinutes(Sessions.TouchMinutes) < now) await site.Write(new TouchSession { At = now, Token = token });
        return new Caller(session.Person.Id, session.Person.Name, RoleScopes.Of(session.Person.Role)) { Session = session, IsConfirmed = Sessions.IsConfirmed(session, now) };
    }

    public ServerMode Mode() => site.Read(scope => scope.Db.Settings.IsDemo ? ServerMode.Demo : scope.Db.Settings.TestClock is not null ? ServerMode.Test : ServerMode.Live);

    public IReadOnlyList<ApiRoute> Routes()
    {
        var desk = new Desk(site);
        var places = new PlaceGuard(site);
        return
        [
            .. new MemberReads(desk).All(), .. new SearchRoutes(desk).All(),
            .. new MemberWrites(desk).All(),
            .. new FamilyRoutes(desk).All(),
            .. new PurchaseRoutes(desk, places).All(),
            .. new QuoteRoutes(desk, places).All(),
            .. QuoteFloor.IsServed ? new QuoteFloor(desk).All() : [],
            .. new PurchaseReads(desk).All(),
            .. new ActivityRoutes(desk, places).All(),
            .. new PointsReads(desk).All(),
            .. new PointsWrites(desk).All(),
            .. new WalletRoutes(desk).All(),
            .. new CouponRoutes(desk).All(),
            .. new RewardRoutes(desk, places).All(), .. new RedemptionRoutes(desk).All(),
            .. new PlanRoutes(desk, places).All(),
            .. new BookingRoutes(desk, places).All(),
            .. new DrawRoutes(desk).All(),
            .. new BenefitRoutes(desk).All(),
            .. new TierReads(desk).All(),
            .. new TierWrites(desk).All(),
            .. new ReportRoutes(desk).All(), .. new BenefitRowRoutes(desk).All(), .. new PointsRowRoutes(desk).All(), .. new PrepaidRowRoutes(desk).All(),
            .. new LiabilityRoutes(desk).All(),
            .. new SalesReportRoutes(desk).All(),
            .. new BehindRoutes(desk).All(),
            .. new SegmentRoutes(desk).All(),
            .. new RfmRoutes(desk).All(),
            .. new ClockRoutes(desk).All(),
            .. new ProgramRoutes(desk).All(), .. new TryRoutes(desk).All(), .. new ProposalRoutes(desk).All(), .. new RollbackRoutes(desk).All(), .. new ChecklistRoutes(desk).All(), .. new DraftRoutes(desk).All(), .. new EarnTrialRoutes(desk).All(),
            .. new ComparisonRoutes(desk).All(),
            .. new KeyRoutes(desk).All(),
            .. new SessionRoutes(desk).All(),
            .. new PeopleRoutes(desk).All(),
            .. new WebhookRoutes(desk, webhooks ?? WebhookRules.Strict).All(),
            .. new DeliveryRoutes(desk).All(),
            .. new JobRoutes(desk).All(), .. new ExportRoutes(desk).All(), .. new BulkRoutes(desk).All(),
            .. new ImportRoutes(desk).All(),
            .. new PlaceRoutes(desk, places).All(),
            .. new TierBatchRoutes(desk).All(),
            .. new TierDeskRoutes(desk).All(),
            .. new ApprovalRoutes(desk).All(),
            .. new SetupRoutes(desk).All(),
            .. new PersonalRoutes(desk).All(),
            .. new PairingRoutes(desk).All(),
            .. new ShiftRoutes(desk).All(),
            .. new SystemRoutes(desk).All(),
            .. new NeedsRoutes(desk).All(),
            .. new AuditRoutes(desk).All(),
            .. HealthRoutes.All(new Health("ok", ModeName(Mode()), WebServer.Version), Ready),
        ];
    }

    public Views Views() => new(Start, Rules, Ribbon) { Welcome = site, Mode = Mode };

    private static string ModeName(ServerMode mode) => mode switch { ServerMode.Live => "live", ServerMode.Test => "test", ServerMode.Demo => "demo" };

    private Problem? Ready()
    {
        if (Leaving.IsUnderWay) return new Problem(503, "starting") { RetryAfter = 1 };
        try
        {
            site.Read(scope => scope.Db.Members.Count());
            return null;
        }
        catch (Exception e) when (e is Storage.StoreFault or IOException)
        {
            return new Problem(503, "busy") { RetryAfter = 1 };
        }
    }

    private StartFacts Start(Language language) => site.Read(scope =>
        new StartFacts(WebServer.Version, ModeName(Mode()), scope.KnownPrograms?.At(scope.AsOf).Document.Names is { } names ? language.Of(names) : null)
        {
            DemoKey = Mode() == ServerMode.Demo ? Verbs.DemoVerb.Secret : null,
        });

    private PublishedRules? Rules(int? version) => site.Read(scope =>
    {
        if (scope.KnownPrograms is not { } programs) return null;
        var published = site.Programs.Published(scope.Db);
        var current = programs.At(scope.AsOf);
        var shown = version is { } number ? published.FirstOrDefault(p => p.Version == number) : published.First(p => p.Version == current.Version);
        if (shown is null) return null;
        var others = published.Where(p => p.Version != shown.Version).Select(p => p.Version).OrderDescending().ToList();
        return new PublishedRules(programs.Number(shown.Version).Document, shown.Version, LocalText(shown), others, shown.Version == current.Version) { On = programs.Calendar.DayOf(scope.AsOf) };
    });

    private string? Ribbon(Language language) => Mode() switch
    {
        ServerMode.Demo => language.Of("演示数据：这些会员和消费都是编出来的。", "Demo data: these members and purchases are made up."),
        ServerMode.Test => language.Of("测试模式：这里的时间由测试时钟决定。", "Test mode: the test clock tells the time here."),
        ServerMode.Live => null,
    };

    private static string LocalText(Storage.Programs.PublishedVersion version)
    {
        var day = version.Calendar.DayOf(version.EffectiveAt);
        var time = version.Calendar.TimeOf(version.EffectiveAt);
        return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd} {time:HH:mm}");
    }
}
