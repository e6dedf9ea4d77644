using System.Text;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Storage;

namespace Tessera.App.Tests.Storage;

public sealed class StoresTests
{
    private static readonly Instant At = new(1_770_000_000_000_000);

    [Theory]
    [InlineData(10)]
    [InlineData(5000)]
    public void An_answer_comes_back_byte_for_byte_under_its_key(int length)
    {
        using var folder = new StoreFolder();
        var body = Encoding.UTF8.GetBytes(new string('茶', length));
        var key = RequestKey.Of("key:a", "POST", "/v1/purchases", "k1", "in"u8);
        folder.Write(db => db.Keys.Add(key, new StoredAnswer(key.Input, 201, "application/json", body), [], At));
        var answer = folder.Writer.Keys.Find(key)!;
        Assert.Equal((201, "application/json"), (answer.Status, answer.ContentType));
        Assert.Equal(body, answer.Body);
        Assert.True(answer.IsFor(key));
        Assert.False(answer.IsFor(RequestKey.Of("key:a", "POST", "/v1/purchases", "k1", "other"u8)));
        Assert.DoesNotContain(Tables.Dump(folder.Writer, "idempotency_key"), row => row.Contains(Convert.ToHexString(body[..9]), StringComparison.OrdinalIgnoreCase));
        Assert.Null(folder.Writer.Keys.Find(RequestKey.Of("key:b", "POST", "/v1/purchases", "k1", "in"u8)));
        folder.Write(db => Assert.Equal(1, db.Keys.DropBefore(At.PlusMinutes(1), 10)));
        Assert.Null(folder.Writer.Keys.Find(key));
    }

    [Fact]
    public void Rows_of_a_batch_that_agree_in_most_columns_and_rows_that_do_not_are_stored_as_they_were_told()
    {
        using var folder = new StoreFolder();
        RequestKey Key(int n) => RequestKey.Of("key:a", "POST", "/v1/purchases", $"k{n}", "in"u8);
        // The first three differ in their keys alone; the next in status, type and member too, one of them without a member; then all are alike again.
        (int Status, string Type, AccountId? About)[] rows =
        [
            (201, "a", new AccountId(7)), (201, "a", new AccountId(7)), (201, "a", new AccountId(7)), (200, "a", new AccountId(7)), (409, "b", null), (200, "", new AccountId(8)), (422, "c", null), (422, "c", null),
        ];
        (int From, int Through)[] batches = [(0, 2), (3, 5), (6, 7)];
        foreach (var (from, through) in batches)
        {
            folder.Write(db =>
            {
                for (var n = from; n <= through; n++) db.Keys.Add(Key(n), new StoredAnswer(Key(n).Input, rows[n].Status, rows[n].Type, [(byte)n]), rows[n].About is { } about ? [about] : [], At.PlusMinutes(n / 3));
            });
        }

        for (var n = 0; n < rows.Length; n++)
        {
            var answer = folder.Writer.Keys.Find(Key(n))!;
            Assert.Equal((rows[n].Status, rows[n].Type), (answer.Status, answer.ContentType));
            Assert.Equal([(byte)n], answer.Body);
        }

        folder.Write(db => Assert.Equal(1, db.Keys.DropAbout(new AccountId(8))));
        folder.Write(db => Assert.Equal(4, db.Keys.DropAbout(new AccountId(7))));
        folder.Write(db => Assert.Equal(1, db.Keys.DropBefore(At.PlusMinutes(2), 10)));
    }

    [Fact]
    public void Positions_of_the_outbox_follow_each_other_also_where_a_transaction_asks_for_them_halfway()
    {
        using var folder = new StoreFolder();
        folder.Write(db =>
        {
            db.Outbox.Append("a", "{}", At);
            db.Outbox.Append("b", "{}", At);
            Assert.Equal(2, db.Outbox.Last);
            db.Outbox.Append("c", "{}", At);
            Assert.Equal(["a", "b", "c"], db.Outbox.Unsent(10).Select(r => r.Topic));
            db.Outbox.Append("d", "{}", At);
            db.Outbox.Append("e", "{}", At);
        });
        folder.Write(db => db.Outbox.Append("f", "{}", At));
        Assert.Equal([(1L, "a"), (2L, "b"), (3L, "c"), (4L, "d"), (5L, "e"), (6L, "f")], folder.Writer.Outbox.Unsent(10).Select(r => (r.Position, r.Topic)));
    }

