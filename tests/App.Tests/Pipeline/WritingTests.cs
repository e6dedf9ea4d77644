using System.Text;
using Tessera.App.Members;
using Tessera.App.Purchases;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Storage;

namespace Tessera.App.Tests.Pipeline;

/// <summary>One transaction for many callers, one answer for each (architecture.md, How a write travels).</summary>
public sealed class WritingTests : IDisposable
{
    private readonly TestSite _site = new(new DateOnly(2026, 1, 5), TestSite.Program());

    public void Dispose() => _site.Dispose();

    [Fact]
    public async Task Many_callers_at_once_lose_nothing_and_each_gets_its_own_answer()
    {
        var members = Enumerable.Range(0, 10).Select(i => _site.Join($"1380000000{i}")).ToList();
        var tasks = Enumerable.Range(0, 500).Select(i => Task.Run(() => _site.Site.Write(_site.PurchaseOf(members[i % 10], $"N{i}", 1 + (i % 7)))));
        var answers = await Task.WhenAll(tasks);
        Assert.All(answers, a => Assert.Null(a.Refusal));
        // Points are whole yuan: of i mod 7 each, 500 purchases of 1 to 7 yuan.
        var given = Enumerable.Range(0, 500).Sum(i => 1L + (i % 7));
        Assert.Equal(given, answers.Sum(a => a.Value!.Told!.Item.Effects.OfType<LedgerEntry>().Sum(e => e.Points)));
        var balances = members.Select(m => _site.Site.Read(r => r.Db.Members.FiguresOf(m.Resolve(r.Db)!.Value)!.Balance)).ToList();
        Assert.Equal(given, balances.Sum());
    }

    [Fact]
    public void The_same_purchase_told_twice_is_a_repeat_and_another_content_is_refused_with_the_difference()
    {
        var member = _site.Join();
        _site.Buy(member, "A1", 20);
        var again = _site.Answer(_site.PurchaseOf(member, "A1", 20));
        Assert.True(again.IsRepeat);
        Assert.Equal(20, again.Value!.Told!.After.Balance);
        var changed = _site.Answer(_site.PurchaseOf(member, "A1", 21)).Refusal!;
        Assert.Equal("document.changed", changed.Reason.Code);
        Assert.Equal("total", changed.Reason.Parts.Single(p => p.Name == "what").Text);
        Assert.Equal(2_000, changed.Reason.Parts.Single(p => p.Name == "was").Number);
        Assert.Equal(2_100, changed.Reason.Parts.Single(p => p.Name == "now").Number);
        Assert.Equal("document.changed", _site.Refused(_site.PurchaseOf(_site.Join("13900000000"), "A1", 20)));
    }

    [Fact]
    public async Task An_idempotency_key_answers_byte_for_byte_and_only_for_its_input()
    {
        var member = _site.Join();
        var first = await _site.Site.Write(_site.PurchaseOf(member, "K1", 5), Keyed("k", "one"));
        Assert.Equal(KeyedOutcome.Done, first.Outcome);
        var replay = await _site.Site.Write(_site.PurchaseOf(member, "K2", 6), Keyed("k", "one"));
        Assert.Equal(KeyedOutcome.Replayed, replay.Outcome);
        Assert.Equal(first.Rendered!.Body, replay.Rendered!.Body);
        Assert.Equal(KeyedOutcome.OtherInput, (await _site.Site.Write(_site.PurchaseOf(member, "K3", 7), Keyed("k", "two"))).Outcome);
        Assert.Equal(5, _site.Site.Read(r => r.Db.Members.FiguresOf(member.Resolve(r.Db)!.Value)!.Balance));
    }

    [Fact]
    public async Task A_refusal_is_a_decision_and_is_replayed_too()
    {
        var first = await _site.Site.Write(_site.PurchaseOf(MemberRef.By(IdentityForm.Of("phone", "13711111111")!), "R1", 5), Keyed("r", "x"));
        Assert.Equal("member.unknown", first.Answer!.Refusal!.Reason.Code);
        _site.Join("13711111111");
        var replay = await _site.Site.Write(_site.PurchaseOf(MemberRef.By(IdentityForm.Of("phone", "13711111111")!), "R1", 5), Keyed("r", "x"));
        Assert.Equal(KeyedOutcome.Replayed, replay.Outcome);
        Assert.Equal("member.unknown", Encoding.UTF8.GetString(replay.Rendered!.Body));
    }

    [Fact]
    public async Task A_command_that_fails_does_not_take_its_batch_with_it()
    {
        var member = _site.Join();
        var hold = new ManualResetEventSlim();
        var blocked = _site.Site.Alone(_ => { hold.Wait(); return 0; });
        var good = Enumerable.Range(0, 20).Select(i => _site.Site.Write(_site.PurchaseOf(member, $"G{i}", 1))).ToList();
        var bad = _site.Site.Write(new Breaks());
        var more = Enumerable.Range(20, 20).Select(i => _site.Site.Write(_site.PurchaseOf(member, $"G{i}", 1))).ToList();
        hold.Set();
        await blocked;
        Assert.All(await Task.WhenAll([.. good, .. more]), a => Assert.True(a.IsAccepted && !a.IsRepeat));
        await Assert.ThrowsAsync<InvalidOperationException>(() => bad);
        Assert.Equal(40, _site.Site.Read(r => r.Db.Members.FiguresOf(member.Resolve(r.Db)!.Value)!.Balance));
    }

