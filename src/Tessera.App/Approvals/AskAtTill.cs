using System.Text.Json;
using Tessera.App.Purchases;
using Tessera.App.Tills;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Storage;

namespace Tessera.App.Approvals;

/// <summary>
/// Sells, refunds or voids at once, or asks another person where an amount is above the limits of tills. Asked again with the same numbers while it waits it is the same
/// approval; once it was carried out the answer is a repeat of what was done.
/// </summary>
/// <typeparam name="T">What the command makes.</typeparam>
public sealed record AskAtTill<T> : WriteCommand<Submitted<T>>
    where T : class
{
    // The customer stands there, and a quote holds no longer.
    private const int Minutes = QuoteToken.ValidMinutes;

    /// <summary>A <see cref="CommitQuote"/>, <see cref="RefundPurchase"/> or <see cref="VoidPurchase"/>.</summary>
    public required WriteCommand<T> Command { get; init; }

    /// <summary>The sealed quote of a sale; null for what gives back.</summary>
    public string? Token { get; init; }

    internal override void Foresee(Foresight foresight) => Command.Foresee(foresight);

    internal override IEnumerable<AccountId> Needs(BatchScope scope) => Command.Needs(scope);

    internal override IEnumerable<string> Shares(BatchScope scope) => Command.Shares(scope);

    internal override IEnumerable<AccountId> About(BatchScope scope) => Command.About(scope);

    internal override Answer<Submitted<T>> Decide(BatchScope scope)
    {
        if (Told(scope) || Amounts(scope) is not { } amounts || amounts.Above(TillLimits.Of(scope.Db)) is not { } above) return Do(scope);
        var stored = StoredTillAsk.Of(Command, Token, Entrance?.Till, amounts);
        var kind = above.IsPoints ? ApprovalKinds.TillPoints : Command is CommitQuote ? ApprovalKinds.TillSale : ApprovalKinds.TillRefund;
        AccountId? about = Command.Needs(scope).Select(a => (AccountId?)a).FirstOrDefault();
        var asked = new WaitingCommand(kind, JsonSerializer.Serialize(stored, JsonSerializerOptions.Web), Actor) { About = about, Amount = above.Amount, Minutes = Minutes };
        return WaitingCommands.Same(scope, asked) is { } waiting ? new Answer<Submitted<T>>(new Submitted<T>(null, waiting), null, IsRepeat: true) : new Submitted<T>(null, WaitingCommands.Keep(scope, asked));
    }

    internal override AuditNote NoteOf(BatchScope scope, Submitted<T> made) => made.Waits is { } approval ? WaitingCommands.Note(approval) : Command.NoteOf(scope, made.Done!);

    internal override IEnumerable<TillNote> AtTill(BatchScope scope, Submitted<T> made) => made.Done is { } done ? Command.AtTill(scope, done) : [];

    private bool Told(BatchScope scope) => Command switch
    {
        CommitQuote c => scope.Document(c.Source, c.Number) is not null,
        PurchaseCommand { Source: { } source, Number: { } number } => scope.Document(source, number) is not null,
        _ => false,
    };

    private TillAmounts? Amounts(BatchScope scope) => Command switch
    {
        CommitQuote commit => TillAmounts.OfSale(commit),
        PurchaseCommand back => TillAmounts.OfRefund(scope, back),
        _ => null,
    };

    private Answer<Submitted<T>> Do(BatchScope scope)
    {
        var answer = (Command with { Actor = Actor, Entrance = Entrance }).Decide(scope);
        return answer.Refusal is { } refusal ? refusal : new Answer<Submitted<T>>(new Submitted<T>(answer.Value, null), null, answer.IsRepeat);
    }
}

/// <summary>A sale or what gives one back, as it is stored while it waits.</summary>
internal sealed record StoredTillAsk
{
    public string? Token { get; init; }

    public string? Purchase { get; init; }

    public bool IsVoid { get; init; }

    public long? OccurredAtMicros { get; init; }

    public string? Source { get; init; }

    public string? Number { get; init; }

    public IReadOnlyList<RefundedUnits> Units { get; init; } = [];

    public long AmountMinor { get; init; }

    public IReadOnlyList<Payment> Payments { get; init; } = [];

    /// <summary>Where it was asked: what is approved from afar is of that till's shift.</summary>
    public string? Till { get; init; }

    /// <summary>What the approver looks at.</summary>
    public required TillAmounts Amounts { get; init; }

    public static StoredTillAsk Of(WriteCommand command, string? token, string? till, TillAmounts amounts) => command switch
    {
        CommitQuote c => new() { Token = token, Source = c.Source, Number = c.Number, Payments = c.Payments, Till = till, Amounts = amounts },
        PurchaseCommand b => new()
        {
            Purchase = b.Purchase.ToString(), IsVoid = b is VoidPurchase, OccurredAtMicros = b.OccurredAt?.Micros, Source = b.Source, Number = b.Number, Till = till, Amounts = amounts,
            Units = b is RefundPurchase r ? r.Units : [], AmountMinor = b is RefundPurchase m ? m.AmountMinor : 0,
        },
        _ => throw new ArgumentException($"{command.GetType().Name} has no limit at a till", nameof(command)),
    };

    public static StoredTillAsk Read(Approval approval) => JsonSerializer.Deserialize<StoredTillAsk>(approval.Command, JsonSerializerOptions.Web)!;

    /// <summary>The command for its maker; null where its quote is of no use any more.</summary>
    public WriteCommand? ToCommand(BatchScope scope, Approval approval)
    {
        var at = OccurredAtMicros is { } micros ? new Instant(micros) : (Instant?)null;
        if (Token is not null) return QuoteToken.Open(scope.Db.Sealing, Token) is { } quote ? new CommitQuote { Token = quote, Source = Source!, Number = Number!, Payments = Payments, Actor = approval.Maker } : null;
        if (PurchaseId.Parse(Purchase ?? "") is not { } id) return null;
        return IsVoid
            ? new VoidPurchase { Purchase = id, OccurredAt = at, Source = Source, Number = Number, Actor = approval.Maker }
            : new RefundPurchase { Purchase = id, OccurredAt = at, Source = Source, Number = Number, Units = Units, AmountMinor = AmountMinor, Actor = approval.Maker };
    }

    /// <summary>Carries it out.</summary>
    public static Answer Run(BatchScope scope, Approval approval) => Read(approval).ToCommand(scope, approval) switch
    {
        CommitQuote commit => commit.Decide(scope),
        PurchaseCommand back => back.Decide(scope),
        _ => new Answer<Approval>(null, Refusal.Of("approval.changed")),
    };

    /// <summary>What its till hands over of what it made.</summary>
    public static IEnumerable<TillNote> AtTill(BatchScope scope, Approval approval, object made)
    {
        var stored = Read(approval);
        return stored.ToCommand(scope, approval) is { } command ? TillNotes.Of(scope, command, made).Select(n => n with { Till = n.Till ?? stored.Till }) : [];
    }
}
