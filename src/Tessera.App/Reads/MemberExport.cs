using Tessera.App.Members;
using Tessera.App.People;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Redemption;
using Tessera.Storage;
using Tessera.Storage.Reports;

namespace Tessera.App.Reads;

/// <summary>A line of a purchase.</summary>
/// <param name="Sku">Article.</param>
/// <param name="Quantity">How many.</param>
/// <param name="NetMinor">Paid, minor units.</param>
public sealed record ExportedLine(string Sku, decimal Quantity, long NetMinor);

/// <summary>A purchase or what came after one.</summary>
/// <param name="Source">System that told it.</param>
/// <param name="Number">Its number there.</param>
/// <param name="Kind"><c>purchase</c>, <c>refund</c>, <c>void</c> or <c>cancellation</c>.</param>
/// <param name="OccurredAt">When.</param>
/// <param name="StoreId">Store, or null.</param>
/// <param name="TotalMinor">Amount, minor units; below zero where money went back.</param>
/// <param name="Points">Points it gave or took.</param>
/// <param name="Lines">Lines of a purchase.</param>
public sealed record ExportedPurchase(string Source, string Number, string Kind, Instant OccurredAt, string? StoreId, long TotalMinor, long Points, IReadOnlyList<ExportedLine> Lines)
{
    /// <summary>Whether a family card bought it.</summary>
    public bool? ByFamilyCard { get; init; }
}

/// <summary>A reward redeemed or a prize won.</summary>
/// <param name="Reward">Reward or prize.</param>
/// <param name="Draw">Draw it was won in, or null.</param>
/// <param name="Units">Units.</param>
/// <param name="Points">Points paid.</param>
/// <param name="CashMinor">Cash paid, minor units.</param>
/// <param name="MadeAt">When.</param>
/// <param name="Stage"><c>open</c>, <c>fulfilled</c> or <c>cancelled</c>.</param>
/// <param name="Delivery">Address or reference of the delivery, or null.</param>
public sealed record ExportedRedemption(string Reward, string? Draw, int Units, long Points, long CashMinor, Instant MadeAt, string Stage, string? Delivery)
{
    internal static ExportedRedemption Of(StoreConnection db, RedemptionRow row) => new(
        row.Goods.Reward, row.Goods.Draw, row.Goods.Units, row.Goods.Points, row.Goods.CashMinor, row.MadeAt,
        row.Stage switch { RedemptionStage.Open => "open", RedemptionStage.Fulfilled => "fulfilled", RedemptionStage.Cancelled => "cancelled" }, db.Redemptions.SecretOf(row.Account, row.Sequence).Delivery);
}

/// <summary>Something in the member's record, with what people wrote about it.</summary>
/// <param name="Item">The item.</param>
/// <param name="Note">Free text kept beside it, or null.</param>
public sealed record ExportedEvent(TimelineItem Item, string? Note);

/// <summary>A friend.</summary>
/// <param name="MemberId">Public id; null once erased.</param>
/// <param name="Valid">Whether the referral counts.</param>
/// <param name="On">Local date.</param>
public sealed record ExportedReferral(MemberId? MemberId, bool Valid, DateOnly On);

/// <summary>Everything kept about one person, for the person (the right to a copy): nothing is masked.</summary>
public sealed record MemberExport
{
    /// <summary>When it was taken.</summary>
    public required Instant TakenAt { get; init; }

    /// <summary>Currency of amounts, and its decimals.</summary>
    public required string Currency { get; init; }

    /// <summary>The member at a glance.</summary>
    public required MemberView Member { get; init; }

    /// <summary>What the person told about itself.</summary>
    public required MemberProfile Profile { get; init; }

    /// <summary>Identities, whole.</summary>
    public required IReadOnlyList<Identity> Identities { get; init; }

    /// <summary>Tier, why, and every past change.</summary>
    public required TierView Tier { get; init; }

    /// <summary>Points with every lot there ever was.</summary>
    public required PointsView Points { get; init; }

    /// <summary>Stored value and cards, those with nothing left too.</summary>
    public required StoredValue.WalletView Wallet { get; init; }

    /// <summary>Ledger entries, the oldest first.</summary>
    public required IReadOnlyList<EntryView> Entries { get; init; }

    /// <summary>Purchases and what was given back, the oldest first.</summary>
    public required IReadOnlyList<ExportedPurchase> Purchases { get; init; }

    /// <summary>What the person bought as a family card: kept in the record of its main member, the oldest first (P30).</summary>
    public IReadOnlyList<ExportedPurchase> BoughtAsCard { get; init; } = [];

    /// <summary>Rewards and prizes, the newest first; the codes to fetch them stay out of a copy.</summary>
    public required IReadOnlyList<ExportedRedemption> Redemptions { get; init; }

    /// <summary>Paid plans, the newest first.</summary>
    public required IReadOnlyList<Plans.PlanPeriodView> Plans { get; init; }

    /// <summary>Messages, the newest first.</summary>
    public required IReadOnlyList<InboxMessageView> Inbox { get; init; }

    /// <summary>Who invited the member, or null.</summary>
    public MemberId? InvitedBy { get; init; }

    /// <summary>Friends, the oldest first.</summary>
    public required IReadOnlyList<ExportedReferral> Referrals { get; init; }

    /// <summary>Everything else in the record, the oldest first.</summary>
    public required IReadOnlyList<ExportedEvent> Events { get; init; }