    [Fact]
    public async Task A_broken_invariant_halts_the_member_and_the_shop_goes_on()
    {
        var (broken, other) = (_site.Join("13800000001"), _site.Join("13800000002"));
        var account = _site.Site.Read(r => broken.Resolve(r.Db)!.Value);
        await Assert.ThrowsAsync<LedgerBroken>(() => _site.Site.Write(new BreaksLedger(account)));
        Assert.Equal("member.halted", _site.Refused(_site.PurchaseOf(broken, "B1", 1)));
        Assert.Equal(3, _site.Buy(other, "B2", 3).Told!.After.Balance);
    }

    [Fact]
    [Covers("R18")]
    public async Task A_state_that_stands_behind_its_record_halts_the_member_and_the_shop_goes_on()
    {
        var (broken, other) = (_site.Join("13800000001"), _site.Join("13800000002"));
        var account = _site.Site.Read(r => broken.Resolve(r.Db)!.Value);
        var before = Packed(_site.Site.Store.Writer, account);
        _site.Buy(broken, "B1", 30);
        _site.Close();
        // The state of before the purchase is put back behind the product's back: it would write the second item of the record again.
        await _site.Site.Alone(scope => { scope.Db.Sql("update member_state set packed = $1 where member_id = $2").SetBytes(1, before).Set(2, account.Value).RunOnce(); return 0; });
        _site.Close();
        await Assert.ThrowsAsync<StoreFault>(() => _site.Site.Write(_site.PurchaseOf(broken, "B2", 1)));
        Assert.Equal("member.halted", _site.Refused(_site.PurchaseOf(broken, "B3", 1)));
        Assert.Equal(3, _site.Buy(other, "B4", 3).Told!.After.Balance);
    }

    private static byte[] Packed(StoreConnection db, AccountId account)
    {
        using var rows = db.Sql("select packed from member_state where member_id = $1").Set(1, account.Value);
        Assert.True(rows.Step());
        return rows.Bytes(0).ToArray();
    }

    [Fact]
    public async Task Purchases_and_refunds_of_one_batch_see_each_other()
    {
        var member = _site.Join();
        var hold = new ManualResetEventSlim();
        var blocked = _site.Site.Alone(_ => { hold.Wait(); return 0; });
        var bought = _site.Site.Write(_site.PurchaseOf(member, "P1", 30));
        var again = _site.Site.Write(_site.PurchaseOf(member, "P1", 30));
        var refunded = _site.Site.Write(new RefundPurchase { Purchase = new PurchaseId("till", "P1"), Units = [new RefundedUnits(0, 1)] });
        hold.Set();
        await blocked;
        Assert.False((await bought).IsRepeat);
        Assert.True((await again).IsRepeat);
        Assert.Equal(0, (await refunded).Value!.Told!.After.Balance);
    }

    [Fact]
    public async Task A_referral_reaches_the_referrer_once_through_the_outbox()
    {
        _site.Publish(TestSite.Program(more: "referrals: { points: 50 }"), "referrals");
        _site.Turn(new DateOnly(2026, 1, 6), new TimeOnly(12, 0));
        var referrer = _site.Join("13800000001");
        var referee = _site.Join("13800000002", referrer);
        _site.Buy(referee, "F1", 10);
        await _site.Site.Consequences.CarryAll();
        Assert.Equal(50, Balance(referrer));
        _site.Accepted(new RefundPurchase { Purchase = new PurchaseId("till", "F1"), Units = [new RefundedUnits(0, 1)] });
        await _site.Site.Consequences.CarryAll();
        Assert.Equal(0, Balance(referrer));
    }

    private static KeyedRequest Keyed(string key, string body) => new(
        RequestKey.Of("key:test", "POST", "/v1/purchases", key, Encoding.UTF8.GetBytes(body)),
        answer => new RenderedAnswer(200, "text/plain", Encoding.UTF8.GetBytes(answer.Refusal?.Reason.Code ?? "ok")));

    private long Balance(MemberRef member) => _site.Site.Read(r => r.Db.Members.FiguresOf(member.Resolve(r.Db)!.Value)!.Balance);

    private sealed record Breaks : WriteCommand<string>
    {
        internal override Answer<string> Decide(BatchScope scope) => throw new InvalidOperationException("a bug");
    }

    private sealed record BreaksLedger(AccountId Account) : WriteCommand<string>
    {
        internal override Answer<string> Decide(BatchScope scope) => throw new LedgerBroken(Account.ToString(), "injected");
    }
}
