using Tessera.App.Members;
using Tessera.App.Redemption;
using Tessera.Core.Facts;
using Tessera.Core.Redemption;
using Tessera.Storage;
using Tessera.Storage.Safekeeping;

namespace Tessera.App.Tests.Redemption;

public sealed class RewardTests : IDisposable
{
    private readonly PrizeShop _prizes = new();

    public void Dispose() => _prizes.Dispose();

    [Fact]
    [Covers("E16", "R5")]
    public async Task Of_two_requests_of_one_member_at_once_for_one_a_person_one_wins()
    {
        for (var round = 0; round < 10; round++)
        {
            var member = _prizes.Rich($"1380000010{round}");
            var answers = await Task.WhenAll(_prizes.Of(0).Write(PrizeShop.Redeem(member)), _prizes.Of(1).Write(PrizeShop.Redeem(member)));
            Assert.Single(answers, a => a.IsAccepted);
            Assert.Equal("reward.limit", answers.Single(a => !a.IsAccepted).Refusal!.Reason.Code);
        }

        Assert.Equal(10, _prizes.Used("reward:mug"));
        _prizes.CheckBooks();
    }

    [Fact]
    [Covers("P39", "switch:rewards.*.handing=pickUp", "switch:draws.campaigns.*.prizes.*.handing=pickUp")]
    public async Task A_pick_up_code_is_written_off_once_however_many_stores_try()
    {
        var made = _prizes.Shop.Accepted(PrizeShop.Redeem(_prizes.Rich("13800000001")));
        var code = made.Secret.Code!;
        Assert.Equal(code, PickUpCodes.Read(code.ToLowerInvariant().Replace("-", " ", StringComparison.Ordinal)));
        Assert.Equal("redemption.unknown", _prizes.Shop.Refused(new FulfilRedemption { Code = PickUpCodes.New() }));
        var answers = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => _prizes.Of(i).Write(new FulfilRedemption { Code = code, StoreId = $"s{i}" })));
        Assert.Equal(RedemptionStage.Fulfilled, answers.Single(a => a.IsAccepted).Value!.Row.Stage);
        Assert.All(answers.Where(a => !a.IsAccepted), a => Assert.Equal("redemption.fulfilledBefore", a.Refusal!.Reason.Code));
        Assert.Equal("redemption.fulfilledBefore", _prizes.Shop.Refused(new CancelRedemption { Member = MemberRef.By(made.Told.Member!.Value), Sequence = made.Row.Sequence }));
        _prizes.CheckBooks();
    }

    [Fact]
    [Covers("P16", "switch:rewards.*.handing=delivery", "switch:draws.campaigns.*.prizes.*.handing=delivery")]
    public void What_is_sent_needs_an_address_that_stands_in_no_record_and_leaves_with_the_person()
    {
        var member = _prizes.Rich("13800000001");
        Assert.Equal("reward.deliveryMissing", _prizes.Shop.Refused(PrizeShop.Redeem(member, "tea", new Payment("cash", 990)) with { Delivery = " " }));
        var made = _prizes.Shop.Accepted(PrizeShop.Redeem(member, "tea", new Payment("cash", 990)));
        Assert.Equal((null, "上海市 1 号"), (made.Secret.Code, made.Secret.Delivery));
        var account = made.Told.Account;
        Assert.Equal("上海市 1 号", _prizes.Shop.Site.Read(r => r.Db.Redemptions.SecretOf(account, made.Row.Sequence)).Delivery);
        _prizes.Shop.Accepted(new FulfilRedemption { Member = member, Sequence = made.Row.Sequence });
        new Erasure(_prizes.Shop.Site.Store.Writer, _prizes.Shop.Site.Store.Paths).Erase(account, _prizes.Shop.Now);
        Assert.Null(_prizes.Shop.Site.Read(r => r.Db.Redemptions.SecretOf(account, made.Row.Sequence)).Delivery);
        _prizes.CheckBooks();
    }

    [Fact]
    [Covers("E9", "R5")]
    public async Task Many_clients_at_once_never_take_more_than_there_is_and_what_is_cancelled_is_there_again()
    {
        using var prizes = new PrizeShop("rewards: [{ id: mug, name: { zh: 马克杯, en: Mug }, points: 10, stock: 15, cost: 9.00, owner: marketing }]");
        var members = Enumerable.Range(0, 10).Select(i => prizes.Rich($"138000000{i:00}")).ToList();
        var answers = await Task.WhenAll(Enumerable.Range(0, 60).Select(i => prizes.Of(i).Write(PrizeShop.Redeem(members[i % 10]))));
        var made = answers.Where(a => a.IsAccepted).Select(a => a.Value!).ToList();
        Assert.Equal(15, made.Count);
        Assert.All(answers.Where(a => !a.IsAccepted), a => Assert.Equal("reward.outOfStock", a.Refusal!.Reason.Code));
        foreach (var one in made.Take(4)) prizes.Shop.Accepted(new CancelRedemption { Member = MemberRef.By(one.Told.Account), Sequence = one.Row.Sequence });
        Assert.Equal(11, prizes.Used("reward:mug"));
        Assert.Equal("redemption.cancelledBefore", prizes.Shop.Refused(new CancelRedemption { Member = MemberRef.By(made[0].Told.Account), Sequence = made[0].Row.Sequence }));
        prizes.CheckBooks();
    }

    [Fact]
    [Covers("P39")]
    public void A_code_keeps_its_worth_when_the_member_is_merged_into_another()
    {
        var (kept, gone) = (_prizes.Rich("13800000001"), _prizes.Rich("13800000002"));
        var made = _prizes.Shop.Accepted(PrizeShop.Redeem(gone));
        _prizes.Shop.Accepted(new MergeMembers { Member = gone, Into = kept });
        Assert.Equal("reward.limit", _prizes.Shop.Refused(PrizeShop.Redeem(kept)));
        Assert.Equal(RedemptionStage.Fulfilled, _prizes.Shop.Accepted(new FulfilRedemption { Code = made.Secret.Code }).Row.Stage);
        _prizes.CheckBooks();
    }
}