    [Fact]
    public void A_rolled_back_batch_leaves_nothing_and_no_gap_in_the_outbox()
    {
        using var folder = new StoreFolder();
        folder.Write(db => db.Outbox.Append("a", "{}", At));
        folder.Writer.Begin();
        folder.Writer.Outbox.Append("lost", "{}", At);
        folder.Writer.Rollback();
        folder.Write(db => db.Outbox.Append("b", "{}", At));
        Assert.Equal([(1L, "a"), (2L, "b")], folder.Writer.Outbox.Unsent(10).Select(r => (r.Position, r.Topic)));
        folder.Write(db => db.Outbox.MarkSent(2, At));
        folder.Write(db => Assert.Equal(1, db.Outbox.DropSentBefore(At.PlusMinutes(1), 10)));
        folder.Write(db => db.Outbox.Append("c", "{}", At));
        Assert.Equal([1L, 3L], folder.Writer.Outbox.After(0, 10).Select(r => r.Position));
    }

    [Fact]
    public void A_notice_reaches_the_inbox_as_a_reference_to_the_record()
    {
        using var folder = new StoreFolder();
        new Lives(folder.Writer, seed: 1).Play(members: 1, days: 3, factsADay: 2);
        var db = folder.Writer;
        var message = db.Outbox.Inbox(Lives.Account(0), 50)[^1];
        Assert.Null(message.ReadAt);
        Assert.Equal(message.Topic, ((Notice)db.Records.Find(Lives.Account(0), message.Place.Sequence)!.Effects[message.Place.N - 1]).Topic);
        // Nothing has to be carried out for it.
        Assert.DoesNotContain(db.Outbox.After(0, 500), r => r.Sequence == message.Place.Sequence);
        folder.Write(w => Assert.True(w.Outbox.MarkRead(Lives.Account(0), message.Place, At)));
        folder.Write(w => Assert.False(w.Outbox.MarkRead(Lives.Account(0), new LotId(999, 1), At)));
        Assert.Equal(At, db.Outbox.Inbox(Lives.Account(0), 50)[^1].ReadAt);
        Assert.DoesNotContain(db.Outbox.Inbox(Lives.Account(0), 50, message.Place), m => m.Place == message.Place);
    }

    [Fact]
    public void Staged_documents_are_decided_in_order_of_instant_then_rank_then_number()
    {
        using var folder = new StoreFolder();
        folder.Write(db =>
        {
            db.Imports.Save(new Job("j", "import.purchases", JobState.Staging, At, At, "{}", "{}"));
            db.Imports.Stage("j", [Chunk("C9", 5, 1, "c9"), Chunk("20", 5, 0, "20a"), Chunk("100", 5, 0, "100")]);
            db.Imports.Stage("j", [Chunk("7", 3, 0, "7"), Chunk("20", 4, 0, "20b")]);
            Assert.Equal(4, db.Imports.Order("j"));
        });
        var documents = folder.Writer.Imports.Documents("j", after: 0, limit: 10);
        // 7 at 3; 20 at 4, its earliest line; at 5 the purchase 100 before the cancellation.
        Assert.Equal(["7", "20", "100", "C9"], documents.Select(d => d.Number));
        Assert.Equal(["20a", "20b"], documents[1].Payloads.Select(Encoding.UTF8.GetString));
        Assert.Equal(["100"], folder.Writer.Imports.Documents("j", after: 2, limit: 1).Select(d => d.Number));
        folder.Write(db => db.Imports.Clear("j"));
        Assert.Equal(0, folder.Writer.Imports.LastChunk("j"));
        Assert.Equal(JobState.Staging, folder.Writer.Imports.Find("j")!.State);

        static StagedChunk Chunk(string number, long at, int rank, string payload) => new(number, new Instant(at), rank, 1, Encoding.UTF8.GetBytes(payload));
    }

