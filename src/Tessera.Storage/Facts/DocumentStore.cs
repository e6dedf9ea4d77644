using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.Storage.Facts;

/// <summary>A document known under its source and number.</summary>
/// <param name="Account">Whose it is; null for an anonymous one.</param>
/// <param name="Sequence">Its place in the record; 0 for an anonymous one.</param>
/// <param name="Kind">Kind of the fact, such as <c>purchase</c>.</param>
public sealed record KnownDocument(AccountId? Account, long Sequence, string Kind)
{
    private readonly Fact? _told;
    private byte[]? _content;

    internal KnownDocument(AccountId? account, long sequence, string kind, byte[] content)
        : this(account, sequence, kind) => _content = content;

    /// <summary>A document decided in this batch and not written yet; its digest is taken when somebody asks.</summary>
    public KnownDocument(AccountId account, long sequence, Fact told)
        : this(account, sequence, RecordJson.KindOf(told)) => _told = told;

    /// <summary>Whether a fact says the same: a repeat. Otherwise it is <c>document.changed</c>.</summary>
    public bool SaysTheSameAs(Fact fact) => (_content ??= DocumentContent.Of(_told!)).AsSpan().SequenceEqual(DocumentContent.Of(fact));
}

/// <summary>A purchase or cancellation without a member.</summary>
/// <param name="Fact">The <see cref="Purchase"/> or <see cref="Cancellation"/>.</param>
/// <param name="IsStock">A stock document: in no report, never claimed.</param>
/// <param name="ClaimedAt">When it was claimed, or null.</param>
public sealed record AnonymousDocument(Fact Fact, bool IsStock, Instant? ClaimedAt)
{
    /// <summary>Free text kept sealed beside it, or null; a claim moves it to the member's record.</summary>
    public string? Text { get; init; }

    internal static long TotalOf(Fact fact) => fact switch
    {
        Purchase purchase => purchase.TotalMinor,
        Cancellation cancellation => -cancellation.Lines.Sum(l => l.NetMinor),
        _ => throw new ArgumentException($"{fact.GetType().Name} is no document", nameof(fact)),
    };
}

/// <summary>Documents by source and number, which are unique for ever, and what was given back of purchases.</summary>
public sealed partial class DocumentStore
{
    private readonly StoreConnection _db;

    internal DocumentStore(StoreConnection db) => _db = db;

    /// <summary>Whether anything was ever told, with a member or without.</summary>
    public bool HasAny()
    {
        using var rows = _db.Sql("select 1 from document limit 1");
        return rows.Step();
    }

    /// <summary>A document, or null when the number is new.</summary>
    public KnownDocument? Find(string source, string number)
    {
        if (_db.Ahead.Documents.TryGetValue((source, number), out var known)) return known;
        using var rows = _db.Sql("select member_id, sequence, kind, content from document where source = $1 and number = $2").Set(1, source).Set(2, number);
        return rows.Step() ? new KnownDocument(rows.AccountOrNull(0), rows.LongOrNull(1) ?? 0, rows.Text(2), rows.Bytes(3).ToArray()) : null;
    }

    /// <summary>Purchases of a number, whatever their source: a person who types a number names no source. Sources are few, and each is asked by the key.</summary>
    public IReadOnlyList<(string Source, AccountId? Account)> FindPurchases(string number, int limit)
    {
        using var rows = _db.Sql("with recursive s (source) as (select min(source) from document union all select (select min(d.source) from document d where d.source > s.source) from s where s.source is not null)"
            + " select d.source, d.member_id from s join document d on d.source = s.source and d.number = $1 where s.source is not null and d.kind = 'purchase' order by d.source limit $2").Set(1, number).Set(2, limit);
        var found = new List<(string, AccountId?)>();
        while (rows.Step()) found.Add((rows.Text(0), rows.AccountOrNull(1)));
        return found;
    }

