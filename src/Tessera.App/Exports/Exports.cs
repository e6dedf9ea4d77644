using Tessera.App.Jobs;
using Tessera.App.Members;
using Tessera.App.People;
using Tessera.App.Purchases;
using Tessera.App.Reads;
using Tessera.App.Texts;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Storage;
using Tessera.Storage.Reports;

namespace Tessera.App.Exports;

/// <summary>Whether an export of members names people.</summary>
public enum PersonColumns
{
    /// <summary>Figures only.</summary>
    None,

    /// <summary>Names, phones, e-mails and cards with their middle hidden.</summary>
    Masked,

    /// <summary>Whole: needs a right and a reason.</summary>
    Whole,
}

/// <summary>Who exports, and why.</summary>
/// <param name="Actor">Who.</param>
/// <param name="Reason">Why; required for whole personal fields.</param>
/// <param name="Persons">What of people is in it.</param>
public sealed record ExportReason(string Actor, string? Reason, PersonColumns Persons = PersonColumns.None);

/// <summary>Notes an export in the register, and one of personal fields in the audit trail too, in the store it was taken from (trials S8).</summary>
/// <param name="What">What was exported.</param>
/// <param name="Ask">Who and why.</param>
public sealed record NoteExport(string What, ExportReason Ask) : WriteCommand<ExportReason>
{
    /// <summary>Job that made it; null for a new id.</summary>
    public string? JobId { get; init; }

    /// <summary>How the file is written.</summary>
    public required ExportFormat Format { get; init; }

    /// <summary>Members only: those of a list.</summary>
    public MemberFilter? Filter { get; init; }

    /// <summary>What it came to; null where it is noted before it is made, and rows are counted now.</summary>
    public ExportTally? Tally { get; init; }

    internal override Answer<ExportReason> Decide(BatchScope scope)
    {
        if (Ask.Persons != PersonColumns.None) scope.Db.Audits.Append(new AuditEvent(scope.Now, Ask.Actor, "export.personal", What, Ask.Persons == PersonColumns.Whole ? """{"masked":false}""" : """{"masked":true}""", Ask.Reason));
        scope.Db.ExportRegister.Note(new ExportTaken
        {
            Id = JobId ?? Secrets.NewId("exp"), TakenAt = scope.Now, Actor = Ask.Actor, What = What, Format = Format.ToString().ToLowerInvariant(), Persons = Ask.Persons.ToString().ToLowerInvariant(),
            Rows = Tally?.Rows ?? Export.CountUpTo(scope.Db, scope.Today, What, int.MaxValue), Bytes = Tally?.Bytes ?? 0, Filter = Filter is null ? null : JobAsk.WriteFilter(Filter), Reason = Ask.Reason,
        });
        return Ask;
    }
}

/// <summary>
/// The exports of api.md: columns are a contract, instants are UTC, money is in minor units. Rows are streamed in order of account, while the read
/// transaction of the scope is open; figures are settled as of now.
/// </summary>
public static class Export
{
    private static readonly string[] MemberColumns =
        ["member_id", "source", "external_id", "tier", "tier_since", "balance", "pending", "debt", "growth", "spend_lifetime_minor", "orders_lifetime"];

    private static readonly string[] EntryColumns =
        ["member_id", "external_id", "sequence", "n", "occurred_at", "recorded_at", "kind", "points", "balance_after", "pending_after", "source_number", "reason"];

    private static readonly string[] PurchaseColumns = ["source", "number", "occurred_at", "external_id", "kind", "total_minor", "net_minor", "points", "growth"];

    private static readonly string[] PersonColumns = ["name", "phone", "email", "card"];

    /// <summary>
    /// Rows an export would have, counted no further than <paramref name="most"/>. Tiers by month are taken as every member in every month, which is never too few; counts of tiers and
    /// reports are few and name nobody.
    /// </summary>
    internal static long CountUpTo(StoreConnection db, DateOnly today, string table, long most) => table switch
    {
        "members" => db.Exports.CountMembers(most),
        "entries" => db.Exports.CountEntries(most),
        "tiers" => Math.Min(most, db.Exports.CountMembers(most) * MonthEnds(db, today).Count()),
        "tierCounts" or "report" => 0,
        "wallet" => db.Exports.CountWallets(most),
        "walletEntries" => db.Exports.CountWalletEntries(most),
        _ => db.Exports.CountDocuments(most),
    };

