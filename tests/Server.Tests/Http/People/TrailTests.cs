using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Tessera.App.People;
using Tessera.App.Programs.RedLine;
using Tessera.Core.Analytics;
using Tessera.Core.Costs;
using Tessera.Server.Http;

namespace Tessera.Server.Tests.Http.People;

/// <summary>Each endpoint of the running server that changes something, once: exactly one audit record with who, when and where.</summary>
[Covers("S9")]
public sealed class TrailTests : IAsyncLifetime
{
    // Tried where it can work: the test clock in TestClockTests, what a day brings to a booking in AnswerTests, the pages of a link in SignInTests; they run the same commands.
    private static readonly string[] Elsewhere = ["moveTestClock", "missBooking", "keepBooking", "POST /welcome", "POST /welcome/factor"];

    // Their bodies are files or what the night left over: their own tests run them.
    private static readonly string[] OfFilesAndNights = ["importMembers", "importPurchases", "saveImportMap", "cancelJob", "undoJob", "decideTierWork"];

    private readonly TestServer _server = new();
    private readonly HashSet<string> _walked = new(StringComparer.Ordinal);
    private readonly List<string> _findings = [];
    private Someone? _owner;
    private int _key;

    public ValueTask InitializeAsync() => _server.InitializeAsync();

    public ValueTask DisposeAsync()
    {
        _owner?.Dispose();
        return _server.DisposeAsync();
    }

    [Fact]
    public async Task Every_request_that_changes_something_leaves_exactly_one_record()
    {
        _owner = (await Someone.Of(_server, "owner", "wang")).Someone;
        await Setup();
        Assert.Null((await _server.Site.Write(new App.Programs.PublishProgram { SourceText = Generous, BySystem = true, Reason = "test" })).Refusal);
        await Members();
        await Points();
        await Rewards();
        await Purchases();
        await Coupons();
        await Tiers();
        await Programs();
        await Standing();
        await People();
        await Webhooks();
        await Work();
        await Segments();
        await OwnSession();
        var served = _server.App.Services.GetServices<EndpointDataSource>().SelectMany(s => s.Endpoints).OfType<RouteEndpoint>().ToList();
        var mutating = served.Select(e => e.Metadata.GetMetadata<Declared>()?.Route).OfType<ApiRoute>().Where(r => r.IsMutation).Select(r => r.Id)
            .Concat(served.Where(e => e.Metadata.GetMetadata<Declared>()?.Route is null && e.Metadata.GetMetadata<HttpMethodMetadata>()?.HttpMethods.Contains("POST") == true).Select(e => "POST " + e.RoutePattern.RawText)).Distinct(StringComparer.Ordinal);

        Assert.True(_findings.Count == 0, string.Join('\n', _findings));
        Assert.Empty(mutating.Except(_walked).Except(Elsewhere).Except(OfFilesAndNights));
    }