    [Fact]
    public void An_anonymous_purchase_is_kept_whole_and_claimed_once()
    {
        using var folder = new StoreFolder();
        var purchase = new Purchase { OccurredAt = At, RecordedAt = At, Source = "till", Number = "1", Lines = [new PurchaseLine { Sku = "a", Quantity = 1, ListMinor = 500, NetMinor = 500 }] };
        folder.Write(db => db.Documents.AddAnonymous(purchase, isStock: false));
        var kept = folder.Writer.Documents.FindAnonymous("till", "1")!;
        Assert.Null(Sample.Difference(purchase, kept.Fact));
        Assert.True(folder.Writer.Documents.Find("till", "1")!.SaysTheSameAs(purchase with { RecordedAt = At.PlusMinutes(5), Actor = "key:other" }));
        Assert.False(folder.Writer.Documents.Find("till", "1")!.SaysTheSameAs(purchase with { Lines = [purchase.Lines[0], purchase.Lines[0]] }));

        Claim(new AccountId(5));
        Assert.Equal(new AccountId(5), folder.Writer.Documents.Find("till", "1")!.Account);
        Assert.NotNull(folder.Writer.Documents.FindAnonymous("till", "1")!.ClaimedAt);
        Assert.Equal(FaultKind.Constraint, Assert.Throws<StoreFault>(() => Claim(new AccountId(6))).Kind);

        void Claim(AccountId account) => folder.Write(db =>
        {
            var member = new LoadedMember(account);
            var items = Core.Programs.Decide.Member(Lives.Programs, member.State, new Core.Programs.Command(new Joined { OccurredAt = At, RecordedAt = At })).Items.ToList();
            var claimed = purchase with { Claimed = true, RecordedAt = At.PlusMinutes(9) };
            items.AddRange(Core.Programs.Decide.Member(Lives.Programs, member.State, new Core.Programs.Command(claimed)).Items);
            db.Batches.Write([new MemberWrite(member, items, null)]);
        });
    }

    [Fact]
    public void A_merge_moves_identities_and_its_undo_moves_back_those_that_came()
    {
        using var folder = new StoreFolder();
        var (a, b) = (new AccountId(1), new AccountId(2));
        folder.Write(db =>
        {
            db.Identities.Add(a, new Identity("phone", "+8613800000001"), At);
            db.Identities.Add(b, new Identity("phone", "+8613800000002"), At);
            db.Identities.Merge(b, 7, a, 9, At);
            db.Identities.Add(a, new Identity("email", "a@example.org"), At);
        });
        Assert.Equal(a, folder.Writer.Identities.Find(new Identity("phone", "+8613800000002")));
        Assert.Equal(new MergeRow(b, a, 7, 9, At), folder.Writer.Identities.MergeOf(b));
        Assert.Single(folder.Writer.Identities.MergedInto(a));
        folder.Write(db => db.Identities.Unmerge(b, a, At));
        Assert.Equal(["+8613800000002"], folder.Writer.Identities.Of(b).Select(i => i.Value));
        Assert.Equal(2, folder.Writer.Identities.Of(a).Count);
        Assert.Null(folder.Writer.Identities.MergeOf(b));
    }

    [Fact]
    public void The_undo_of_a_second_merge_takes_along_what_came_by_the_first()
    {
        using var folder = new StoreFolder();
        var (a, b, c) = (new AccountId(1), new AccountId(2), new AccountId(3));
        folder.Write(db =>
        {
            foreach (var account in new[] { a, b, c }) db.Identities.Add(account, new Identity("phone", $"+861380000000{account.Value}"), At);
            db.Identities.Merge(b, 1, a, 1, At);
            db.Identities.Merge(a, 2, c, 2, At);
        });
        Assert.Equal(3, folder.Writer.Identities.Of(c).Count);
        folder.Write(db => db.Identities.Unmerge(a, c, At));
        Assert.Equal(2, folder.Writer.Identities.Of(a).Count);
        folder.Write(db => db.Identities.Unmerge(b, a, At));
        foreach (var account in new[] { a, b, c }) Assert.Equal($"+861380000000{account.Value}", folder.Writer.Identities.Of(account).Single().Value);
    }

