using System.Globalization;
using Tessera.App;
using Tessera.App.Members;
using Tessera.App.Places;
using Tessera.App.Redemption;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Points;
using Tessera.Core.Redemption;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Rewards;

/// <summary>The points shop: rewards, redemptions, writing off.</summary>
internal sealed class RewardRoutes(Desk desk, PlaceGuard places)
{
    private const string Base = "/v1/redemptions";

    public IEnumerable<ApiRoute> All() => [.. Reads(), .. Writes()];

    private IEnumerable<ApiRoute> Reads()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/rewards", Id = "listRewards", Tag = "rewards", Scope = Scopes.RewardsRead, Gives = typeof(ShopView), Summary = "The points shop", Handle = List,
            Says = "What the programme offers, with what is left. `suggest=true` leaves out what cannot be had today and ranks by margin, then by what is left.",
            Query = [new("suggest", typeof(bool), "What to put forward: the highest margin first, then the most left.")],
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/members/{memberId}/redemptions", Id = "listRedemptions", Tag = "rewards", Scope = Scopes.RewardsRead, Gives = typeof(RedemptionPage), Summary = "A member's redemptions",
            Says = "Rewards and prizes, the newest first. Codes and addresses stand in it only for who may see them.", Query = [QueryField.Limit, QueryField.Cursor], Handle = OfMember,
        };
    }

    private IEnumerable<ApiRoute> Writes()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = Base, Id = "redeemReward", Tag = "rewards", Scope = Scopes.RewardsWrite, ChangesState = true, Status = 201, Takes = typeof(NewRedemption), Gives = typeof(RedemptionView), Handle = Redeem,
            Example = """{"memberIdentity":{"kind":"phone","value":"13800001234"},"reward":"mug","units":1}""", Summary = "Redeem a reward",
            Says = "Points, cash part, stock and the member's limit in one decision. What is fetched gets a pick-up code; what is sent needs a delivery.",
            Refusals = ["reward.notOffered", "reward.inOrder", "reward.notYet", "reward.ended", "reward.otherTier", "reward.limit", "reward.outOfStock", "reward.payments", "reward.deliveryMissing", "points.insufficient", "wallet.insufficient", "member.frozen", "member.closed", "document.changed"],
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = Base + "/{redemptionId}/cancel", Id = "cancelRedemption", Tag = "rewards", Scope = Scopes.RewardsWrite, ChangesState = true, Takes = typeof(RedemptionCancel), Gives = typeof(RedemptionView), Handle = Cancel,
            Example = """{"reasonCode":"changed-mind"}""", Summary = "Cancel a redemption", Says = "Before it was handed over: points pay debt first, then return to their lots; stored value, stock and the member's limit come back.",
            Refusals = ["redemption.fulfilledBefore", "redemption.cancelledBefore", "redemption.notCancellable", "member.closed", "member.merged"],
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = Base + "/{redemptionId}/fulfil", Id = "fulfilRedemption", Tag = "rewards", Scope = Scopes.RewardsWrite, ChangesState = true, Takes = typeof(RedemptionFulfil), Gives = typeof(RedemptionView), Handle = Fulfil,
            Example = """{"storeId":"sh-001"}""", Summary = "Hand a redemption over", Says = "A delivery was sent, or a pick-up is handed over against its code. Once.",
            Refusals = ["redemption.fulfilledBefore", "redemption.cancelledBefore", "redemption.codeNeeded", "redemption.codeWrong"],
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = Base + "/write-off", Id = "writeOffCode", Tag = "rewards", Scope = Scopes.RewardsWrite, ChangesState = true, Takes = typeof(WriteOff), Gives = typeof(RedemptionView), Handle = WriteOff,
            Example = """{"code":"7K3M-9QXR-2V5Z","storeId":"sh-001"}""", Summary = "Write a pick-up code off", Says = "核销: by the code alone, once.", Refusals = ["redemption.fulfilledBefore", "redemption.cancelledBefore"],
        };
    }

    private Task<Reply> List(Ask ask) => Task.FromResult(desk.Read(ask, (scope, showing) =>
    {
        if (showing.Program is not { } program) return Reply.Ok(new ShopView([]));
        var used = scope.Db.SharedCounters.UsedOf(program.Rewards.Select(r => r.Kind.SharedStock.Id));
        long Left(Reward r) => Math.Max(0, r.Stock - used.GetValueOrDefault(r.SharedStock.Id));
        var spending = program.Points.Spending;
        var shown = ask.Flag("suggest")
            ? Shelf.Suggest(program.Rewards.Select(r => r.Kind), spending, Left, scope.Programs.Calendar.DayOf(scope.AsOf))
            : [.. program.Rewards.Select(r => r.Kind).Where(r => r.Enabled).Select(r => new ShelfPlace(r, Left(r), Shelf.MarginShareOf(r, spending)))];
        var inOrder = program.Rewards.Where(r => r.Gives is not null).Select(r => r.Kind.Id).ToHashSet(StringComparer.Ordinal);
        return Reply.Ok(new ShopView([.. shown.Select(p => View(p, showing, ask.Caller.Holds(Scopes.ReportsRead)) with { InOrder = inOrder.Contains(p.Reward.Id), PerUnits = inOrder.Contains(p.Reward.Id) ? p.Reward.PerUnits : null })]));
    }));

    private static RewardView View(ShelfPlace place, Showing showing, bool withMargin)
    {
        var reward = place.Reward;
        return new RewardView
        {
            Id = reward.Id, Name = showing.Language.Of(reward.Names), Points = reward.Points, InOrder = false, CashMinor = reward.CashMinor, Left = place.Left, Tiers = reward.Tiers, From = reward.From, Through = reward.Through,
            PerMember = reward.PerMember == 0 ? null : reward.PerMember, Period = reward.PerMember == 0 ? null : Periods.NameOf(reward.Period), Handing = RedemptionView.HandingName(reward.Handing),
            Terms = reward.Terms.Zh.Length == 0 ? null : showing.Language.Of(reward.Terms), CostMinor = withMargin ? reward.CostMinor : null, MarginShare = withMargin ? place.MarginShare : null, Owner = withMargin ? reward.Owner : null,
        };
    }

    private Task<Reply> OfMember(Ask ask)
    {
        long? before = null;
        if (ask.Text("cursor") is { } cursor)
        {
            if (Cursors.Read(cursor) is not { } position || !long.TryParse(position, NumberStyles.None, CultureInfo.InvariantCulture, out var value)) return Task.FromResult<Reply>(Cursors.Wrong);
            before = value;
        }

        // A merged member's redemptions stay in its own record: they are listed under its own id.
        var seesCodes = ask.Caller.Holds(Scopes.RewardsCodes);
        if (!MemberId.TryParse(ask.Path("memberId"), out var member)) return Task.FromResult<Reply>(Problem.NotFound(ask.Path("memberId")));
        return Task.FromResult(desk.Read(ask, (scope, _) =>
        {
            if (scope.Db.Identities.AccountOf(member) is not { } account) return Problem.NotFound(ask.Path("memberId"));
            var page = scope.Db.Redemptions.PageBack(account, before, ask.Limit);
            var next = page.Count == ask.Limit ? Cursors.Write(page[^1].Sequence.ToString(CultureInfo.InvariantCulture)) : null;
            return Reply.Ok(new RedemptionPage { Next = next, Redemptions = [.. page.Select(r => RedemptionView.Of(r, member, seesCodes ? scope.Db.Redemptions.SecretOf(account, r.Sequence) : null))] });
        }));
    }

    private Task<Reply> Redeem(Ask ask)
    {
        var body = ask.Take<NewRedemption>();
        var (place, unknown) = places.Of(ask.Caller.Id, new FactPlace(body.StoreId, null));
        var wrong = body.Wrong().Concat(unknown is null ? [] : [new FieldError("/storeId", "store.notKnown", unknown)]).ToList();
        if (wrong.Count > 0) return Task.FromResult<Reply>(Problem.Malformed(wrong));
        var take = new TakeReward
        {
            Member = Naming.OfBody(body.MemberId, body.MemberIdentity)!, Reward = body.Reward, Units = body.Units ?? 1, Payments = [.. (body.Payments ?? []).Select(p => new Payment(p.Kind, p.AmountMinor))],
            StoreId = place.Store, Source = body.Source, Number = body.Number,
        };
        return desk.Write(ask, new RedeemReward { Take = take, Delivery = body.Delivery }, RedemptionView.OfMade);
    }

    private Task<Reply> Cancel(Ask ask) => RedemptionIds.Read(ask.Path("redemptionId")) is not { } id
        ? Task.FromResult<Reply>(Problem.NotFound(ask.Path("redemptionId")))
        : desk.Write(ask, new CancelRedemption { Member = MemberRef.By(id.Member), Sequence = id.Sequence, ReasonCode = ask.Take<RedemptionCancel>().ReasonCode }, RedemptionView.OfMoved);

    private Task<Reply> Fulfil(Ask ask)
    {
        if (RedemptionIds.Read(ask.Path("redemptionId")) is not { } id) return Task.FromResult<Reply>(Problem.NotFound(ask.Path("redemptionId")));
        var body = ask.Take<RedemptionFulfil>();
        return HandOver(ask, new FulfilRedemption { Member = MemberRef.By(id.Member), Sequence = id.Sequence, Code = body.Code, StoreId = body.StoreId, ClerkId = body.ClerkId });
    }

    private Task<Reply> WriteOff(Ask ask)
    {
        var body = ask.Take<WriteOff>();
        return HandOver(ask, new FulfilRedemption { Code = body.Code, StoreId = body.StoreId, ClerkId = body.ClerkId });
    }

    // What cannot be a code is looked up all the same: it is unknown, or wrong.
    private Task<Reply> HandOver(Ask ask, FulfilRedemption told)
    {
        var (place, unknown) = places.Of(ask.Caller.Id, new FactPlace(told.StoreId, null));
        if (unknown is not null) return Task.FromResult<Reply>(Problem.Malformed("/storeId", "store.notKnown", unknown));
        return desk.Write(ask, told with { StoreId = place.Store, Code = told.Code is { } typed ? PickUpCodes.Read(typed) ?? "" : null }, RedemptionView.OfMoved);
    }
}

/// <summary>How periods are named in answers, as in the programme file.</summary>
internal static class Periods
{
    public static string NameOf(CapPeriod period) => period.ToString().ToLowerInvariant();
}
