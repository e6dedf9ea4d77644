using System.Text;
using Tessera.App.Audits;
using Tessera.App.Members;
using Tessera.App.Pipeline;
using Tessera.App.Points;
using Tessera.App.Purchases;
using Tessera.App.Tests.Storage;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Storage;

namespace Tessera.App.Tests.Stories;

/// <summary>After an erasure nothing in the files of a store tells of the person: not in the clear, and not sealed either (semantics §12).</summary>
[Covers("R13")]
public sealed class NoTraceTests : IDisposable
{
    private const string Phone = "13800004321";
    private const string Name = "欧阳听雨";
    private const string Note = "张三说茶凉了";
    private const string HandReason = "给欧阳听雨的赔礼";
    private const string ClaimedReason = "听雨的朋友付的";
    private const string Friend = "13900008765";

    private readonly TestSite _shop = new(new DateOnly(2026, 1, 5), TestSite.Program("{ expiry: { kind: never }, transfers: yes }"));

    public void Dispose() => _shop.Dispose();

    [Fact]
    [Covers("L4")]
    public async Task Nothing_in_the_files_of_a_store_tells_of_a_person_who_was_erased()
    {
        Only.OnSqlite();
        var member = Live();
        var account = _shop.Site.Read(r => member.Resolve(r.Db)!.Value);
        _shop.Site.Store.Writer.Checkpoint();
        var marks = Marks(account);
        Assert.All(Told(), text => Assert.False(Holds(Encoding.UTF8.GetBytes(text)), text + " lies open in the store"));
        // The search can find: every sealed value stands in the files before.
        Assert.Equal(16, marks.Count);
        Assert.All(marks, mark => Assert.True(Holds(mark.Bytes), mark.What + " is not found before"));

        Assert.Null((await EraseMember.Run(_shop.Site, member, "key:test")).Refusal);

        Assert.All(marks, mark => Assert.False(Holds(mark.Bytes), mark.What + " is left"));
        Assert.All(Told(), text => Assert.False(Holds(Encoding.UTF8.GetBytes(text)), text + " is left"));
        Assert.Equal(1, Count("select count(*) from idempotency_key"));
        Assert.Equal(0, Count("select count(*) from idempotency_about"));
        var books = BooksCheck.Run(_shop.Site);
        Assert.True(books.IsClean, string.Join('\n', books.Findings));
        Story.AuditsClean(_shop.Site);
    }

    [Fact]
    public async Task The_reason_of_a_hand_line_is_kept_sealed_and_is_no_part_of_what_the_document_says()
    {
        var member = _shop.Join(Phone);
        var account = _shop.Site.Read(r => member.Resolve(r.Db)!.Value);
        var told = _shop.Accepted(ByHand(member, "h-1", HandReason)).Told!;
        Assert.Equal(HandReason, _shop.Site.Read(r => r.Db.Records.TextOf(account, told.Item.Sequence)));
        Assert.True(((Purchase)told.Item.Fact!).Lines[1].ByHand);
        Assert.True(_shop.Answer(ByHand(member, "h-1", "another way to say it")).IsRepeat);
        Story.AuditsClean(_shop.Site);
        // A text that was tampered with does not fit its digest.
        await _shop.Site.Alone(scope =>
        {
            scope.Db.Execute(scope.Db.Render("update member_text set salt = cast('0000000000000000' as {bytes})"));
            return 0;
        });
        Assert.Contains(BooksCheck.Run(_shop.Site).Findings, f => f.Table == "member_text" && f.Account == account);
    }

    [Fact]
    public void The_reason_of_a_hand_line_waits_sealed_until_the_purchase_is_claimed()
    {
        var member = _shop.Join(Phone);
        var account = _shop.Site.Read(r => member.Resolve(r.Db)!.Value);
        var kept = _shop.Accepted(ByHand(null, "h-2", HandReason));
        Assert.Equal(HandReason, _shop.Site.Read(r => r.Db.Documents.FindAnonymous("till", "h-2")!.Text));
        var claimed = _shop.Accepted(new ClaimPurchase { Purchase = kept.Id, Member = member }).Told!;
        Assert.Null(_shop.Site.Read(r => r.Db.Documents.FindAnonymous("till", "h-2")!.Text));
        Assert.Equal(HandReason, _shop.Site.Read(r => r.Db.Records.TextOf(account, claimed.Item.Sequence)));
        Story.AuditsClean(_shop.Site);
    }