    [Fact]
    public async Task A_record_says_who_where_and_what_was_before_and_after_and_the_trail_is_read_by_filter()
    {
        var (someone, id) = await Someone.Of(_server, "storeManager", "li");
        using var li = someone;
        li.Client.DefaultRequestHeaders.Add("Tessera-Store", "nanjing-road");
        li.Client.DefaultRequestHeaders.Add("Tessera-Till", "till-2");
        var member = (string)(await li.Post("/v1/members", """{"identities":[{"kind":"phone","value":"13800000009"}]}""", "m1")).Json["id"]!;
        await li.Post($"/v1/members/{member}/points/adjustments", """{"points":70,"reasonCode":"goodwill","note":"张先生生日"}""", "a1");
        var again = await li.Post($"/v1/members/{member}/points/adjustments", """{"points":70,"reasonCode":"goodwill","note":"张先生生日"}""", "a1");
        using var auditor = (await Someone.Of(_server, "auditor", "qian")).Someone;
        var about = (await auditor.Get($"/v1/audit?memberId={member}&action=adjustPoints")).Json["records"]!.AsArray();
        var first = await auditor.Get($"/v1/audit?actor=person:{id}&limit=1");
        var next = await auditor.Get($"/v1/audit?actor=person:{id}&limit=1&cursor={first.Json["next"]}");
        var details = JsonNode.Parse((string)about.Single()!["details"]!)!;

        Assert.True(again.IsReplay);
        Assert.Equal(("person:" + id, "goodwill", "127.0.0.1"), ((string)about[0]!["actor"]!, (string)about[0]!["reason"]!, (string)about[0]!["address"]!));
        Assert.Equal(("nanjing-road", "till-2"), ((string)about[0]!["store"]!, (string)about[0]!["till"]!));
        Assert.Equal((0L, 70L), ((long)details["before"]!["balance"]!, (long)details["after"]!["balance"]!));
        Assert.DoesNotContain("张", details.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal(["adjustPoints", "joinMember"], new[] { first, next }.Select(p => (string)p.Json["records"]![0]!["action"]!));
        Assert.Equal(403, (await li.Get("/v1/audit")).Status);
    }

    private async Task Setup()
    {
        await Did("changeSetup", "/v1/setup", """{"nameZh":"星河美发","skip":"till"}""", HttpMethod.Patch);
        await Did("applyTemplate", "/v1/templates/salon/apply", "");
        await Did("fillDemo", "/v1/demo", "");
        // Begun and killed: what is there can be removed.
        await _server.Site.Alone(scope =>
        {
            scope.Db.Imports.Save(scope.Db.Imports.Find(scope.Db.Work.NextOf(App.Setup.DemoFilling.JobKind)!)! with { State = Storage.Imports.JobState.Cancelled });
            scope.Db.Settings.Set("demo.order", "salon 1 2026-01-31");
            return 0;
        });
        await Did("removeDemo", "/v1/demo/remove", "");
        await Did("takeTemplateBack", "/v1/templates/take-back", "");
        Assert.Null((await _server.Site.Write(new App.Programs.PublishProgram { SourceText = TestServer.Program, BySystem = true })).Refusal);
        var view = await Did("keepView", "/v1/views", """{"list":"members","name":"金卡","content":"tier=gold"}""");
        await Did("changeView", $"/v1/views/{view.Json["id"]}", """{"name":"金卡会员","content":"tier=gold"}""", HttpMethod.Put);
        await Did("dropView", $"/v1/views/{view.Json["id"]}", null, HttpMethod.Delete);
        await Did("setPreferences", "/v1/session/preferences", """{"theme":"dark"}""", HttpMethod.Put);
    }

    private async Task Members()
    {
        var a = (string)(await Did("joinMember", "/v1/members", """{"identities":[{"kind":"phone","value":"13900000001"}]}""")).Json["id"]!;
        await Did("referFriend", $"/v1/members/{a}/referrals", """{"identities":[{"kind":"phone","value":"13900000002"}]}""");
        await Did("addIdentity", $"/v1/members/{a}/identities", """{"kind":"card","value":"6225880012345678"}""");
        await Did("removeIdentity", $"/v1/members/{a}/identities/removals", """{"kind":"card","value":"6225880012345678"}""");
        await Did("changeMember", $"/v1/members/{a}", """{"profile":{"birthday":"1994-05-20"}}""", HttpMethod.Patch);
        await Did("giveTag", $"/v1/members/{a}/tags", """{"tag":"vip"}""");
        await Did("takeTag", $"/v1/members/{a}/tags/vip", null, HttpMethod.Delete);
        await Did("recordActivity", "/v1/activities", $$"""{"memberId":"{{a}}","type":"checkIn","occurredAt":"{{Now}}"}""");
        await Did("recordActivities", "/v1/activities/batch", $$"""{"items":[{"memberId":"{{a}}","type":"checkIn","occurredAt":"{{Now}}","source":"app","number":"1"}]}""");
    }

    private async Task Points()
    {
        var (a, b) = (await Member("13900000003"), await Member("13900000004"));
        await Did("adjustPoints", $"/v1/members/{a}/points/adjustments", """{"points":1000,"reasonCode":"goodwill"}""");
        await Did("spendPoints", $"/v1/members/{a}/points/debits", """{"points":100,"reference":"v1"}""");
        await Did("cancelDebit", $"/v1/members/{a}/points/debits/cancel", """{"reference":"v1"}""");
        await Did("transferPoints", $"/v1/members/{a}/points/transfers", $$"""{"to":"{{b}}","points":10}""");
        var topUp = await Did("recordTopUp", $"/v1/members/{a}/wallet/topups", """{"principalMinor":50000,"source":"till","number":"T-1"}""");
        await Did("refundTopUp", $"/v1/members/{a}/wallet/topups/refunds", $$"""{"topUpSequence":{{topUp.Json["sequence"]}},"principalMinor":50000,"source":"till","number":"T-1-R"}""");
        await Did("recordTopUp", $"/v1/members/{a}/wallet/topups", """{"plan":"plus200","source":"till","number":"T-2"}""");
        var card = await Did("sellCard", $"/v1/members/{a}/wallet/cards", """{"card":"wash10","source":"till","number":"C-1"}""");
        var used = await Did("useCard", $"/v1/members/{a}/wallet/cards/uses", $$"""{"cardId":"{{card.Json["wallet"]!["cardId"]}}","count":1,"source":"till","number":"U-1"}""");
        await Did("cancelCardUse", $"/v1/members/{a}/wallet/cards/uses/cancel", $$"""{"useSequence":{{used.Json["sequence"]}}}""");
        var tasted = await Did("useBenefit", $"/v1/members/{a}/benefits/tasting/uses", """{"source":"till","number":"B-1"}""");
        await Did("cancelBenefitUse", $"/v1/members/{a}/benefits/tasting/uses/cancel", $$"""{"useSequence":{{tasted.Json["sequence"]}}}""");
        await Did("changeWallet", $"/v1/members/{a}/wallet/changes", """{"change":"freeze","reasonCode":"checked"}""");
        await Did("refundWallet", $"/v1/members/{a}/wallet/refunds", """{"ground":"sevenDays","expectedMinor":100000,"tenders":[{"kind":"cash","amountMinor":100000}],"source":"office","number":"W-1"}""");
    }

    private async Task Rewards()
    {
        var a = await Member("13900000033");
        await Did("adjustPoints", $"/v1/members/{a}/points/adjustments", """{"points":100,"reasonCode":"goodwill"}""");
        var cancelled = await Did("redeemReward", "/v1/redemptions", $$"""{"memberId":"{{a}}","reward":"mug"}""");
        await Did("cancelRedemption", $"/v1/redemptions/{cancelled.Json["id"]}/cancel", "{}");
        var sent = await Did("redeemReward", "/v1/redemptions", $$"""{"memberId":"{{a}}","reward":"tea","delivery":"order 17"}""");
        await Did("fulfilRedemption", $"/v1/redemptions/{sent.Json["id"]}/fulfil", "{}");
        var fetched = await Did("redeemReward", "/v1/redemptions", $$"""{"memberId":"{{a}}","reward":"mug"}""");
        await Did("writeOffCode", "/v1/redemptions/write-off", $$"""{"code":"{{fetched.Json["code"]}}"}""");
        await Did("enterDraw", "/v1/draws/spring/entries", $$"""{"memberId":"{{a}}"}""");
        var on = $"{DateTime.UtcNow.AddDays(2):yyyy-MM-dd}";
        foreach (var (at, step, id) in new[] { ("10:00", "confirm", "confirmBooking"), ("11:00", "cancel", "cancelBooking"), ("12:00", "fail", "failBooking") })
        {
            var booked = await Did("bookSlot", "/v1/bookings", $$"""{"memberId":"{{a}}","resource":"cut","on":"{{on}}","at":"{{at}}"}""");
            await Did(id, $"/v1/bookings/{booked.Json["id"]}/{step}", "{}");
        }

        var plan = await Did("orderPlan", "/v1/plans/orders", $$"""{"memberId":"{{a}}","plan":"gold-year","payments":[{"kind":"cash","amountMinor":9900}],"source":"till","number":"P-1"}""");
        await Did("refundPlan", $"/v1/plans/orders/{plan.Json["period"]!["id"]}/refund", """{"reasonCode":"changed-mind"}""");
    }

    private async Task Purchases()
    {
        var a = await Member("13900000005");
        var bought = await Did("recordPurchase", "/v1/purchases", Purchase("1", a));
        await Did("recordPurchases", "/v1/purchases/batch", $$"""{"items":[{{Purchase("2", a)}},{{Purchase("3", a)}}]}""");
        await Did("receivePurchase", $"/v1/purchases/{bought.Json["id"]}/receipt", "{}");
        await Did("refundPurchase", $"/v1/purchases/{bought.Json["id"]}/refunds", """{"amountMinor":500,"source":"till","number":"1-R"}""");
        var other = await _owner!.Post("/v1/purchases", Purchase("4", a), Key());
        await Did("voidPurchase", $"/v1/purchases/{other.Json["id"]}/void", "{}");
        var nobody = await _owner.Post("/v1/purchases", Purchase("5", null), Key());
        await Did("claimPurchase", $"/v1/purchases/{nobody.Json["id"]}/claim", $$"""{"memberId":"{{a}}"}""");
        var quote = await _owner.Post("/v1/quotes", $$"""{"memberId":"{{a}}","lines":[{"sku":"tea","quantity":1,"listMinor":2000}]}""", Key());
        await Did("commitQuote", "/v1/quotes/commit", $$"""{"token":"{{quote.Json["token"]}}","source":"till","number":"6"}""");
    }

    private async Task Coupons()
    {
        var (a, b) = (await Member("13900000021"), await Member("13900000022"));
        var given = await Did("grantCoupons", $"/v1/members/{a}/coupons", """{"kind":"twenty","reasonCode":"goodwill"}""");
        var one = "/v1/coupons/" + given.Json["coupons"]![0]!["id"];
        await Did("lockCoupon", one + "/lock", """{"reference":"till-1"}""");
        await Did("unlockCoupon", one + "/unlock", """{"reference":"till-1"}""");
        await Did("useCoupon", one + "/use", """{"savedMinor":2000}""");
        await Did("returnCoupon", one + "/return", "");
        await Did("transferCoupon", one + "/transfer", $$"""{"to":"{{b}}"}""");
        var claimed = await Did("claimCoupon", $"/v1/members/{b}/coupons/claims", """{"kind":"twenty"}""");
        await Did("voidCoupon", $"/v1/coupons/{claimed.Json["coupons"]![0]!["id"]}/void", """{"reasonCode":"mistake"}""");
        await Did("addPoolCodes", "/v1/coupon-pools/film/codes", """{"codes":["T000"]}""");
        await Did("claimCoupon", $"/v1/members/{b}/coupons/claims", """{"kind":"film"}""");
        await Did("lockCode", "/v1/codes/lock", """{"code":"T000","reference":"till-1"}""");
        var chosen = (await _owner!.Post("/v1/bulk/preview", """{"act":"tag","tag":"bulk"}""", Key())).Json["members"];
        await Did("orderBulk", "/v1/bulk", $$"""{"act":"tag","tag":"bulk","expected":{{chosen}}}""");
        await Did("orderCouponBatch", "/v1/coupons/batches", """{"kind":"twenty","tags":["vip"],"reasonCode":"spring"}""");
    }

    private async Task Tiers()
    {
        var a = await Member("13900000006");
        await Did("setTier", $"/v1/members/{a}/tier", """{"tier":"gold","reasonCode":"friend","lockThrough":"2099-12-31"}""");
        await Did("unlockTier", $"/v1/members/{a}/tier/unlock", "{}");
        foreach (var (verb, phone) in new[] { ("approve", "13900000016"), ("reject", "13900000017") })
        {
            var member = await Member(phone);
            await _owner!.Post("/v1/purchases", Purchase("apply-" + verb, member, 100_000), Key());
            if (verb == "approve")
            {
                var message = (string)(await _owner.Get($"/v1/members/{member}/inbox")).Json["messages"]![0]!["id"]!;
                await Did("readMessages", $"/v1/members/{member}/inbox/read", $$"""{"messages":["{{message}}"]}""");
            }

            var applied = await Did("applyForTier", $"/v1/members/{member}/tier/applications", """{"tier":"gold"}""");
            await Did(verb + "Application", $"/v1/tier-applications/{applied.Json["id"]}/{verb}", """{"reasonCode":"checked"}""");
        }
    }

    private async Task Programs()
    {
        await Did("checkRedLine", "/v1/program/proposals", "");
        await Did("acceptProposal", $"/v1/program/proposals/{await Proposed()}/accept", """{"replaceDraft":true}""");
        await Did("dismissProposal", $"/v1/program/proposals/{await Proposed()}/dismiss", """{"reason":"not now"}""");
        using var draft = new HttpRequestMessage(HttpMethod.Put, "/v1/program/draft") { Content = new StringContent(Generous.Replace("spend: 100,", "spend: 110,", StringComparison.Ordinal), System.Text.Encoding.UTF8, "text/yaml") };
        await Count("saveProgramDraft", () => _server.Send(draft, _owner!.Client));
        await Did("editProgramDraft", "/v1/program/draft", """{"edits":[{"pointer":"/tiers/1/name/zh","value":"银牌"}]}""", HttpMethod.Patch);
        await Did("publishProgram", "/v1/program/publish", """{"reason":"by application too"}""");
        await Did("rollBackProgram", "/v1/program/rollback", """{"version":2,"reason":"as before"}""");
    }

    private async Task<string> Proposed()
    {
        var day = new DateOnly(2026, 1, 31);
        var draft = new AdjustedDraft(Generous, 700, [new NamedChange(AdjustmentKind.CapQuota, CostKind.Benefit, "wash", new("洗护每月两次 → 一次", "washes a month 2 → 1"), 200, 100, Lift.NotMeasured)]);
        var sight = new RedLineSight(day, day, _server.Site.Read(scope => scope.Programs.At(scope.AsOf).Version), 800, new CostShare(900, 10_000), RedLineState.Over, draft);
        return (await _server.Site.Write(new CheckRedLine { Sight = sight })).Value!.Open!.Id;
    }

    private async Task Standing()
    {
        var (a, b) = (await Member("13900000007"), await Member("13900000008"));
        await Did("freezeMember", $"/v1/members/{a}/freeze", """{"reasonCode":"complaint"}""");
        await Did("unfreezeMember", $"/v1/members/{a}/unfreeze", "{}");
        await Did("mergeMember", $"/v1/members/{a}/merge", $$"""{"into":"{{b}}"}""");
        await Did("unmergeMember", $"/v1/members/{a}/unmerge", "{}");
        await Did("linkFamilyCard", $"/v1/members/{b}/family", $$"""{"card":"{{a}}","reasonCode":"child"}""");
        await Did("unlinkFamilyCard", $"/v1/members/{b}/family/removals", $$"""{"card":"{{a}}","reasonCode":"grown-up"}""");
        await Did("closeMember", $"/v1/members/{b}/close", "{}");
        await Did("eraseMember", $"/v1/members/{a}/erase", "{}");
    }

    private async Task People()
    {
        var key = await Did("createKey", "/v1/keys", """{"name":"till-1","scopes":["members:read"]}""");
        await Did("revokeKey", $"/v1/keys/{key.Json["id"]}", null, HttpMethod.Delete);
        var li = await Did("invitePerson", "/v1/people", """{"name":"li","role":"clerk"}""");
        var id = (string)li.Json["id"]!;
        await Did("changeRole", $"/v1/people/{id}", """{"role":"operator"}""", HttpMethod.Patch);
        await Did("disablePerson", $"/v1/people/{id}/disable", "{}");
        await Did("enablePerson", $"/v1/people/{id}/enable", "{}");
        await Did("resetPerson", $"/v1/people/{id}/reset", "{}");
        using var zhao = (await Someone.Of(_server, "operator", "zhao")).Someone;
        foreach (var (verb, operation) in new[] { ("approve", "approve"), ("reject", "reject") })
        {
            var asked = await zhao.Post($"/v1/members/{await Member("1390000001" + verb.Length)}/points/adjustments", """{"points":50000,"reasonCode":"goodwill"}""", Key());
            Assert.Equal(202, asked.Status);
            await Did(operation, $"/v1/approvals/{asked.Json["id"]}/{verb}", verb == "approve" ? $$"""{"inputHash":"{{asked.Json["inputHash"]}}"}""" : """{"reasonCode":"no"}""");
        }
    }

    /// <summary>Who approves types a password at the page of who asked.</summary>
    private async Task ApproveAtTheTill(Someone till)
    {
        await Did("setTillLimits", "/v1/till-limits", """{"refundMinor":2000}""", HttpMethod.Put);
        var now = _server.Site.Clock.MachineNow;
        var qian = new Tessera.Storage.People.Person { Id = Secrets.NewId("per"), Name = "qian", Role = "operator", State = Storage.People.PersonState.Active, Password = Passwords.Hash("seven quiet teapots"), CreatedAt = now, ChangedAt = now };
        await _server.Site.Alone(scope => { scope.Db.People.Add(qian); return qian.Id; });
        var sold = await _owner!.Post("/v1/purchases", Purchase("above", await Member("13900000031"), 5_000), Key());
        var asked = await till.Post($"/v1/purchases/{sold.Json["id"]}/refunds", """{"source":"till","number":"above-R","amountMinor":3000}""", Key());
        Assert.Equal(202, asked.Status);
        await Count("approveHere", () => till.Post($"/v1/approvals/{asked.Json["id"]}/approve-here", $$"""{"inputHash":"{{asked.Json["inputHash"]}}","name":"qian","password":"seven quiet teapots"}"""));
    }

    private async Task Webhooks()
    {
        const string Root = "/v1/webhooks/endpoints";
        var made = await Did("createEndpoint", Root, """{"url":"https://crm.example.com/hooks/tessera","types":["purchase.*"]}""");
        var id = (string?)made.Json["id"] ?? "none";
        await Did("changeEndpoint", $"{Root}/{id}", """{"types":["*"]}""", HttpMethod.Patch);
        await Did("rotateSecret", $"{Root}/{id}/rotate", """{"keepHours":24}""");
        await Did("testEndpoint", $"{Root}/{id}/test", "{}");
        await Did("replayEvents", "/v1/webhooks/replays", $$"""{"endpointId":"{{id}}","from":"{{DateTimeOffset.UtcNow.AddHours(-1):yyyy-MM-ddTHH:mm:ssZ}}","to":"{{Now}}"}""");
        await Did("removeEndpoint", $"{Root}/{id}", null, HttpMethod.Delete);
        await _server.Site.Alone(scope =>
        {
            scope.Db.Webhooks.TellOwner(scope.Now, "webhook.off", "whe_x", new Dictionary<string, string>(StringComparer.Ordinal) { ["reason"] = "gone" });
            return 0;
        });
        await Did("seeOwnerNotices", "/v1/webhooks/notices/seen", """{"through":1}""");
    }

    private async Task Work()
    {
        await Did("createStore", "/v1/stores", """{"code":"sh-1","nameZh":"南京西路店"}""");
        await Did("changeStore", "/v1/stores/sh-1", """{"nameZh":"南京东路店"}""", HttpMethod.Patch);
        await Did("createTill", "/v1/tills", """{"code":"sh-1-1","store":"sh-1"}""");
        var code = await Did("openPairing", "/v1/tills/sh-1-1/pairing-codes", "{}");
        using var till = new Someone(_server);
        await Count("pairTill", () => till.Post("/v1/session/pair", $$"""{"code":"{{code.Json["code"]}}"}"""));
        await ApproveAtTheTill(till);
        var bound = await _owner!.Post("/v1/people", """{"name":"zhou","role":"storeManager"}""", Key());
        await Did("bindPerson", $"/v1/people/{bound.Json["id"]}/stores", """{"stores":["sh-1"]}""", HttpMethod.Put);
        await Did("changeTill", "/v1/tills/sh-1-1", """{"nameZh":"一号"}""", HttpMethod.Patch);
        var key = await _owner!.Post("/v1/keys", """{"name":"till-2","scopes":["members:read"]}""", Key());
        await Did("placeKey", $"/v1/keys/{key.Json["id"]}/place", """{"place":"sh-1-1"}""", HttpMethod.Put);
        var shift = await Did("openShift", "/v1/tills/sh-1-1/shifts", """{"openingCashMinor":0}""");
        await Did("closeShift", $"/v1/tills/sh-1-1/shifts/{shift.Json["id"]}/close", """{"countedCashMinor":0}""");
        await Did("closeTill", "/v1/tills/sh-1-1/close", "");
        await Did("closeStore", "/v1/stores/sh-1/close", "");
        await Did("setStoreSettings", "/v1/store-settings", """{"refuseUnknown":false}""", HttpMethod.Put);
        await Did("orderBacktest", "/v1/program/backtests", """{"from":"2026-01-01","through":"2026-01-14"}""");
        await Did("orderCalibration", "/v1/program/calibrations", """{"goals":[{"tier":"gold","shareTenThousandths":1000}]}""");
        await Did("orderExport", "/v1/exports", """{"table":"members","format":"xlsx","persons":"masked","reason":"门店活动名单"}""");
        var plan = await Did("planTierBatch", "/v1/tiers/batches", $$"""{"tier":"gold","reasonCode":"anniversary","members":["{{await Member("13900000020")}}"]}""");
        await Did("runTierBatch", $"/v1/tiers/batches/{plan.Json["id"]}/run", "");
    }

    private async Task Segments()
    {
        var member = await Member("13900000021");
        await Did("createSegment", "/v1/segments", """{"id":"asleep","kind":"live","nameZh":"沉睡会员","condition":"{ daysSincePurchase: at least 90 }"}""");
        await Did("createSegment", "/v1/segments", """{"id":"friends","kind":"fixed","nameZh":"老朋友"}""");
        await Did("changeSegment", "/v1/segments/asleep", """{"condition":"{ daysSincePurchase: at least 60 }"}""", HttpMethod.Patch);
        await Did("evaluateSegment", "/v1/segments/asleep/evaluate", "");
        await Did("changeSegmentMembers", "/v1/segments/friends/members", $$"""{"add":["{{member}}"]}""");
        await Did("deleteSegment", "/v1/segments/asleep", null, HttpMethod.Delete);
    }

    private async Task OwnSession()
    {
        using var sun = new Someone(_server);
        var invited = await _owner!.Post("/v1/people", """{"name":"sun","role":"clerk"}""", Key());
        var token = ((string)invited.Json["link"]!).Split('=')[1];
        await Count("useLink", () => sun.Post("/v1/session/link", $$"""{"link":"{{token}}","password":"seven quiet teapots"}"""));
        await Count("signIn", () => sun.Post("/v1/session", """{"name":"sun","password":"seven quiet teapots"}"""));
        await Count("endOwnSessions", () => sun.Post("/v1/session/open/end", """{"password":"seven quiet teapots"}"""));
        await Count("confirmSession", () => sun.Post("/v1/session/confirm", """{"password":"seven quiet teapots"}"""));
        await Count("changePassword", () => sun.Post("/v1/session/password", """{"current":"seven quiet teapots","password":"eleven green umbrellas"}"""));
        var offer = await Count("offerFactor", () => sun.Post("/v1/session/factor", "{}"));
        var bits = string.Concat(((string)offer.Json["secret"]!).Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        byte[] secret = [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
        await Count("confirmFactor", () => sun.Post("/v1/session/factor/confirm", $$"""{"code":"{{Totp.Code(secret, Totp.StepOf(_server.Site.Clock.MachineNow))}}"}"""));
        await Count("signOut", () => sun.Send(HttpMethod.Delete, "/v1/session"));
    }

    private static string Now => DateTimeOffset.UtcNow.ToString("yyyy-MM-ddTHH:mm:ssZ", System.Globalization.CultureInfo.InvariantCulture);

    private static string Generous => TestServer.Program.Replace("window: rolling 12 months } }\npoints: {", "window: rolling 12 months }, entry: application }\npoints: { transfers: yes,", StringComparison.Ordinal);

    private static string Purchase(string number, string? member, long minor = 1_000) =>
        $$"""{"source":"till","number":"{{number}}","occurredAt":"{{Now}}",{{(member is null ? "" : $"\"memberId\":\"{member}\",")}}"lines":[{"sku":"tea","quantity":1,"netMinor":{{minor}}}]}""";

    private async Task<string> Member(string phone) => (string)(await _owner!.Post("/v1/members", $$"""{"identities":[{"kind":"phone","value":"{{phone}}"}]}""", Key())).Json["id"]!;

    private string Key() => "t" + Interlocked.Increment(ref _key).ToString(System.Globalization.CultureInfo.InvariantCulture);

    private Task<Got> Did(string operation, string path, string? json, HttpMethod? method = null) =>
        Count(operation, () => _owner!.Send(method ?? HttpMethod.Post, path, json, ("Idempotency-Key", Key())));

    private async Task<Got> Count(string operation, Func<Task<Got>> send)
    {
        var before = Records();
        var got = await send();
        var wrote = Records() - before;
        _walked.Add(operation);
        if (got.Status is < 200 or > 299 || wrote != 1) _findings.Add($"{operation}: {got.Status} {got.Code}, {wrote} records: {got.Text}");
        return got;
    }

    private int Records() => _server.Site.Read(scope => scope.Db.Audits.Page(10_000).Count);
}
