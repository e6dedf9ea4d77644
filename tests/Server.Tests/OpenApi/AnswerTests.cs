using System.Net.Http.Headers;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Tessera.App.Jobs;
using Tessera.App.People;
using Tessera.App.Programs.RedLine;
using Tessera.Core.Analytics;
using Tessera.Core.Costs;
using Tessera.Server.OpenApi;
using Tessera.Server.Tests.Http;

namespace Tessera.Server.Tests.OpenApi;

/// <summary>
/// Every operation is played once with the request its description shows, and the answer is read against its schema; the examples of answers that the
/// description shows were taken from such a run. TESSERA_WRITE=1 takes them anew.
/// </summary>
[Covers("U1")]
public sealed partial class AnswerTests
{
    // Gold is entered by application, so that applications have something to stand on.
    private static readonly string Program = TestServer.Program
        .Replace("enter: { spend: 1000, window: rolling 12 months }", "entry: application, enter: { spend: 1000, window: rolling 12 months }", StringComparison.Ordinal)
        .Replace("points: { expiry: { kind: never } }", "points: { transfers: yes, expiry: { kind: rolling, after: 12 months } }", StringComparison.Ordinal)
        .Replace("through: 2099-12-31", "through: 2026-03-31", StringComparison.Ordinal)
        + "\nladder: { falls: manual }\nreviews: [{ id: half, name: { zh: 半年评定, en: Half year }, does: settle, moment: yearly 01-01, window: rolling 6 months, grace: none, keep: { silver: { spend: 100 } } }]\n";