    /// <summary>Members with their figures as of now.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="persons">Whether columns that name people follow, masked or whole.</param>
    /// <param name="filter">Only those of a list; null for all.</param>
    public static ExportTable Members(ReadScope scope, PersonColumns persons = Exports.PersonColumns.None, MemberFilter? filter = null)
    {
        var wanted = filter is null ? null : scope.Db.MemberLists.All(filter);
        var members = scope.Db.Exports.Members().Where(m => wanted?.Contains(m.Figures.Account) != false && scope.Db.Identities.MergeOf(m.Figures.Account) is null);
        return persons == Exports.PersonColumns.None
            ? new ExportTable(MemberColumns, members.Select(m => Row(scope, m)))
            : new ExportTable([.. MemberColumns, .. PersonColumns], members.Select(m => (IReadOnlyList<object?>)[.. Row(scope, m), .. Person(scope, m, persons)]));
    }

    /// <summary>The first sheet of a workbook: what it is, who took it, when and why, and whether people are masked (trials S8).</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="what">What was exported.</param>
    /// <param name="ask">Who and why.</param>
    /// <param name="language">Language.</param>
    public static SheetNames Sheets(ReadScope scope, string what, ExportReason ask, string language)
    {
        string Of(string zh, string en) => language == Text.English ? en : zh;
        var calendar = scope.KnownPrograms?.Calendar;
        var at = calendar is null ? ExportTable.Utc(scope.AsOf) : System.FormattableString.Invariant($"{calendar.DayOf(scope.AsOf):yyyy-MM-dd} {calendar.TimeOf(scope.AsOf):HH:mm}");
        return new SheetNames(Of("说明", "notes"), what,
        [
            (Of("导出", "Export"), what), (Of("导出人", "Taken by"), NameOf(scope, ask.Actor)), (Of("时间", "At"), at), (Of("理由", "Reason"), ask.Reason ?? ""),
            (Of("个人信息", "Personal fields"), ask.Persons switch
            {
                Exports.PersonColumns.None => Of("无", "none"),
                Exports.PersonColumns.Masked => Of("已遮盖", "masked"),
                Exports.PersonColumns.Whole => Of("完整，请妥善保管", "whole: keep it safe"),
            }),
        ]);
    }

    /// <summary>Who took it, as a reader of the file knows them: the person's name beside the id.</summary>
    private static string NameOf(ReadScope scope, string actor) =>
        actor.StartsWith("person:", System.StringComparison.Ordinal) && scope.Db.People.Find(actor["person:".Length..]) is { } person ? $"{person.Name} ({actor})" : actor;

    /// <summary>Ledger entries, by member and place.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="language">Language of the reasons.</param>
    public static ExportTable Entries(ReadScope scope, string language)
    {
        var members = new ExportIds(scope.Db);
        return new ExportTable(EntryColumns, scope.Db.Exports.Entries().Select(e => (IReadOnlyList<object?>)
        [
            members.Of(e.Account).Member, members.Of(e.Account).External, e.Entry.Id.Sequence, e.Entry.Id.N, e.Item.OccurredAt, e.Item.RecordedAt, Camel(e.Entry.Kind.ToString()),
            e.Entry.Points, e.Entry.BalanceAfter, e.Entry.PendingAfter, e.Item.Fact?.Number, Text.Render(e.Entry.Reason, language, scope.Programs.Number(e.Item.Version).Document),
        ]));
    }

    /// <summary>Each member's tier at each month's end, from the first month with a change to the month of today.</summary>
    public static ExportTable Tiers(ReadScope scope)
    {
        var members = new ExportIds(scope.Db);
        return new ExportTable(
            ["month_end", "external_id", "tier"],
            MonthEnds(scope.Db, scope.Today).SelectMany(end => scope.Db.Reports.TiersOn(end).Select(t => (IReadOnlyList<object?>)[end, members.Of(t.Account).External ?? members.Of(t.Account).Member, t.Tier])));
    }

    /// <summary>Members by tier at each month's end.</summary>
    public static ExportTable TierCounts(ReadScope scope) => new(
        ["month_end", "tier", "members"],
        MonthEnds(scope.Db, scope.Today).SelectMany(end => scope.Db.Reports.TierDistribution(end).Select(t => (IReadOnlyList<object?>)[end, t.Tier, t.Members])));

    /// <summary>
    /// Purchases, refunds and cancellations, those without a member last. total_minor is what the document comes to, signed; net_minor its qualifying spend (goods
    /// after savings); points and growth what it gave or took.
    /// </summary>
    public static ExportTable Purchases(ReadScope scope)
    {
        var members = new ExportIds(scope.Db);
        return new ExportTable(
            PurchaseColumns,
            scope.Db.Exports.Documents().Select(d => Row(d.Item, members.Of(d.Account).External))
                .Concat(scope.Db.Exports.Anonymous().Where(a => a.ClaimedAt is null).SelectMany(a => Unclaimed(scope, a.Fact))));
    }