    [Fact]
    public async Task A_member_merged_over_two_steps_is_erased_with_the_one_that_stays()
    {
        var (last, middle, first) = (_shop.Join("13800000001"), _shop.Join("13800000002"), _shop.Join("13800000003"));
        _shop.Accepted(new MergeMembers { Member = first, Into = middle });
        _shop.Accepted(new MergeMembers { Member = middle, Into = last });
        Assert.Null((await EraseMember.Run(_shop.Site, last, "key:test")).Refusal);
        Assert.Equal((0L, 0L, 3L), (Count("select count(*) from identity"), Count("select count(*) from member_link"), Count("select count(*) from member_erasure")));
        Story.AuditsClean(_shop.Site);
    }

    /// <summary>A member with everything a store can know of a person, told under keys where a till would.</summary>
    private MemberRef Live()
    {
        var joined = Keyed("join", new JoinMember
        {
            Identities = [IdentityForm.Of("phone", Phone)!, IdentityForm.Of("card", "88001234")!], Profile = new MemberProfile { Name = Name, Birthday = new DateOnly(1994, 5, 20) },
        });
        var member = MemberRef.By(joined.Member);
        var friend = MemberRef.By(Keyed("friend", new JoinMember { Identities = [IdentityForm.Of("phone", Friend)!] }).Member);
        Keyed("buy", ByHand(member, "h-1", HandReason));
        _shop.Accepted(new ClaimPurchase { Purchase = _shop.Accepted(ByHand(null, "h-2", ClaimedReason)).Id, Member = member });
        _shop.Accepted(new AdjustPoints { Member = member, Points = 500, ReasonCode = "goodwill", Text = Note });
        // Answers about two members are forgotten with either of them.
        Keyed("give", new TransferPoints { From = member, To = friend, Points = 100 });
        Keyed("many", new WriteMany<KeptPurchase>([_shop.PurchaseOf(friend, "f-1", 10m), _shop.PurchaseOf(member, "m-1", 10m)]));
        return member;
    }

    private RecordPurchase ByHand(MemberRef? member, string number, string reason)
    {
        var plain = _shop.PurchaseOf(member, number, 60m);
        var hand = new PurchaseLine { Sku = "sorry", Quantity = 1, ListMinor = -500, NetMinor = -500, ByHand = true };
        return plain with { Text = reason, Purchase = plain.Purchase with { Lines = [.. plain.Purchase.Lines, hand] } };
    }

    private T Keyed<T>(string key, WriteCommand<T> command)
        where T : class
    {
        var request = new KeyedRequest(RequestKey.Of("key:a", "POST", "/v1", key, "{}"u8), a => new RenderedAnswer(201, "application/json", Encoding.UTF8.GetBytes($"{key} {Name} {a}")));
        return _shop.Site.Write(command, request).GetAwaiter().GetResult().Answer!.Value!;
    }

    private static IEnumerable<string> Told() => [Phone, "88001234", Name, Note, HandReason, ClaimedReason, "1994-05-20", Friend];

    /// <summary>What the store holds of one person in sealed form: two identities with their look-ups, profile, the three pieces of the name, three texts with salts, the link, four answers.</summary>
    private List<(string What, byte[] Bytes)> Marks(AccountId account)
    {
        var a = account.Value;
        string[] queries =
        [
            $"select 'identity', sealed from identity where member_id = {a}", $"select 'look-up', key_index from identity where member_id = {a}",
            $"select 'profile', sealed from member_profile where member_id = {a}", $"select 'text', sealed from member_text where member_id = {a}",
            $"select 'name', piece from member_name where member_id = {a}",
            $"select 'link', public_id from member_link where member_id = {a}",
            $"select 'answer', sealed from idempotency_key where about_member_id = {a} or key_hash in (select key_hash from idempotency_about where member_id = {a})",
        ];
        return [.. queries.SelectMany(Rows)];
    }

    private List<(string What, byte[] Bytes)> Rows(string sql)
    {
        using var rows = _shop.Site.Store.Writer.Sql(sql);
        var found = new List<(string, byte[])>();
        while (rows.Step()) found.Add((rows.Text(0), rows.Bytes(1).ToArray()));
        return found;
    }

    private long Count(string sql) => Tables.Count(_shop.Site.Store.Writer, sql);

    private bool Holds(byte[] bytes) => Directory.EnumerateFiles(_shop.Folder).Where(f => Path.GetFileName(f) != "tessera.lock").Any(file =>
    {
        using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        using var all = new MemoryStream();
        stream.CopyTo(all);
        return all.GetBuffer().AsSpan(0, (int)all.Length).IndexOf(bytes) >= 0;
    });
}
