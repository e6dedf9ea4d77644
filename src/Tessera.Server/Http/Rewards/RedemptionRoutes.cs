using System.Globalization;
using Tessera.App;
using Tessera.Core;
using Tessera.Core.Redemption;
using Tessera.Server.Http.Members;
using Tessera.Storage.Redemption;

namespace Tessera.Server.Http.Rewards;

/// <summary>Redemptions of all members: the worklist of who hands goods over.</summary>
internal sealed class RedemptionRoutes(Desk desk)
{
    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/redemptions", Id = "listAllRedemptions", Tag = "rewards", Scope = Scopes.RewardsRead, Gives = typeof(RedemptionListPage), Handle = List, Summary = "Redemptions of all members",
            Says = "What waits to be handed over or sent, and what was. The newest first, or with `oldestFirst=true` who waits longest. Every filter that is given must hold. Names stand in it for who may read members, codes and addresses for who may see them.",
            Query =
            [
                new("stage", typeof(string), "Where it stands.") { Choices = ["open", "fulfilled", "cancelled"], Example = "open" }, new("handing", typeof(string), "How it is handed over.") { Choices = ["pickUp", "delivery"], Example = "pickUp" },
                new("reward", typeof(string), "Reward, or prize of a draw.") { Example = "mug" }, new("from", typeof(DateOnly), "Made on or after this local date.") { Example = "2026-01-01" }, new("through", typeof(DateOnly), "Made on or before this local date.") { Example = "2026-01-31" },
                new("oldestFirst", typeof(bool), "Who waits longest comes first.") { Example = "true" }, new("count", typeof(bool), "Counts all that the filters let through.") { Example = "true" }, QueryField.Limit, QueryField.Cursor,
            ],
        };
    }

    private Task<Reply> List(Ask ask)
    {
        (Instant, AccountId, long)? after = null;
        if (ask.Text("cursor") is { } cursor && (after = PlaceOf(cursor)) is null) return Task.FromResult<Reply>(Cursors.Wrong);
        return Task.FromResult(desk.Read(ask, (scope, showing) =>
        {
            var filter = FilterOf(ask, scope);
            var page = scope.Db.Redemptions.Page(filter, ask.Flag("oldestFirst"), after, ask.Limit);
            return Reply.Ok(new RedemptionListPage
            {
                Redemptions = [.. page.Select(r => Row(ask, scope, showing, r))], Total = ask.Flag("count") ? scope.Db.Redemptions.Count(filter) : null,
                Next = page.Count == ask.Limit ? Cursors.Write(string.Create(CultureInfo.InvariantCulture, $"{page[^1].MadeAt.Micros} {page[^1].Account.Value} {page[^1].Sequence}")) : null,
            });
        }));
    }

    private static RedemptionFilter FilterOf(Ask ask, ReadScope scope) => new()
    {
        Stage = ask.Text("stage") switch { "open" => RedemptionStage.Open, "fulfilled" => RedemptionStage.Fulfilled, "cancelled" => RedemptionStage.Cancelled, _ => null },
        Handing = ask.Text("handing") switch { "pickUp" => Handing.PickUp, "delivery" => Handing.Delivery, _ => null }, Reward = ask.Text("reward"),
        From = ask.Date("from") is { } from ? scope.KnownPrograms?.Calendar.StartOf(from) : null, Before = ask.Date("through") is { } through ? scope.KnownPrograms?.Calendar.StartOf(through.AddDays(1)) : null,
    };

    private static RedemptionView Row(Ask ask, ReadScope scope, Showing showing, RedemptionRow row)
    {
        var secret = ask.Caller.Holds(Scopes.RewardsCodes) ? scope.Db.Redemptions.SecretOf(row.Account, row.Sequence) : null;
        var view = RedemptionView.Of(row, scope.Db.Identities.MemberOf(row.Account), secret) with { Name = RedemptionView.NameOf(row, showing) };
        // Goods of a merged member are fetched by who stayed: identities lie there.
        var (name, phone) = PersonShown.Of(ask, scope, scope.Db.Identities.HolderOf(row.Account));
        return view with { MemberName = name, MemberPhone = phone };
    }

    private static (Instant, AccountId, long)? PlaceOf(string cursor) =>
        Cursors.Read(cursor)?.Split(' ') is [var at, var account, var sequence] && long.TryParse(at, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var micros)
        && long.TryParse(account, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var a) && long.TryParse(sequence, NumberStyles.None, CultureInfo.InvariantCulture, out var n)
            ? (new Instant(micros), new AccountId(a), n) : null;
}