    /// <summary>A document without a member, with what was given back of it behind it.</summary>
    private static IEnumerable<IReadOnlyList<object?>> Unclaimed(ReadScope scope, Fact fact)
    {
        yield return Row(fact);
        if (fact is not Purchase { Source: { } source, Number: { } number } purchase) yield break;
        var follows = scope.Db.Documents.FollowsOf(source, number);
        foreach (var (follow, gave) in follows.Zip(UnclaimedPurchases.Given(scope.Programs.Calendar, purchase, follows)))
        {
            if (follow.Fact is not Refund refund) continue;
            yield return [refund.Source, refund.Number, refund.OccurredAt, null, refund.IsVoid ? "void" : "refund", -gave!.Lines.Sum(l => l.AmountMinor), null, 0L, 0L];
        }
    }

    private static IEnumerable<object?> Person(ReadScope scope, ExportedMember member, PersonColumns persons)
    {
        string? Of(string kind) => member.Identities.FirstOrDefault(i => i.Kind == kind) is { } identity ? persons == Exports.PersonColumns.Whole ? identity.Value : Mask.Of(identity) : null;
        var name = MemberProfile.Of(scope.Db, member.Figures.Account)?.Name;
        var first = name is { Length: > 0 } ? System.Globalization.StringInfo.GetNextTextElement(name) : null;
        return [persons == Exports.PersonColumns.Whole || first is null ? name : first + "**", Of("phone"), Of("email"), Of("card")];
    }

    private static IReadOnlyList<object?> Row(ReadScope scope, ExportedMember member)
    {
        var external = member.Identities.FirstOrDefault(i => i.Kind.StartsWith("external:", StringComparison.Ordinal));
        var figures = member.Figures;
        object?[] names = [member.Member?.ToString(), external?.Kind["external:".Length..], external?.Value];
        if (figures.NextDueOn is not { } due || due > scope.Today)
        {
            return [.. names, figures.TierInForce, figures.TierSince, figures.Balance, figures.Pending, figures.Debt, figures.Growth, figures.SpendLifetimeMinor, figures.OrdersLifetime];
        }

        var view = MemberView.Read(scope, MemberRef.By(figures.Account))!;
        return [.. names, view.Tier, view.TierSince, view.Balance, view.Pending, view.Debt, view.Growth, view.SpendLifetimeMinor, view.OrdersLifetime];
    }

    private static IReadOnlyList<object?> Row(RecordItem item, string? externalId) => item.Fact switch
    {
        Purchase purchase => [purchase.Source, purchase.Number, item.OccurredAt, externalId, "purchase", item.Purchase!.NetMinor, item.Purchase.SpendMinor, item.Purchase.Points, item.Purchase.Growth],
        var fact => Taken(fact!, item, externalId),
    };

    private static IReadOnlyList<object?> Taken(Fact fact, RecordItem item, string? externalId)
    {
        var row = item.Effects.OfType<RowAdded>().Select(r => r.Row).FirstOrDefault(r => r.Kind is RowKind.Refund or RowKind.Cancellation);
        return [fact.Source, fact.Number, item.OccurredAt, externalId, fact is Cancellation ? "cancellation" : fact is Refund { IsVoid: true } ? "void" : "refund", row.NetMinor, row.SpendMinor, row.Points, row.SpendGrowth];
    }

    private static IReadOnlyList<object?> Row(Fact fact) => fact switch
    {
        Purchase purchase => [purchase.Source, purchase.Number, purchase.OccurredAt, null, "purchase", purchase.TotalMinor, null, 0L, 0L],
        Cancellation cancellation => [cancellation.Source, cancellation.Number, cancellation.OccurredAt, null, "cancellation", -cancellation.AmountMinor, null, 0L, 0L],
        _ => [fact.Source, fact.Number, fact.OccurredAt, null, Camel(fact.GetType().Name), null, null, 0L, 0L],
    };

    private static IEnumerable<DateOnly> MonthEnds(StoreConnection db, DateOnly today)
    {
        if (db.Reports.FirstChangeOn() is not { } first) yield break;
        for (var month = new DateOnly(first.Year, first.Month, 1); month <= today; month = month.AddMonths(1)) yield return month.AddMonths(1).AddDays(-1);
    }

    private static string Camel(string name) => char.ToLowerInvariant(name[0]) + name[1..];
}