    private static readonly JsonSerializerOptions Pretty = new() { WriteIndented = true, Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

    [Fact]
    public async Task Every_operation_answers_its_own_example_as_its_schema_says()
    {
        await using var server = await ClockServer.Start(Program);
        await server.MoveTo("2026-01-31T18:30:00+08:00");
        var document = JsonNode.Parse((await server.Get("/openapi/v1.json")).Text)!.AsObject();
        using var client = new HttpClient(new HttpClientHandler { UseCookies = false }) { BaseAddress = server.Client.BaseAddress };
        client.DefaultRequestHeaders.AcceptLanguage.Add(new StringWithQualityHeaderValue("en"));
        var player = new Player(document, client) { Key = server.Client.DefaultRequestHeaders.Authorization };

        await Setup(server, player);
        await Members(player);
        await Points(player);
        await Coupons(player);
        await Rewards(player);
        await Tiers(player);
        await Segments(player);
        await Programme(server, player);
        await Keys(server, player);
        await Webhooks(server, player);
        await People(server, player);
        await Work(server, player);
        await Night(server, player);
        // What the story does not know yet is tried as its description shows it.
        foreach (var id in player.Unplayed.ToList()) await player.Play(id);

        Assert.True(player.Wrong.Count == 0, string.Join('\n', player.Wrong));
        var made = Written(player.Answers);
        if (Environment.GetEnvironmentVariable("TESSERA_WRITE") == "1") await File.WriteAllTextAsync(Repository.PathOf(Samples.File), made, TestContext.Current.CancellationToken);
    }

    [Fact]
    public async Task Every_operation_shows_an_answer_that_fits_its_schema()
    {
        await using var server = await ClockServer.Start(Program);
        var document = JsonNode.Parse((await server.Get("/openapi/v1.json")).Text)!.AsObject();
        var check = new SchemaCheck(document);
        var wrong = new List<string>();
        foreach (var operation in Operation.AllOf(document))
        {
            var good = operation.Description["responses"]!.AsObject().First(r => r.Key.StartsWith('2')).Value!;
            if (good["content"]?.AsObject().First().Value is not { } content) continue;
            if (content["example"] is not { } example) wrong.Add($"{operation.Id}: no example; give the story of AnswerTests a step, then TESSERA_WRITE=1 ./test AnswerTests twice");
            else wrong.AddRange(check.Wrong(example, content["schema"]!.AsObject()).Select(w => operation.Id + w));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Every_problem_shows_one_as_it_goes_out()
    {
        await using var server = await ClockServer.Start(Program);
        var document = JsonNode.Parse((await server.Get("/openapi/v1.json")).Text)!.AsObject();
        var check = new SchemaCheck(document);
        var examples = document["components"]!["examples"]!.AsObject();

        Assert.All(examples, e => Assert.Empty(check.Wrong(e.Value!["value"], document["components"]!["schemas"]!["Problem"]!.AsObject())));
        foreach (var operation in Operation.AllOf(document))
        {
            var problems = operation.Description["responses"]!.AsObject().Where(r => !r.Key.StartsWith('2')).ToList();
            Assert.NotEmpty(problems);
            Assert.All(problems, p =>
            {
                Assert.Contains('`', (string)p.Value!["description"]!);
                Assert.True(p.Value["content"]!["application/problem+json"]!["examples"] is JsonObject { Count: > 0 }, operation.Id + " " + p.Key);
            });
        }
    }

    private static async Task Setup(ClockServer server, Player player)
    {
        player.Ids["templateId"] = "salon";
        foreach (var id in new[] { "getSetup", "changeSetup", "listTemplates", "getTemplate", "applyTemplate" }) await player.Play(id);
        player.Ids["jobId"] = Text(await player.Play("fillDemo"), "id");
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        var running = new JobRunner(server.Site, (fault, what) => player.Wrong.Add(what + fault)).Run(stop.Token);
        // A part of it will do: removal is the same.
        while ((int?)(await server.Get("/v1/setup")).Json["demo"]?["played"] is null or 0) await Task.Delay(20, stop.Token);
        await player.Play("cancelJob");
        await Ended(server, player);
        await stop.CancelAsync();
        await running;
        await player.Play("removeDemo");
        await player.Play("takeTemplateBack");
        Assert.Null((await server.Site.Write(new App.Programs.PublishProgram { SourceText = Program, BySystem = true })).Refusal?.Reason.Code);
    }

    private static async Task Members(Player player)
    {
        player.Ids["memberId"] = Text(await player.Play("joinMember"), "id");
        await player.Play("recordPurchase");
        var quote = await player.Play("quotePurchase");
        await player.Play("commitQuote", $$"""{"token":"{{Text(quote, "token")}}","source":"till","number":"2026-0006","payments":[{"kind":"wechat","amountMinor":3600}]}""");
        await player.Play("exportMember");
        await player.Play("searchMembers");
        await player.Play("lookUpMember");
        await player.Play("changeMember");
        await player.Play("addIdentity");
        await player.Play("removeIdentity");
        await player.Play("giveTag");
        await player.Play("getMember");
        await player.Play("listMembers");
        player.Ids["tag"] = "vip";
        await player.Play("takeTag");
        await player.Play("freezeMember");
        await player.Play("unfreezeMember");
        var bought = await player.Play("recordPurchase", Purchase("2026-0003", ",\"memberIdentity\":{\"kind\":\"phone\",\"value\":\"13800001234\"}"));
        player.Ids["purchaseId"] = Text(bought, "id");
        await player.Play("voidPurchase");
        player.Ids["purchaseId"] = Text(await player.Play("recordPurchase", Purchase("2026-0002", "")), "id");
        await player.Play("claimPurchase");
        player.Ids["purchaseId"] = Text(await player.Play("recordPurchase", Purchase("2026-0004", ",\"memberIdentity\":{\"kind\":\"phone\",\"value\":\"13800001234\"}")), "id");
        await player.Play("getPurchase");
        await player.Play("receivePurchase");
        await player.Play("refundPurchase");
        await player.Play("recordPurchases");
        await player.Play("recordActivity");
        await player.Play("recordActivities");
    }

    private static async Task Segments(Player player)
    {
        player.Ids["segmentId"] = Text(await player.Play("createSegment"), "id");
        await player.Play("countSegment");
        await player.Play("changeSegment");
        await player.Play("evaluateSegment");
        await player.Play("listSegments");
        await player.Play("getSegment");
        await player.Play("previewTagRules");
        await player.Play("reportToday");
        await player.Play("reportRfm");
        await player.Play("listRfmMembers");
        await player.Play("deleteSegment");
        player.Ids["segmentId"] = Text(await player.Play("createSegment", """{"id":"friends","kind":"fixed","nameZh":"老朋友","nameEn":"Friends"}"""), "id");
        await player.Play("changeSegmentMembers", $$"""{"add":["{{player.Ids["memberId"]}}"]}""");
        await player.Play("listSegmentMembers");
    }

    private static async Task Coupons(Player player)
    {
        await player.Play("previewCouponBatch");
        await player.Play("orderCouponBatch");
        player.Ids["couponKind"] = "film";
        await player.Play("addPoolCodes");
        await player.Play("countCoupons");
        var bought = await player.Play("claimCoupon", """{"kind":"film"}""");
        await player.Play("lockCode");
        player.Ids["couponId"] = CouponOf(bought);
        await player.Play("unlockCoupon");
        player.Ids["couponId"] = CouponOf(await player.Play("grantCoupons"));
        await player.Play("lockCoupon");
        await player.Play("unlockCoupon");
        await player.Play("useCoupon");
        await player.Play("returnCoupon");
        await player.Play("listCoupons");
        await player.Play("voidCoupon");
        player.Ids["couponId"] = CouponOf(await player.Play("claimCoupon"));
        await player.Play("transferCoupon", $$"""{"to":"{{Text(await player.Play("joinMember", """{"channel":"store","identities":[{"kind":"phone","value":"13800007777"}]}"""), "id")}}"}""");
    }

    private static string CouponOf(JsonNode answer) => (string?)answer["coupons"]?[0]?["id"] ?? "none";

    private static async Task Points(Player player)
    {
        await player.Play("adjustPoints");
        await player.Play("adjustPoints", """{"points":900,"reasonCode":"goodwill"}""");
        await player.Play("spendPoints");
        await player.Play("cancelDebit");
        var friend = Text(await player.Play("referFriend"), "id");
        await player.Play("transferPoints", $$"""{"to":"{{friend}}","points":100}""");
        var topUp = await player.Play("recordTopUp");
        await player.Play("refundTopUp", $$"""{"topUpSequence":{{topUp["sequence"]}},"principalMinor":50000,"source":"till","number":"T-2026-0001-R"}""");
        await player.Play("recordTopUp", """{"plan":"plus200","source":"till","number":"T-2026-0002"}""");
        var sold = await player.Play("sellCard");
        player.Ids["sequence"] = $"{sold["sequence"]}";
        await player.Play("getWalletSlip");
        var used = await player.Play("useCard", $$"""{"cardId":"{{sold["wallet"]?["cardId"]}}","count":1,"clerkId":"c1","source":"till","number":"U-2026-0001"}""");
        await player.Play("cancelCardUse", $$"""{"useSequence":{{used["sequence"]}}}""");
        var tasted = await player.Play("useBenefit");
        await player.Play("cancelBenefitUse", $$"""{"useSequence":{{tasted["sequence"]}}}""");
        await player.Play("getBenefits");
        await player.Play("changeWallet");
        await player.Play("changeWallet", """{"change":"withdrawLoss"}""");
        foreach (var read in new[] { "getWallet", "listWalletEntries", "quoteWalletRefund" }) await player.Play(read);
        await player.Play("refundWallet", """{"ground":"sevenDays","expectedMinor":100000,"tenders":[{"kind":"wechat","amountMinor":100000}],"source":"office","number":"WR-2026-0001"}""");
        foreach (var read in new[] { "getPoints", "listEntries", "getStatement", "getGrowth", "getTimeline" }) await player.Play(read);
        var inbox = await player.Play("getInbox");
        await player.Play("readMessages", $$"""{"messages":["{{inbox["messages"]![0]!["id"]}}"]}""");
        var first = player.Ids["memberId"];
        player.Ids["memberId"] = friend;
        await player.Play("mergeMember", $$"""{"into":"{{first}}"}""");
        await player.Play("unmergeMember");
        player.Ids["memberId"] = first;
        await player.Play("linkFamilyCard", $$"""{"card":"{{friend}}","reasonCode":"child","note":"她的母亲同意"}""");
        await player.Play("getFamily");
        await player.Play("unlinkFamilyCard", $$"""{"card":"{{friend}}","reasonCode":"grown-up"}""");
        player.Ids["memberId"] = friend;
        await player.Play("closeMember");
        await player.Play("eraseMember");
        player.Ids["memberId"] = first;
    }

    private static async Task Rewards(Player player)
    {
        foreach (var read in new[] { "listRewards", "listDraws", "getDraw" }) await player.Play(read);
        player.Ids["redemptionId"] = Text(await player.Play("redeemReward"), "id");
        await player.Play("cancelRedemption");
        var pickUp = await player.Play("redeemReward");
        await player.Play("writeOffCode", $$"""{"code":"{{pickUp["code"]}}","storeId":"sh-001"}""");
        player.Ids["redemptionId"] = Text(await player.Play("redeemReward", """{"memberIdentity":{"kind":"phone","value":"13800001234"},"reward":"tea","delivery":"order 17"}"""), "id");
        await player.Play("fulfilRedemption");
        await player.Play("enterDraw");
        await player.Play("listRedemptions");
        await player.Play("listBookables");
        await player.Play("listSlots", null, "resource=cut");
        var missed = Text(await player.Play("bookSlot"), "id");
        player.Ids["bookingId"] = missed;
        await player.Play("confirmBooking");
        foreach (var (at, step) in new[] { ("11:00", "cancelBooking"), ("12:00", "failBooking") })
        {
            player.Ids["bookingId"] = Text(await player.Play("bookSlot", $$"""{"memberIdentity":{"kind":"phone","value":"13800001234"},"resource":"cut","on":"2026-02-02","at":"{{at}}"}"""), "id");
            await player.Play(step);
        }

        var today = await player.Play("bookSlot", """{"memberIdentity":{"kind":"phone","value":"13800001234"},"resource":"cut","on":"2026-01-31","at":"19:00"}""");
        player.Ids["bookingId"] = Text(today, "id");
        await player.Play("confirmBooking");
        await player.Play("keepBooking", $$"""{"code":"{{today["code"]}}","storeId":"sh-001"}""");
        await player.Play("listBookings");
        await player.Play("listBookingsOfDay", null, "resource=cut&on=2026-02-02");
        player.Ids["bookingId"] = missed;
        await player.Play("listPlans");
        player.Ids["planPeriodId"] = $"{(await player.Play("orderPlan"))["period"]?["id"]}";
        await player.Play("listMemberPlans");
        await player.Play("listPlanPeriods", null, "plan=gold-year&status=held");
        await player.Play("refundPlan");
    }

    private static async Task Tiers(Player player)
    {
        await player.Play("recordPurchase", Purchase("2026-0005", ",\"memberIdentity\":{\"kind\":\"phone\",\"value\":\"13800001234\"}").Replace("3600", "360000", StringComparison.Ordinal));
        await player.Play("getTier");
        player.Ids["applicationId"] = Text(await player.Play("applyForTier"), "id");
        await player.Play("rejectApplication");
        player.Ids["applicationId"] = Text(await player.Play("applyForTier"), "id");
        await player.Play("approveApplication");
        await player.Play("setTier");
        await player.Play("unlockTier");
        await player.Play("getTierHistory");
        await player.Play("reportTierDistribution");
        await player.Play("reportTierMovement");
    }

    private static async Task Programme(ClockServer server, Player player)
    {
        await player.Play("getProgram");
        await player.Play("saveProgramDraft", Program.Replace("spend: 100,", "spend: 120,", StringComparison.Ordinal));
        await player.Play("editProgramDraft", """{"edits":[{"pointer":"/tiers/1/enter/spend","value":"120"}]}""");
        await player.Play("getProgramDraft");
        await player.Play("getProgramDraftTree");
        await player.Play("diffProgram");
        await player.Play("lintProgram");
        await player.Play("tryEarnRules", """{"tier":"gold","lines":[{"sku":"tea","quantity":1,"netMinor":3650}]}""");
        await player.Play("checkRedLine");
        player.Ids["proposalId"] = await Proposed(server);
        foreach (var id in new[] { "listProposals", "getProposal", "dismissProposal" }) await player.Play(id);
        player.Ids["proposalId"] = await Proposed(server);
        await player.Play("acceptProposal", """{"replaceDraft":true}""");
        await player.Play("saveProgramDraft", Program.Replace("spend: 100,", "spend: 120,", StringComparison.Ordinal));
        await player.Play("publishProgram");
        await player.Play("listProgramVersions");
        await player.Play("getProgramVersion");
        await player.Play("diffProgramVersion");
        await player.Play("rollBackProgram");
        await player.Play("moveTestClock");
    }

    private static async Task<string> Proposed(ClockServer server)
    {
        var (from, through) = (new DateOnly(2026, 1, 1), new DateOnly(2026, 3, 31));
        var draft = new AdjustedDraft(Program, 72_000, [new NamedChange(AdjustmentKind.LowerDiscount, CostKind.Benefit, "tea", new("茶八折 折扣：8折 → 8.5折", "tea at 80 % discount: 20 % off → 15 % off"), 72_000, 18_000, Lift.NotMeasured)]);
        var sight = new RedLineSight(from, through, server.Site.Read(scope => scope.Programs.At(scope.AsOf).Version), 800, new CostShare(90_000, 1_000_000), RedLineState.Over, draft);
        return (await server.Site.Write(new CheckRedLine { Sight = sight })).Value!.Open!.Id;
    }

    private static async Task Keys(ClockServer server, Player player)
    {
        player.Ids["keyId"] = Text(await player.Play("createKey"), "id");
        await player.Play("revokeKey");
        var keys = await player.Play("listKeys");
        player.Ids["keyId"] = (string)keys["keys"]!.AsArray().First(k => (string)k!["name"]! == "all")!["id"]!;
        await server.Flush();
        await player.Play("listKeyRequests", query: "limit=3");
    }

    private static async Task Webhooks(ClockServer server, Player player)
    {
        player.Ids["endpointId"] = Text(await player.Play("createEndpoint"), "id");
        await player.Play("changeEndpoint");
        await player.Play("rotateSecret");
        await player.Play("testEndpoint");
        await player.Play("listDeliveries");
        player.Ids["replayId"] = Text(await player.Play("replayEvents", $$"""{"endpointId":"{{player.Ids["endpointId"]}}","from":"2026-01-15T00:00:00+08:00","to":"2026-02-01T00:00:00+08:00"}"""), "id");
        await player.Play("getReplay");
        await server.Site.Alone(scope =>
        {
            scope.Db.Webhooks.TellOwner(scope.Now, "webhook.off", player.Ids["endpointId"], new Dictionary<string, string>(StringComparer.Ordinal) { ["reason"] = "gone" });
            return 0;
        });
        foreach (var read in new[] { "getEndpoint", "listEndpoints", "listEventTypes", "listOwnerNotices", "seeOwnerNotices", "removeEndpoint" }) await player.Play(read);
    }

    private static async Task People(ClockServer server, Player player)
    {
        const string Word = "seven quiet teapots";
        var link = (await server.Site.Write(new OpenOwnerLink { At = server.Site.Clock.MachineNow })).Value!.Token;
        await player.Play("useLink", $$"""{"link":"{{link}}","name":"li.na","password":"{{Word}}"}""");
        var secret = Base32((string)(await player.Play("offerFactor", "{}"))["secret"]!);
        var step = Totp.StepOf(server.Site.Clock.MachineNow);
        var recovery = await player.Play("confirmFactor", $$"""{"code":"{{Totp.Code(secret, step)}}"}""");
        await player.Play("signIn", $$"""{"name":"li.na","password":"{{Word}}","code":"{{Totp.Code(secret, step + 1)}}"}""");
        await player.Play("getSession");
        foreach (var id in new[] { "listOwnSessions", "endOwnSessions" }) await player.Play(id);
        await player.Play("confirmSession", $$"""{"password":"{{Word}}","code":"{{(string)recovery["recoveryCodes"]![0]!}}"}""");
        await player.Play("changePassword");
        player.Ids["viewId"] = Text(await player.Play("keepView"), "id");
        foreach (var id in new[] { "changeView", "listViews", "dropView", "setPreferences", "getPreferences" }) await player.Play(id);
        player.Ids["personId"] = Text(await player.Play("invitePerson", """{"name":"wang.wei","role":"operator"}"""), "id");
        foreach (var id in new[] { "changeRole", "disablePerson", "enablePerson", "resetPerson", "getPerson", "listPeople", "listRoles" }) await player.Play(id);
        await Approvals(player);
        await player.Play("signOut");
    }

    /// <summary>A key asks for what is above the limit; the person who signed in decides.</summary>
    private static async Task Approvals(Player player)
    {
        const string Much = """{"points":20000,"reasonCode":"goodwill"}""";
        player.Ids["approvalId"] = Text(await player.Play("adjustPoints", Much), "id");
        var waits = await player.Play("getApproval");
        player.AsPerson = true;
        await player.Play("approve", $$"""{"inputHash":"{{waits["inputHash"]}}"}""");
        player.AsPerson = false;
        player.Ids["approvalId"] = Text(await player.Play("adjustPoints", Much), "id");
        player.AsPerson = true;
        await player.Play("reject");
        player.AsPerson = false;
        await player.Play("listApprovals");
    }

    /// <summary>A year later the review leaves a fall to people.</summary>
    private static async Task Night(ClockServer server, Player player)
    {
        await server.Buy(await server.Join("13800009999"), "R-1", 10_000);
        await server.MoveTo("2027-01-20T12:00:00+08:00");
        await player.Play("missBooking");
        var work = await player.Play("getTierWorklist");
        player.Ids["workId"] = (string?)work["items"]?[0]?["id"] ?? "none";
        await player.Play("decideTierWork");
    }

    /// <summary>The paired page gives back more than it may alone; a manager signs for it there.</summary>
    private static async Task AtTheTill(ClockServer server, Player player)
    {
        const string Word = "seven quiet teapots";
        await player.Play("setTillLimits");
        await player.Play("getTillLimits");
        await player.Play("setTillLimits", """{"refundMinor":0}""");
        var now = server.Site.Clock.MachineNow;
        var manager = new Storage.People.Person { Id = Secrets.NewId("per"), Name = "zhou.min", Role = "storeManager", State = Storage.People.PersonState.Active, Password = Passwords.Hash(Word), CreatedAt = now, ChangedAt = now };
        await server.Site.Alone(scope => { scope.Db.People.Add(manager); return manager.Id; });
        player.Ids["purchaseId"] = Text(await player.Play("recordPurchase", """{"source":"till","number":"2026-0077","occurredAt":"2026-01-31T18:20:00+08:00","lines":[{"sku":"tea","quantity":1,"netMinor":3600}]}"""), "id");
        player.AsPerson = true;
        var waits = await player.Play("refundPurchase", """{"source":"till","number":"2026-0077-R","units":[{"line":0,"quantity":1}]}""");
        player.Ids["approvalId"] = Text(waits, "id");
        await player.Play("approveHere", $$"""{"inputHash":"{{waits["inputHash"]}}","name":"zhou.min","password":"{{Word}}"}""");
        player.AsPerson = false;
        await player.Play("setTillLimits", "{}");
    }

    private static async Task Work(ClockServer server, Player player)
    {
        await player.Play("createStore");
        player.Ids["storeCode"] = "sh-001";
        await player.Play("getStore");
        await player.Play("bindPerson");
        await player.Play("getPersonStores");
        await player.Play("createTill");
        player.Ids["tillCode"] = "sh-001-1";
        await player.Play("pairTill", $$"""{"code":"{{Text(await player.Play("openPairing"), "code")}}"}""");
        await AtTheTill(server, player);
        player.Ids["shiftId"] = Text(await player.Play("openShift"), "id");
        foreach (var id in new[] { "closeShift", "getShift", "listShifts", "listShiftDocuments" }) await player.Play(id);
        foreach (var id in new[] { "getTill", "placeKey", "changeTill", "listTills", "closeTill", "changeStore", "closeStore" }) await player.Play(id);
        player.Ids["jobId"] = Text(await player.Play("importMembers", "phone,name\n13700000011,周予安\n"), "id");
        foreach (var id in new[] { "getJob", "listJobs", "cancelJob" }) await player.Play(id);
        player.Ids["mapName"] = "shop";
        await player.Play("saveImportMap", "source: shop\ncolumns: { number: no, occurredAt: at, member: tel, sku: sku, amount: amount }\nmembers: { key: phone }\n", "kind=purchases");
        await player.Play("importPurchases", "no,at,tel,sku,amount\nS1,2026-01-31 10:00:00,13700000021,tea,30.00\n", "map=shop");
        player.Ids["batchId"] = Text(await player.Play("planTierBatch", $$"""{"tier":"silver","reasonCode":"anniversary","members":["{{player.Ids["memberId"]}}"]}"""), "id");
        await player.Play("listTierBatchRows");
        var bulk = await player.Play("previewBulk", """{"act":"tag","tag":"bulk"}""");
        await player.Play("orderBulk", $$"""{"act":"tag","tag":"bulk","expected":{{bulk["members"]}}}""");
        foreach (var id in new[] { "search", "listAllRedemptions" }) await player.Play(id);
        await player.Play("runTierBatch");
        await Jobs(server, player);
    }

    /// <summary>A list with a row that is wrong, carried out and undone.</summary>
    private static async Task Jobs(ClockServer server, Player player)
    {
        using var stop = new CancellationTokenSource();
        var running = new JobRunner(server.Site, (fault, what) => player.Wrong.Add(what + fault)).Run(stop.Token);
        player.Ids["jobId"] = Text(await player.Play("importMembers", "phone,name\n13700000012,周予安\nnonsense,王五\n"), "id");
        await Ended(server, player);
        await player.Play("getJobErrors");
        await player.Play("listExports");
        player.Ids["jobId"] = Text(await player.Play("undoJob"), "id");
        await Ended(server, player);
        await player.Play("getJobResult");
        await player.Play("orderCalibration");
        player.Ids["reportId"] = player.Ids["jobId"] = Text(await player.Play("orderBacktest"), "id");
        await Ended(server, player);
        foreach (var id in new[] { "getTryReport", "getTryReportPage", "listTryReports", "tryThresholds" }) await player.Play(id);
        await stop.CancelAsync();
        await running;
    }

    private static async Task Ended(ClockServer server, Player player)
    {
        for (var i = 0; i < 600 && (string?)(await server.Get("/v1/jobs/" + player.Ids["jobId"])).Json["state"] is "waiting" or "running"; i++) await Task.Delay(20, TestContext.Current.CancellationToken);
    }

    private static string Purchase(string number, string more) =>
        $$"""{"source":"till","number":"{{number}}","occurredAt":"2026-01-31T18:22:00+08:00","lines":[{"sku":"tea-oolong","category":"tea/milk","quantity":2,"netMinor":3600}]{{more}}}""";

    private static string Text(JsonObject answer, string field) => (string?)answer[field] ?? "none";

    private static byte[] Base32(string text)
    {
        var bits = string.Concat(text.Select(c => Convert.ToString("ABCDEFGHIJKLMNOPQRSTUVWXYZ234567".IndexOf(c, StringComparison.Ordinal), 2).PadLeft(5, '0')));
        return [.. Enumerable.Range(0, bits.Length / 8).Select(i => Convert.ToByte(bits.Substring(i * 8, 8), 2))];
    }

    /// <summary>Secrets of a run open nothing, and still look like nobody's.</summary>
    private static string Written(SortedDictionary<string, JsonNode> answers)
    {
        var text = new JsonObject(answers.Select(a => KeyValuePair.Create(a.Key, (JsonNode?)a.Value.DeepClone()))).ToJsonString(Pretty);
        text = Secret().Replace(text, "${keep}…");
        text = Link().Replace(text, "${keep}…");
        text = Authenticator().Replace(text, "${keep}GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
        text = Picture().Replace(text, "${keep}…");
        return text + "\n";
    }

    [GeneratedRegex("(?<keep>tsk_test_|tsk_live_|whsec_)[A-Za-z0-9+/=_-]{8,}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Secret();

    [GeneratedRegex(@"(?<keep>/welcome\?link=)[a-z0-9]+", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<keep>""picture"": ""<svg)[^\n]*(?="")", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Picture();

    // The secret of RFC 6238's own examples stands for any.
    [GeneratedRegex("(?<keep>\"secret\": \"|secret=)[A-Z2-7]{32}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex Authenticator();
}
