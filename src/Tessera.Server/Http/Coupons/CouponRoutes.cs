using System.Globalization;
using Tessera.App.Approvals;
using Tessera.App.Coupons;
using Tessera.App.Members;
using Tessera.Core.Points;
using Tessera.Server.Http.Approvals;
using Tessera.Server.Http.Purchases;
using Tessera.Server.Http.Work;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Coupons;

/// <summary>Coupons: what a member holds, given, claimed, locked, used at the counter, returned, voided, handed on; pools of codes.</summary>
internal sealed class CouponRoutes(Desk desk)
{
    private const string OfMember = "/v1/members/{memberId}/coupons";
    private const string One = "/v1/coupons/{couponId}";
    private static readonly string[] Uses = ["coupon.unknown", "coupon.usedBefore", "coupon.locked", "coupon.notYet", "coupon.over", "coupon.expired", "coupon.void", "coupon.gone", "coupon.frozen", "member.closed"];

    public IEnumerable<ApiRoute> All() => [.. Taking(), .. AtTheTill(), .. Others()];

    private IEnumerable<ApiRoute> Taking()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = OfMember, Id = "listCoupons", Tag = "coupons", Scope = Scopes.CouponsRead, Gives = typeof(CouponsView), Summary = "Coupons of a member",
            Says = "Those that can still be used some day, each with why it cannot be used now; a quote says the rest.", Query = [QueryField.Limit, QueryField.Cursor, new("closed", typeof(bool), "Used, ended and void ones too.")], Handle = List,
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = OfMember, Id = "grantCoupons", Tag = "coupons", Scope = Scopes.CouponsGrant, ChangesState = true, Status = 201, Takes = typeof(NewCoupons), Gives = typeof(FactView),
            Example = """{"kind":"twenty","reasonCode":"goodwill"}""", Summary = "Give coupons", Says = "Of a kind that is given by the shop. They count against its supply, not against what a member may claim.",
            Refusals = ["coupon.unknownKind", "coupon.notTakenSo", "coupon.soldOut", "coupon.kindOver", "coupon.tooMany", "member.closed"],
            Handle = ask => desk.OnMember(ask, m => ask.Take<NewCoupons>() is var body ? new GrantCoupons { Member = m, Kind = body.Kind, Count = body.Count ?? 1, ReasonCode = body.ReasonCode, Text = body.Note } : null!),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = OfMember + "/claims", Id = "claimCoupon", Tag = "coupons", Scope = Scopes.CouponsWrite, ChangesState = true, Status = 201, Takes = typeof(NewCouponClaim), Gives = typeof(FactView), Handle = Claim,
            Example = """{"kind":"twenty"}""", Summary = "Claim a coupon", Says = "By its kind, or by a claim code that was entered. Some cost points.",
            Refusals = ["coupon.unknownKind", "coupon.codeUnknown", "coupon.notTakenSo", "coupon.claimLimit", "coupon.soldOut", "coupon.otherTier", "coupon.kindOver", "coupon.tooMany", "coupon.frozen", "points.insufficient", "member.closed"],
        };
    }

    private IEnumerable<ApiRoute> AtTheTill()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = One + "/lock", Id = "lockCoupon", Tag = "coupons", Scope = Scopes.CouponsWrite, ChangesState = true, Takes = typeof(CouponHoldBody), Gives = typeof(FactView),
            Example = """{"reference":"till-1:20260115-7"}""", Summary = "Hold a coupon for a till", Says = "For 15 minutes nobody else can use it. The same reference may lock again, which starts the time anew. A lock never lengthens its dates.", Refusals = Uses,
            Handle = ask => On(ask, (m, c) => new HoldCoupon { Member = m, Coupon = c, Reference = ask.Take<CouponHoldBody>().Reference }),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = One + "/unlock", Id = "unlockCoupon", Tag = "coupons", Scope = Scopes.CouponsWrite, ChangesState = true, Takes = typeof(CouponHoldBody), Gives = typeof(FactView),
            Example = """{"reference":"till-1:20260115-7"}""", Summary = "Give a lock up", Says = "By the reference that holds it.", Refusals = ["coupon.unknown", "coupon.notLocked", "coupon.locked", "member.closed"],
            Handle = ask => On(ask, (m, c) => new HoldCoupon { Member = m, Coupon = c, Reference = ask.Take<CouponHoldBody>().Reference, Locked = false }),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/codes/lock", Id = "lockCode", Tag = "coupons", Scope = Scopes.CouponsWrite, ChangesState = true, Takes = typeof(CodeHoldBody), Gives = typeof(FactView),
            Example = """{"code":"F000","reference":"till-1:20260115-7"}""", Summary = "Hold a scanned code for a till", Says = "A code of a pool, or the id of a coupon as its picture shows it. The answer names coupon and member.", Refusals = ["coupon.codeUnknown", .. Uses],
            Handle = ask => desk.Write(ask, new LockCode { Code = ask.Take<CodeHoldBody>().Code, Reference = ask.Take<CodeHoldBody>().Reference }, FactView.Of),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = One + "/use", Id = "useCoupon", Tag = "coupons", Scope = Scopes.CouponsWrite, ChangesState = true, Takes = typeof(CouponUseBody), Gives = typeof(FactView), Handle = Use,
            Example = """{"savedMinor":2000,"storeId":"s1"}""", Summary = "Use a coupon at the counter", Says = "Written off (核销) without a quote; store, tier and days of its terms are asked, the goods are the till's to see. Coupons of an order are used by the commit of its quote.",
            Refusals = [.. Uses, "coupon.exceptDay", "price.not.store", "price.not.tier", "price.not.day", "price.not.hour"],
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = One + "/return", Id = "returnCoupon", Tag = "coupons", Scope = Scopes.CouponsWrite, ChangesState = true, Gives = typeof(FactView), Summary = "Undo the use of a coupon",
            Says = "It can be used again, for at least seven more days. A coupon of an order comes back with the refund of the order.", Refusals = ["coupon.unknown", "coupon.notUsed", "coupon.ofOrder", "member.closed"],
            Handle = ask => On(ask, (m, c) => new ReturnCoupon { Member = m, Coupon = c }),
        };
    }

    private IEnumerable<ApiRoute> Others()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = One + "/void", Id = "voidCoupon", Tag = "coupons", Scope = Scopes.CouponsGrant, ChangesState = true, Takes = typeof(CouponVoidBody), Gives = typeof(FactView),
            Example = """{"reasonCode":"mistake"}""", Summary = "Take a coupon away", Says = "One that was not used, with a reason. Its supply is not given back.", Refusals = ["coupon.unknown", "coupon.locked", "member.closed"],
            Handle = ask => On(ask, (m, c) => ask.Take<CouponVoidBody>() is var body ? new VoidCoupon { Member = m, Coupon = c, ReasonCode = body.ReasonCode, Text = body.Note } : null!),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = One + "/transfer", Id = "transferCoupon", Tag = "coupons", Scope = Scopes.CouponsWrite, ChangesState = true, Status = 201, Takes = typeof(CouponTransferBody), Gives = typeof(CouponTransferView), Handle = Transfer,
            Example = """{"to":"mem_01jd8m3k7q2v5x9zabcdefghjk"}""", Summary = "Give a coupon to another member", Says = "Where its terms allow it; both sides happen or neither. The receiver's coupon has an id of its own.",
            Refusals = ["coupon.unknown", "coupon.notTransferable", "coupon.locked", "coupon.frozen", "coupon.tooMany", "transfer.toSelf", "member.closed"],
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/coupons/kinds", Id = "countCoupons", Tag = "coupons", Scope = Scopes.CouponsRead, Gives = typeof(CouponKindCounts), Summary = "Coupons by kind: issued, held, used",
            Says = "Every kind of the programme in force and every kind that somebody still has a coupon of. What the kinds allow stands in the programme file.",
            Handle = ask => Task.FromResult(desk.Read(ask, (scope, showing) => Reply.Ok(CouponKindCounts.Of(scope, showing)))),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/coupons/batches", Id = "orderCouponBatch", Tag = "coupons", Scope = Scopes.CouponsGrant, ChangesState = true, Status = 202, Takes = typeof(NewCouponBatch), Gives = typeof(JobView), AlsoGives = (200, typeof(ApprovalView)), Handle = Order,
            Example = """{"kind":"twenty","tags":["vip"],"reasonCode":"spring"}""", Summary = "Give coupons to a segment",
            Says = "To members by tags, tiers and standing: coupons of a kind, or the pack of a benefit. A job beside the tills: each person once, however often it is cut off and whoever is merged meanwhile; its result says for each whether and why not. Above `approvals.couponsAbove` it waits for another person first: the answer is 200 with the approval, whose `command` names the job to come; where nobody else could approve, a `reason` is needed.",
            Refusals = ["coupon.unknownKind", "coupon.notTakenSo", "benefit.notPack", "couponBatch.everybody", "couponBatch.reasonMissing", "tier.unknown", "job.tooMany"],
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/coupons/batches/preview", Id = "previewCouponBatch", Tag = "coupons", Scope = Scopes.CouponsGrant, Takes = typeof(CouponBatchBody), Gives = typeof(CouponBatchPreviewView), Handle = Preview,
            Example = """{"kind":"twenty","tags":["vip"]}""", Summary = "What a batch would come to", Says = "How many members and coupons, and whether it would wait for another person. Nothing is stored; changes nothing, so it needs no Idempotency-Key.",
            Refusals = ["coupon.unknownKind", "coupon.notTakenSo", "benefit.notPack", "couponBatch.everybody", "tier.unknown"],
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/coupon-pools/{couponKind}/codes", Id = "addPoolCodes", Tag = "coupons", Scope = Scopes.CouponsGrant, ChangesState = true, Status = 201, Takes = typeof(NewPoolCodes), Gives = typeof(PoolView),
            Example = """{"codes":["F000","F001"]}""", Summary = "Upload codes of another system", Says = "Each coupon of the kind takes one, in their order; the pool's size is its supply.", Refusals = ["coupon.unknownKind", "coupon.noPool"],
            Handle = ask => desk.Write(ask, new AddPoolCodes { Kind = ask.Path("couponKind"), Codes = ask.Take<NewPoolCodes>().Codes }, (made, _) => new PoolView(made.Kind, made.Codes, made.Added, made.Known)),
        };
    }

    private Task<Reply> Order(Ask ask)
    {
        var body = ask.Take<NewCouponBatch>();
        if (body.Kind is null == body.Benefit is null) return Task.FromResult<Reply>(Problem.Malformed("/kind", "field.missing"));
        var command = new OrderCouponBatch { Ask = body.ToAsk() with { ReasonCode = body.ReasonCode }, Why = body.Reason, Language = ask.Language.Tag() };
        return desk.Write(ask, new AskToGiveCoupons { Command = command }, (made, showing) =>
            made.Waits is { } waits ? new OtherStatus(200, ApprovalView.Of(waits, waits.MadeAt, desk.Site, withCommand: false)) : JobView.Fresh(made.Done!, showing));
    }

    private Task<Reply> Preview(Ask ask)
    {
        var body = ask.Take<CouponBatchBody>();
        if (body.Kind is null == body.Benefit is null) return Task.FromResult<Reply>(Problem.Malformed("/kind", "field.missing"));
        return Task.FromResult(desk.Read(ask, (scope, showing) => CouponBatchPreview.Of(scope, body.ToAsk()) switch
        {
            ({ } preview, _) => Reply.Ok(CouponBatchPreviewView.Of(preview)),
            var (_, refusal) => Desk.Refused(ask, refusal!, showing),
        }));
    }

    private Task<Reply> List(Ask ask)
    {
        LotId? before = null;
        if (ask.Text("cursor") is { } cursor && (before = Read(cursor)) is null) return Task.FromResult<Reply>(Cursors.Wrong);
        return desk.ReadMember(ask, (scope, member, showing) =>
        {
            if (ReadCoupons.Page(scope, member, ask.Flag("closed"), (ask.Limit, before)) is not { } page) return null;
            var next = page.Next is { } place ? Cursors.Write(string.Create(CultureInfo.InvariantCulture, $"{place.Sequence} {place.N}")) : null;
            return Reply.Ok(new CouponsView { Coupons = [.. page.Coupons.Select(c => CouponView.Of(c, showing))], Next = next });
        });
    }

    private Task<Reply> Claim(Ask ask)
    {
        var body = ask.Take<NewCouponClaim>();
        if (body.Kind is null && body.Code is null) return Task.FromResult<Reply>(Problem.Malformed("/kind", "field.missing"));
        return desk.OnMember(ask, m => new ClaimCoupon { Member = m, Kind = body.Kind, Code = body.Code });
    }

    private Task<Reply> Use(Ask ask) => On(ask, (m, c) => ask.Take<CouponUseBody>() is var body
        ? new UseCoupon { Member = m, Coupon = c, SavedMinor = body.SavedMinor ?? 0, Reference = body.Reference, StoreId = body.StoreId, Channel = body.Channel ?? "store" }
        : null!);

    private Task<Reply> Transfer(Ask ask) => CouponId.Parse(ask.Path("couponId")) is { } coupon
        ? desk.Write(ask, new TransferCoupon { Coupon = coupon, To = Naming.OfBody(ask.Take<CouponTransferBody>().To, null)! }, CouponTransferView.Of)
        : Unknown(ask);

    private Task<Reply> On(Ask ask, Func<MemberRef, CouponId, CouponCommand> command) => CouponId.Parse(ask.Path("couponId")) is { } coupon
        ? desk.Write(ask, command(MemberRef.By(coupon.Member), coupon), FactView.Of)
        : Unknown(ask);

    private static Task<Reply> Unknown(Ask ask) => Task.FromResult<Reply>(Problem.NotFound(ask.Path("couponId")));

    private static LotId? Read(string cursor)
    {
        if (Cursors.Read(cursor)?.Split(' ') is not [var sequence, var n]) return null;
        var good = long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var at) & int.TryParse(n, NumberStyles.None, CultureInfo.InvariantCulture, out var place);
        return good ? new LotId(at, place) : null;
    }
}
