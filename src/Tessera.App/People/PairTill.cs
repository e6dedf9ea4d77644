using System.Security.Cryptography;
using Tessera.Core;
using Tessera.Storage;
using Tessera.Storage.Places;

namespace Tessera.App.People;

/// <summary>A code that pairs a till page, shown once.</summary>
/// <param name="Till">Till.</param>
/// <param name="Code">Code, in two groups of four.</param>
/// <param name="EndsAt">Until when it works.</param>
public sealed record PairingCode(string Till, string Code, Instant EndsAt);

/// <summary>A till page that was paired.</summary>
/// <param name="Person">The till's own person: a clerk, bound to the till's store.</param>
/// <param name="Token">Token of the session.</param>
/// <param name="EndsAt">When it must be paired anew.</param>
/// <param name="Till">Till.</param>
/// <param name="Store">Its store.</param>
public sealed record PairedTill(Person Person, string Token, Instant EndsAt, string Till, string Store);

/// <summary>Opens a code for a till; an earlier one of the same till is void.</summary>
public sealed record OpenPairing : WriteCommand<PairingCode>
{
    // No letter that looks like another; 40 bits, ten minutes and counted tries.
    private const string Letters = "23456789abcdefghjkmnpqrstuvwxyz";
    private const int Minutes = 10;

    /// <summary>Real time.</summary>
    public required Instant At { get; init; }

    /// <summary>Till.</summary>
    public required string Till { get; init; }

    internal override Answer<PairingCode> Decide(BatchScope scope)
    {
        if (scope.Db.Places.Find(Till) is not { Kind: PlaceKind.Till, ClosedAt: null } place) return Refusal.Of("place.unknown", Reason.Id("code", Till));
        if (!Bounds.Allow(scope.Db, Actor, place.Parent!)) return Refusal.Of("place.unknown", Reason.Id("code", Till));
        var code = RandomNumberGenerator.GetString(Letters, 4) + "-" + RandomNumberGenerator.GetString(Letters, 4);
        var ends = At.PlusMinutes(Minutes);
        scope.Db.Sessions.AddTillCode(code, Till, Actor, (At, ends));
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "place.pairingOpened", Till));
        return new PairingCode(Till, code, ends);
    }
}

/// <summary>Stores people are bound to.</summary>
public static class Bounds
{
    /// <summary>Whether an actor may work at a store: keys and people bound to none may everywhere.</summary>
    public static bool Allow(StoreConnection db, string actor, string store)
    {
        if (!actor.StartsWith("person:", StringComparison.Ordinal)) return true;
        var stores = db.Personal.StoresOf(actor["person:".Length..]);
        return stores.Count == 0 || stores.Contains(store, StringComparer.Ordinal);
    }
}

/// <summary>Pairs a till page with a code. Tries are counted like sign-ins.</summary>
public static class PairTill
{
    /// <summary>Pairs it.</summary>
    public static async Task<Answer<PairedTill>> Run(Site site, string code, string address, Entrance? entrance)
    {
        var (now, typed) = (site.Clock.MachineNow, code.Trim().ToLowerInvariant());
        var tried = await site.Write(new CountTry { At = now, Name = "pairing:" + typed, Address = address }).ConfigureAwait(false);
        if (tried.Refusal is { } slow) return slow;
        return await site.Write(new UsePairing { At = now, Code = typed, Address = address, Entrance = entrance }).ConfigureAwait(false);
    }
}

/// <summary>The part of pairing that is written.</summary>
internal sealed record UsePairing : WriteCommand<PairedTill>
{
    public required Instant At { get; init; }

    public required string Code { get; init; }

    public required string Address { get; init; }

    internal override Answer<PairedTill> Decide(BatchScope scope)
    {
        var db = scope.Db;
        if (db.Sessions.UseTillCode(Code, At) is not { } till || db.Places.Find(till) is not { ClosedAt: null, Parent: { } store }) return Refusal.Of("pairing.unknown");
        var person = PersonOf(db, till);
        if (person.State == PersonState.Disabled) return Refusal.Of("pairing.unknown");
        db.Places.PutKey(person.Id, till);
        db.Personal.SetStores(person.Id, [store]);
        CountTry.GiveBack(scope, "pairing:" + Code, Address);
        var (token, ends) = (Secrets.NewToken(), At.PlusMinutes(Sessions.TillMinutes));
        db.Sessions.Open(token, new PersonSession(person, At, At, ends), Address, Sessions.MostOfPerson);
        db.Sessions.PutAtTill(token, till);
        db.Audits.Append(new AuditEvent(scope.Now, "person:" + person.Id, "session.paired", till));
        return new PairedTill(person, token, ends, till, store);
    }

    /// <summary>A till has one person of its own, so that the trail names it and disabling it ends its pages.</summary>
    private Person PersonOf(StoreConnection db, string till)
    {
        if (db.People.ByName("till:" + till) is { } known) return known;
        var person = new Person { Id = Secrets.NewId("per"), Name = "till:" + till, Role = "clerk", State = PersonState.Active, Password = Passwords.Unusable, CreatedAt = At, ChangedAt = At };
        db.People.Add(person);
        return person;
    }
}

/// <summary>Stores of a person.</summary>
/// <param name="Stores">Codes; none for all.</param>
public sealed record PersonStores(IReadOnlyList<string> Stores);

/// <summary>Binds a person to stores: facts without a store get the only one, facts of other stores are refused.</summary>
public sealed record BindPerson : WriteCommand<PersonStores>
{
    /// <summary>Who.</summary>
    public required string Person { get; init; }

    /// <summary>Codes of stores; none frees the person.</summary>
    public required IReadOnlyList<string> Stores { get; init; }

    internal override Answer<PersonStores> Decide(BatchScope scope)
    {
        if (scope.Db.People.Find(Person) is null) return Refusal.Of("person.unknown");
        var wanted = Stores.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (wanted.FirstOrDefault(s => scope.Db.Places.Find(s) is not { Kind: PlaceKind.Store, ClosedAt: null }) is { } unknown) return new Refusal(Reason.Of("place.unknown", Reason.Id("code", unknown)), "/stores");
        scope.Db.Personal.SetStores(Person, wanted);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "person.bound", Person, $"{{\"stores\":{AuditNote.Quote(string.Join(' ', wanted))}}}"));
        return new PersonStores(wanted);
    }
}