    [Fact]
    public void A_lease_is_held_by_one_until_it_ends()
    {
        using var folder = new StoreFolder();
        folder.Write(db =>
        {
            Assert.True(db.Nights.TakeLease("night", "a", At, At.PlusMinutes(5)));
            Assert.True(db.Nights.TakeLease("night", "a", At, At.PlusMinutes(6)));
            Assert.False(db.Nights.TakeLease("night", "b", At.PlusMinutes(1), At.PlusMinutes(9)));
            Assert.True(db.Nights.TakeLease("night", "b", At.PlusMinutes(7), At.PlusMinutes(9)));
        });
    }

    [Fact]
    public void Versions_come_back_with_their_text_and_local_dates()
    {
        using var folder = new StoreFolder();
        var calendar = new BusinessCalendar("Europe/London", [new ZoneTransition(long.MinValue / 2, 0), new ZoneTransition(1_300_000_000_000_000, 3600)]);
        var version = new PublishedVersion
        {
            Version = 1, SourceText = "# 注释\ncode: x\n", EffectiveAt = At, PublishedAt = At.PlusMinutes(-10), Author = "key:a", Reason = "第一版", IsSingle = true, Calendar = calendar,
        };
        folder.Write(db => db.Programs.Publish(version));
        var read = folder.Writer.Programs.Versions().Single();
        Assert.Equal(version with { Calendar = read.Calendar }, read);
        Assert.Equal(calendar.Transitions, read.Calendar.Transitions);
        Assert.Equal(1, folder.Writer.Programs.Newest());
        Assert.Throws<ArgumentException>(() => folder.Writer.Programs.Publish(version));
    }

    [Fact]
    public void A_key_is_found_by_its_secret_and_no_secret_is_stored()
    {
        using var folder = new StoreFolder();
        folder.Write(db => db.ApiKeys.Add(new ApiKey("key_1", "till", ["purchases:write", "members:read"], IsLive: false, At, null), "tsk_test_secret"));
        Assert.Equal(["purchases:write", "members:read"], folder.Writer.ApiKeys.Find("tsk_test_secret")!.Scopes);
        Assert.Null(folder.Writer.ApiKeys.Find("tsk_test_other"));
        Assert.DoesNotContain(Tables.Dump(folder.Writer, "api_key"), row => row.Contains("secret", StringComparison.Ordinal));
        folder.Write(db => Assert.True(db.ApiKeys.Revoke("till", At)));
        Assert.Equal(At, folder.Writer.ApiKeys.Find("tsk_test_secret")!.RevokedAt);
    }

    [Fact]
    public void Ids_read_back_from_their_texts_and_imported_ones_are_always_the_same()
    {
        foreach (var value in new[] { 1L, -1L, long.MinValue, long.MaxValue }) Assert.Equal(value, AccountId.Parse(new AccountId(value).ToString()).Value);
        Assert.False(AccountId.TryParse("acc_zzzzzzzzzzzzz", out _));
        var id = MemberId.New(At);
        Assert.True(MemberId.TryParse(id.ToString(), out var read) && read == id);
        Assert.True(string.CompareOrdinal(id.ToString(), MemberId.New(At.PlusMinutes(1)).ToString()) < 0);
        Assert.Equal(MemberId.Derive("till", "1"), MemberId.Derive("till", "1"));
        Assert.NotEqual(MemberId.Derive("till", "1"), MemberId.Derive("till", "2"));
        using var folder = new StoreFolder();
        using var other = new StoreFolder();
        Assert.Equal(folder.Store.Sealing.AccountOf("till", "1"), folder.Store.Sealing.AccountOf("till", "1"));
        Assert.NotEqual(folder.Store.Sealing.AccountOf("till", "1"), other.Store.Sealing.AccountOf("till", "1"));
    }
}