    /// <summary>Keeps a purchase or cancellation that names no member.</summary>
    /// <param name="fact">The fact.</param>
    /// <param name="isStock">Its total is not positive: kept, in no report.</param>
    /// <param name="text">Free text, kept sealed, or null.</param>
    public void AddAnonymous(Fact fact, bool isStock, string? text = null)
    {
        var (source, number) = NameOf(fact);
        _db.Ahead.Documents.Remove((source, number));
        _db.Sql("insert into document (source, number, kind, content) values ($1, $2, $3, $4)")
            .Set(1, source).Set(2, number).Set(3, RecordJson.KindOf(fact)).SetBytes(4, DocumentContent.Of(fact)).RunOnce();
        _db.Sql("insert into anonymous_document (source, number, occurred_at, recorded_at, is_stock, total_minor, fact) values ($1, $2, $3, $4, $5, $6, $7)")
            .Set(1, source).Set(2, number).Set(3, fact.OccurredAt).Set(4, fact.RecordedAt).Set(5, isStock).Set(6, AnonymousDocument.TotalOf(fact))
            .SetText(7, RecordJson.Write(fact)).RunOnce();
        if (string.IsNullOrEmpty(text)) return;
        _db.Sql("update anonymous_document set sealed_text = $3 where source = $1 and number = $2")
            .Set(1, source).Set(2, number).SetBytes(3, _db.Sealing.Seal(Sealed(source, number), text)).RunOnce();
    }

    /// <summary>An anonymous document, or null.</summary>
    public AnonymousDocument? FindAnonymous(string source, string number)
    {
        using var rows = _db.Sql("select fact, is_stock, claimed_at, sealed_text from anonymous_document where source = $1 and number = $2").Set(1, source).Set(2, number);
        if (!rows.Step()) return null;
        var text = rows.IsNull(3) ? null : _db.Sealing.OpenText(Sealed(source, number), rows.Bytes(3));
        return new AnonymousDocument(RecordJson.ReadFact(rows.Bytes(0)), rows.Bool(1), rows.InstantOrNull(2)) { Text = text };
    }

    /// <summary>A purchase with all that happened to it, or null when the item is none.</summary>
    /// <param name="account">Whose record.</param>
    /// <param name="sequence">Its place.</param>
    /// <param name="calendar">Calendar of the version that decided it.</param>
    public RecordedPurchase? FindPurchase(AccountId account, long sequence, BusinessCalendar calendar)
    {
        if (_db.Records.Find(account, sequence) is not { Fact: Purchase, Purchase: { } outcome } item) return null;
        var refunded = RefundsOf(account, sequence).ToList();
        while (refunded.Count < outcome.Lines.Count) refunded.Add(LineRefunded.Nothing);
        return RecordedPurchase.Of(item, calendar.DayOf(item.OccurredAt)) with { Refunded = refunded };
    }

    /// <summary>Sequence of the debit with a reference, or null.</summary>
    public long? FindDebit(AccountId account, string reference)
    {
        if (_db.Ahead.Debits.TryGetValue((account, reference), out var known)) return known;
        using var rows = _db.Sql("select sequence from debit_reference where member_id = $1 and reference = $2").Set(1, account).Set(2, reference);
        return rows.Step() ? rows.Long(0) : null;
    }

    internal IReadOnlyList<LineRefunded> RefundsOf(AccountId account, long sequence)
    {
        if (_db.Ahead.Refunds.TryGetValue((account, sequence), out var known)) return known;
        using var rows = _db.Sql("select lines from purchase_refund where member_id = $1 and sequence = $2").Set(1, account).Set(2, sequence);
        return rows.Step() ? RecordJson.ReadAny<List<LineRefunded>>(rows.Bytes(0)) : [];
    }

    internal void Claim(string source, string number, AccountId account, long sequence, Instant at)
    {
        _db.Ahead.Documents.Remove((source, number));
        var changed = _db.Sql("update document set member_id = $3, sequence = $4 where source = $1 and number = $2 and member_id is null")
            .Set(1, source).Set(2, number).Set(3, account).Set(4, sequence).RunCounted();
        if (changed != 1) throw new StoreFault(FaultKind.Constraint, 0, $"document {source} {number} cannot be claimed", "claim");
        _db.Sql("update anonymous_document set claimed_at = $3, sealed_text = null where source = $1 and number = $2").Set(1, source).Set(2, number).Set(3, at).RunOnce();
    }

    internal static string Sealed(string source, string number) => $"document {source} {number}";

    private static (string Source, string Number) NameOf(Fact fact) =>
        (fact.Source ?? throw new ArgumentException("a document has a source", nameof(fact)), fact.Number ?? throw new ArgumentException("a document has a number", nameof(fact)));
}
