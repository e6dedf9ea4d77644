using Tessera.App.Members;
using Tessera.App.Night;
using Tessera.App.Tests.Storage;
using Tessera.Storage;

namespace Tessera.App.Tests.Members;

/// <summary>Names stand sealed and are found by keyed pieces (trials S7): whole, in part, in either script; never by one sign; never after an erasure.</summary>
[Covers("S7"), Covers("U23")]
public sealed class NameSearchTests : IDisposable
{
    private readonly TestSite _shop = new(new DateOnly(2026, 1, 5), TestSite.Program("{ expiry: { kind: never } }"));

    public void Dispose() => _shop.Dispose();

    // Pairs of signs for names without spaces; for others each word from its second letter to its eighth.
    [Theory]
    [InlineData("欧阳听雨", "欧阳|阳听|听雨")]
    [InlineData("王", "")]
    [InlineData("Li Mei", "li|me|mei")]
    [InlineData("Ａnna 王小", "an|ann|anna|王小")]
    [InlineData("Konstantinopel", "ko|kon|kons|konst|konsta|konstan|konstant")]
    public void A_name_is_found_by_these_pieces(string name, string pieces) => Assert.Equal(pieces, string.Join('|', NamePieces.Of(name)));

    [Fact]
    public void A_part_of_a_name_finds_who_bears_it_and_nobody_else()
    {
        var (whole, other, latin) = (Join("13800000001", "欧阳听雨"), Join("13800000002", "阳听"), Join("13800000003", "Anna-Maria Schneider"));

        Assert.Equal([whole], Find("欧阳听雨"));
        Assert.Equal([whole], Find("听雨"));
        Assert.Equal(new[] { whole, other }.Order(), Find("阳听").Order());
        Assert.Equal([latin], Find("schneid"));
        Assert.Equal([latin], Find("maria anna"));
        // Each pair is there, and not one after the other.
        Assert.Empty(Find("欧阳雨"));
        Assert.Empty(Find("欧"));
        Assert.Empty(Find("nna"));
        Assert.Empty(Find("-"));
    }

    [Fact]
    public async Task A_changed_or_erased_name_is_found_no_more()
    {
        var member = MemberRef.By(Join("13800000001", "欧阳听雨"));
        _shop.Accepted(new ChangeProfile { Member = member, Profile = new MemberProfile { Name = "周予安" } });
        Assert.Empty(Find("听雨"));
        Assert.Single(Find("予安"));

        Assert.Null((await EraseMember.Run(_shop.Site, member, "key:test")).Refusal);

        Assert.Empty(Find("予安"));
        Assert.Equal(0, Tables.Count(_shop.Site.Store.Writer, "select count(*) from member_name"));
    }

    [Fact]
    public async Task The_first_night_of_a_store_of_an_earlier_release_finds_its_names_and_later_nights_look_no_more()
    {
        Join("13800000001", "欧阳听雨");
        await Forget();
        Assert.Empty(Find("听雨"));

        await RunDay.Run(_shop.Site);
        Assert.Single(Find("听雨"));

        await Forget();
        await RunDay.Run(_shop.Site);
        Assert.Empty(Find("听雨"));
    }

    private Task<int> Forget() => _shop.Site.Alone(scope =>
    {
        scope.Db.Execute("delete from member_name");
        return 0;
    });

    private MemberId Join(string phone, string name) => _shop.Accepted(new JoinMember { Identities = [IdentityForm.Of("phone", phone)!], Profile = new MemberProfile { Name = name } }).Member;

    private IReadOnlyList<MemberId> Find(string term) => _shop.Site.Read(scope => FindByName.Find(scope, term, 10).Select(m => m.Id!.Value).ToList());
}
