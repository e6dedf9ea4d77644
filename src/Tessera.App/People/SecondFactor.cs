using Tessera.Core;

namespace Tessera.App.People;

/// <summary>A secret to be put into an authenticator app.</summary>
/// <param name="Secret">As people type it.</param>
/// <param name="Address">As apps read it, from a QR code or a tap.</param>
public sealed record FactorOffer(string Secret, string Address);

/// <summary>Recovery codes: each opens a session once when the authenticator is lost.</summary>
/// <param name="Codes">Ten codes, shown once.</param>
public sealed record RecoveryCodes(IReadOnlyList<string> Codes);

/// <summary>Codes of the second factor.</summary>
internal static class SecondFactor
{
    internal const int CodesGiven = 10;

    /// <summary>Uses a code of the authenticator or a recovery code, once; the person after it, or null when it does not fit.</summary>
    internal static Person? Use(BatchScope scope, Person person, string code, Instant at)
    {
        if (Totp.Match([.. person.Totp!], code, at, person.TotpStep) is not { } step) return scope.Db.People.UseCode(person.Id, Secrets.CodeHash(code)) ? person : null;
        var after = person with { TotpStep = step };
        scope.Db.People.Save(after);
        return after;
    }
}

/// <summary>Starts to set up an authenticator: the secret counts from the first code on. One that is set up already is replaced only with a code of it.</summary>
public sealed record OfferFactor : WriteCommand<FactorOffer>
{
    /// <summary>Real time.</summary>
    public required Instant At { get; init; }

    /// <summary>Who.</summary>
    public required string Person { get; init; }

    /// <summary>A code of the authenticator in use, or a recovery code; null where none is set up.</summary>
    public string? Code { get; init; }

    /// <summary>It belongs to another act of the person that has its record already.</summary>
    public bool IsQuiet { get; init; }

    internal override Answer<FactorOffer> Decide(BatchScope scope)
    {
        if (scope.Db.People.Find(Person) is not { State: PersonState.Active } person) return Refusal.Of("person.unknown");
        if (person.Totp is not null)
        {
            if (SecondFactor.Use(scope, person, Code ?? "", At) is not { } used) return new Refusal(Reason.Of("factor.wrong"), "/code");
            person = used;
        }

        var secret = Totp.NewSecret();
        scope.Db.People.Save(person with { TotpWaiting = secret, ChangedAt = At });
        if (!IsQuiet) scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "person.factorOffered", person.Id));
        return new FactorOffer(Totp.Base32(secret), Totp.Address(secret, person.Name));
    }
}

/// <summary>Sets up the authenticator with its first code and gives out recovery codes; earlier ones are void.</summary>
public sealed record ConfirmFactor : WriteCommand<RecoveryCodes>
{
    /// <summary>Real time.</summary>
    public required Instant At { get; init; }

    /// <summary>Who.</summary>
    public required string Person { get; init; }

    /// <summary>The code it shows.</summary>
    public required string Code { get; init; }

    internal override Answer<RecoveryCodes> Decide(BatchScope scope)
    {
        if (scope.Db.People.Find(Person) is not { State: PersonState.Active } person) return Refusal.Of("person.unknown");
        if (person.TotpWaiting is not { } waiting) return Refusal.Of("factor.none");
        if (Totp.Match([.. waiting], Code, At, lastUsed: 0) is not { } step) return new Refusal(Reason.Of("factor.wrong"), "/code");
        var codes = Enumerable.Range(0, SecondFactor.CodesGiven).Select(_ => Secrets.NewCode()).ToList();
        scope.Db.People.Save(person with { Totp = waiting, TotpWaiting = null, TotpStep = step, ChangedAt = At });
        scope.Db.People.SetCodes(person.Id, codes.Select(Secrets.CodeHash));
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "person.factorSet", person.Id));
        return new RecoveryCodes(codes);
    }
}