    /// <summary>Reads it, or null when nobody answers to the name. What was recorded before a merge stays in the other record and is in here too.</summary>
    public static MemberExport? Read(ReadScope scope, MemberRef member, string language)
    {
        if (MemberSight.Of(scope, member) is not { } sight || TierView.Read(scope, member, language) is not { } tier) return null;
        var accounts = new List<AccountId>();
        Collect(scope.Db, sight.Account, accounts);
        var items = accounts.SelectMany(a => scope.Db.Records.Page(a).Select(i => (Account: a, Item: i))).OrderBy(i => i.Item.RecordedAt).ThenBy(i => i.Account).ThenBy(i => i.Item.Sequence).ToList();
        return new MemberExport
        {
            TakenAt = scope.AsOf,
            Currency = sight.Program.Document.Currency,
            Member = MemberView.Of(scope, sight),
            Profile = MemberProfile.Of(scope.Db, sight.Account) ?? new MemberProfile(),
            Identities = scope.Db.Identities.Of(sight.Account),
            Tier = tier,
            Points = PointsView.Read(scope, member, null, withClosedLots: true)!,
            Wallet = StoredValue.WalletView.Read(scope, member, null, language, withClosed: true)!,
            Entries = [.. items.SelectMany(i => i.Item.Effects.OfType<LedgerEntry>().Select(e => ReadEntries.Of(i.Item, e, sight, language)))],
            Purchases = [.. items.Select(i => PurchaseOf(i.Item)).OfType<ExportedPurchase>()],
            BoughtAsCard = [.. AsCard(scope.Db, items.Select(i => i.Item), sight.Account).Select(PurchaseOf).OfType<ExportedPurchase>()],
            Redemptions = [.. accounts.SelectMany(a => scope.Db.Redemptions.PageBack(a, null, int.MaxValue)).Select(r => ExportedRedemption.Of(scope.Db, r))],
            Plans = App.Plans.PlansView.Of(scope, sight, language).Plans,
            Inbox = [.. accounts.SelectMany(a => ReadTimeline.InboxOf(scope, a, new EntryAsk(int.MaxValue), language))],
            InvitedBy = sight.State.InvitedBy is { } by && AccountId.TryParse(by, out var inviter) ? scope.Db.Identities.MemberOf(inviter) : null,
            Referrals = [.. items.Where(i => i.Item.Fact is Referral).Select(i => ReferralOf(scope, sight, i.Item))],
            Events = [.. items.Select(i => new ExportedEvent(ReadTimeline.Of(scope, i.Item, language), scope.Db.Records.TextOf(i.Account, i.Item.Sequence)))],
        };
    }

    private static void Collect(StoreConnection db, AccountId account, List<AccountId> accounts)
    {
        accounts.Add(account);
        foreach (var merge in db.Identities.MergedInto(account)) Collect(db, merge.Merged, accounts);
    }

    /// <summary>Purchases in the records of every main member whose card the person ever was.</summary>
    private static IEnumerable<RecordItem> AsCard(StoreConnection db, IEnumerable<RecordItem> own, AccountId card)
    {
        var named = own.Select(i => (i.Fact as FamilyLinked)?.Main).OfType<string>().Distinct().Select(AccountId.Parse);
        var mains = named.SelectMany(m => db.Identities.MergesFrom(m).Select(x => x.Into).Prepend(m)).Distinct();
        return mains.SelectMany(m => db.Records.Page(m)).Where(i => i.Fact is Purchase { BoughtBy: { } by } && by == card.ToString()).OrderBy(i => i.OccurredAt);
    }

    private static ExportedReferral ReferralOf(ReadScope scope, MemberSight sight, RecordItem item)
    {
        var told = (Referral)item.Fact!;
        return new ExportedReferral(AccountId.TryParse(told.Referee, out var friend) ? scope.Db.Identities.MemberOf(friend) : null, told.Valid, sight.Programs.Calendar.DayOf(item.OccurredAt));
    }

    private static IEnumerable<ExportedLine> LinesOf(Purchase bought, PurchaseOutcome? got) =>
        got?.Priced?.Lines.Select(l => new ExportedLine(l.Line.Sku, l.Line.Quantity, l.NetMinor)) ?? bought.Lines.Select(l => new ExportedLine(l.Sku, l.Quantity, l.NetMinor));

    private static ExportedPurchase? PurchaseOf(RecordItem item)
    {
        if (item.Fact is not (Purchase or Refund or Cancellation) || item.Fact is not { Source: { } source, Number: { } number } fact) return null;
        if (fact is Purchase bought)
        {
            return new ExportedPurchase(source, number, "purchase", item.OccurredAt, bought.StoreId, item.Purchase?.NetMinor ?? bought.TotalMinor, item.Purchase?.Points ?? 0, [.. LinesOf(bought, item.Purchase)]) { ByFamilyCard = bought.BoughtBy is null ? null : true };
        }

        var row = item.Effects.OfType<RowAdded>().Select(r => r.Row).FirstOrDefault(r => r.Kind is RowKind.Refund or RowKind.Cancellation);
        return new ExportedPurchase(source, number, fact is Cancellation ? "cancellation" : fact is Refund { IsVoid: true } ? "void" : "refund", item.OccurredAt, null, row.NetMinor, row.Points, []);
    }
}

/// <summary>Notes that somebody took a copy of everything about a person.</summary>
/// <param name="Member">The member.</param>
/// <param name="Format">json or html.</param>
public sealed record NoteMemberExport(MemberRef Member, string Format) : WriteCommand<NoteMemberExport>
{
    internal override Answer<NoteMemberExport> Decide(BatchScope scope)
    {
        if (Member.Resolve(scope.Db) is not { } account) return MemberRefusals.Unknown;
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "member.exported", account.ToString()));
        scope.Db.ExportRegister.Note(new ExportTaken { Id = Secrets.NewId("exp"), TakenAt = scope.Now, Actor = Actor, What = "member", Format = Format, Persons = "whole", Rows = 1, About = account });
        return this;
    }
}
