using Tessera.App.Members;
using Tessera.App.Purchases;
using Tessera.App.Reads;

namespace Tessera.App.Tests.Reads;

/// <summary>Cards that are asked for together are told together, each to its own.</summary>
public sealed class CardReadsTests : IDisposable
{
    private readonly TestSite _shop = new(new DateOnly(2026, 3, 2), TestSite.Program());

    public void Dispose() => _shop.Dispose();

    [Fact]
    public async Task Many_cards_at_once_are_each_the_card_of_who_was_asked_for()
    {
        var members = Enumerable.Range(1, 12).Select(i => _shop.Join($"138000000{i:00}")).ToList();
        for (var i = 0; i < members.Count; i++) _shop.Buy(members[i], $"n{i}", 10 + i);
        var ids = members.Select(Id).ToList();
        var asked = Enumerable.Range(0, 150).Select(i => i % members.Count).ToList();
        var cards = await Task.WhenAll(asked.Select(i => Task.Run(() => _shop.Site.ReadCard(ids[i]))));
        for (var n = 0; n < asked.Count; n++)
        {
            // 10.00 + i each, a point a full yuan.
            Assert.Equal(10 + asked[n], cards[n]!.Balance);
            Assert.Equal($"138 **** 00{asked[n] + 1:00}", Assert.Single(cards[n]!.Identities).Shown);
        }
    }

    [Fact]
    public async Task Who_was_merged_answers_as_the_one_it_was_merged_into_beside_that_one_and_nobody_is_not_found()
    {
        var (kept, merged, other) = (_shop.Join("13800000001"), _shop.Join("13800000002"), _shop.Join("13800000003"));
        _shop.Buy(kept, "a", 20);
        _shop.Buy(merged, "b", 30);
        var (mergedId, keptId, otherId) = (Id(merged), Id(kept), Id(other));
        _shop.Accepted(new MergeMembers { Member = merged, Into = kept });
        for (var round = 0; round < 5; round++)
        {
            var cards = await Task.WhenAll(new[] { mergedId, otherId, keptId, mergedId, MemberRef.By(default(Tessera.Storage.Members.MemberId)) }.Select(m => Task.Run(() => _shop.Site.ReadCard(m))));
            Assert.Equal([50L, 0L, 50L, 50L, null], cards.Select(c => c?.Balance));
            // The identities of both, once.
            Assert.Equal([2, 1, 2, 2], cards.Take(4).Select(c => c!.Identities.Count));
            Assert.Equal(cards[0]!.Id, cards[2]!.Id);
        }
    }

    [Fact]
    public async Task A_card_is_of_a_moment_after_it_was_asked_for()
    {
        var member = Id(_shop.Join());
        for (var n = 1; n <= 20; n++)
        {
            _shop.Buy(member, $"n{n}", 1);
            var cards = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() => _shop.Site.ReadCard(member))));
            Assert.All(cards, c => Assert.Equal(n, c!.Balance));
        }
    }

    private MemberRef Id(MemberRef member) => MemberRef.By(_shop.Site.Read(r => MemberView.Read(r, member))!.Id!.Value);
}
