using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.People;

/// <summary>Somebody signed in.</summary>
/// <param name="Person">Who.</param>
/// <param name="Token">Token of the session: for the cookie, stored as a digest.</param>
/// <param name="EndsAt">When the session ends at the latest.</param>
public sealed record SignedIn(Person Person, string Token, Instant EndsAt)
{
    /// <summary>Whether a second factor must be set up before anything else.</summary>
    public bool MustEnrol => Sessions.MustEnrol(Person);
}

/// <summary>How long sessions last, and how sign-ins are slowed.</summary>
public static class Sessions
{
    /// <summary>Minutes a session lasts at the most.</summary>
    public const int MostMinutes = 12 * 60;

    /// <summary>Minutes without use after which it is over.</summary>
    public const int IdleMinutes = 2 * 60;

    /// <summary>Minutes a paired till page stays paired: thirty days.</summary>
    public const int TillMinutes = 30 * 24 * 60;

    /// <summary>Minutes without use after which a till page must be paired anew: a shop that was closed for a week.</summary>
    public const int TillIdleMinutes = 8 * 24 * 60;

    /// <summary>Minutes between two notes of its use.</summary>
    public const int TouchMinutes = 5;

    /// <summary>Minutes for which a password that was given in a session counts, for what changes how somebody signs in.</summary>
    public const int ConfirmedMinutes = 10;

    /// <summary>Most sessions of a person; the oldest gives way.</summary>
    public const int MostOfPerson = 20;

    /// <summary>Whether a person needs a second factor and has none yet: until then nothing else is open.</summary>
    public static bool MustEnrol(Person person) => person.Totp is null && Roles.Find(person.Role)?.NeedsSecondFactor == true;

    /// <summary>The open session of a token, looked up for every request: a disabled person's is gone at once, on every node.</summary>
    public static PersonSession? Find(StoreConnection db, string token, Instant now)
    {
        if (db.Sessions.Find(token) is not { Person.State: PersonState.Active } session) return null;
        return now < session.EndsAt && now < session.SeenAt.PlusMinutes(session.Till is null ? IdleMinutes : TillIdleMinutes) ? session : null;
    }

    /// <summary>Whether the password was given in a session lately.</summary>
    public static bool IsConfirmed(PersonSession session, Instant now) => session.ConfirmedAt is { } at && now < at.PlusMinutes(ConfirmedMinutes);

    internal static SignedIn Open(BatchScope scope, Person person, Instant at, string address)
    {
        var session = new PersonSession(person, at, at, at.PlusMinutes(MostMinutes)) { ConfirmedAt = at };
        var token = Secrets.NewToken();
        scope.Db.Sessions.Open(token, session, address, MostOfPerson);
        return new SignedIn(person, token, session.EndsAt);
    }
}

/// <summary>A name and a password, and a code where a second factor is set up.</summary>
/// <param name="Name">Name.</param>
/// <param name="Password">Password.</param>
/// <param name="Code">Six digits of the authenticator, or a recovery code; null without.</param>
/// <param name="Address">From where.</param>
public sealed record Credentials(string Name, string Password, string? Code, string Address);

/// <summary>
/// Signs in. Every try is counted before anything is checked, so that many at once do not slip through; a session gives the count back. Names that
/// nobody has are counted, answered and timed like the others.
/// </summary>
public static class SignIn
{
    /// <summary>Signs in.</summary>
    public static async Task<Answer<SignedIn>> Run(Site site, Credentials given, Entrance? entrance)
    {
        var now = site.Clock.MachineNow;
        var tried = await site.Write(new CountTry { At = now, Name = given.Name, Address = given.Address }).ConfigureAwait(false);
        if (tried.Refusal is { } slow) return slow;
        var person = site.Read(scope => scope.Db.People.ByName(given.Name)) is { State: PersonState.Active } known ? known : null;
        if (!Passwords.Fits(person?.Password, given.Password)) return Refusal.Of("signIn.wrong");
        if (person!.Totp is not null && string.IsNullOrWhiteSpace(given.Code)) return Refusal.Of("signIn.codeNeeded");
        return await site.Write(new OpenSession { At = now, Known = person, Given = given, Actor = "person:" + person.Id, Entrance = entrance }).ConfigureAwait(false);
    }
}

/// <summary>What was counted.</summary>
internal sealed record Counted(int Failures);

/// <summary>Counts a try, for the name and for the address, or says how long to wait.</summary>
internal sealed record CountTry : WriteCommand<Counted>
{
    // Four wrong tries are free for a name, twenty for an address (a shop behind one line); then each doubles the wait.
    private const int FreeOfName = 4;
    private const int FreeOfAddress = 20;

    // A stranger must not lock an owner out: a name waits one minute at most.
    private const int MostSecondsOfName = 60;
    private const int MostSecondsOfAddress = 15 * 60;
    private const int ForgetMinutes = 60;

    public required Instant At { get; init; }

    public required string Name { get; init; }

    public required string Address { get; init; }

    internal override Answer<Counted> Decide(BatchScope scope)
    {
        var store = scope.Db.Sessions;
        store.DropTries(At.PlusMinutes(-ForgetMinutes));
        var (name, address) = (scope.Db.People.IndexOf(Name), store.IndexOfAddress(Address));
        var (ofName, ofAddress) = (store.Tries(name), store.Tries(address));
        var until = Math.Max(ofName?.UntilAt.Micros ?? 0, ofAddress?.UntilAt.Micros ?? 0);
        if (until > At.Micros) return Refusal.Of("signIn.slow", Reason.Count("seconds", ((until - At.Micros) / 1_000_000) + 1));
        var failures = (ofName?.Failures ?? 0) + 1;
        store.SetTries(name, Next(failures, FreeOfName, MostSecondsOfName));
        store.SetTries(address, Next((ofAddress?.Failures ?? 0) + 1, FreeOfAddress, MostSecondsOfAddress));
        if (failures == FreeOfName + 1) scope.Db.Audits.Append(new AuditEvent(scope.Now, "system", "signIn.slowed", scope.Db.People.ByName(Name)?.Id ?? "unknown"));
        return new Counted(failures);
    }

    internal static void GiveBack(BatchScope scope, string name, string address)
    {
        scope.Db.Sessions.SetTries(scope.Db.People.IndexOf(name), null);
        var subject = scope.Db.Sessions.IndexOfAddress(address);
        if (scope.Db.Sessions.Tries(subject) is { } tries) scope.Db.Sessions.SetTries(subject, tries.Failures <= 1 ? null : tries with { Failures = tries.Failures - 1, UntilAt = tries.LastAt });
    }

    private SignInTries Next(int failures, int free, int mostSeconds)
    {
        var seconds = failures <= free ? 0L : Math.Min(mostSeconds, 1L << Math.Min(20, failures - free));
        return new SignInTries(failures, At, new Instant(At.Micros + (seconds * 1_000_000)));
    }
}

/// <summary>Opens a session for somebody whose password fitted: checks the code and that nothing changed since.</summary>
internal sealed record OpenSession : WriteCommand<SignedIn>
{
    public required Instant At { get; init; }

    public required Person Known { get; init; }

    public required Credentials Given { get; init; }

    internal override Answer<SignedIn> Decide(BatchScope scope)
    {
        var person = scope.Db.People.Find(Known.Id);
        if (person is not { State: PersonState.Active } || person.Password != Known.Password) return Refusal.Of("signIn.wrong");
        if (person.Totp is not null && SecondFactor.Use(scope, person, Given.Code ?? "", At) is null) return Refusal.Of("signIn.wrong");
        CountTry.GiveBack(scope, Given.Name, Given.Address);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "session.opened", person.Id));
        return Sessions.Open(scope, person, At, Given.Address);
    }
}

/// <summary>Notes that a session is in use, so that it does not run idle.</summary>
public sealed record TouchSession : WriteCommand<PersonSession>
{
    /// <summary>Real time.</summary>
    public required Instant At { get; init; }

    /// <summary>Its token.</summary>
    public required string Token { get; init; }

    internal override Answer<PersonSession> Decide(BatchScope scope)
    {
        if (scope.Db.Sessions.Find(Token) is not { } session) return Refusal.Of("session.unknown");
        scope.Db.Sessions.Touch(Token, At);
        return session with { SeenAt = At };
    }
}

/// <summary>Signs out.</summary>
public sealed record EndSession : WriteCommand<Person>
{
    /// <summary>Token of the session.</summary>
    public required string Token { get; init; }

    internal override Answer<Person> Decide(BatchScope scope)
    {
        if (scope.Db.Sessions.Find(Token) is not { } session) return Refusal.Of("session.unknown");
        scope.Db.Sessions.End(Token);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "session.ended", session.Person.Id));
        return session.Person;
    }
}

/// <summary>Changes the own password; all other sessions of the person end.</summary>
public static class ChangePassword
{
    /// <summary>Changes it.</summary>
    /// <param name="site">The site.</param>
    /// <param name="token">Token of the session it is asked from.</param>
    /// <param name="current">The password until now.</param>
    /// <param name="wanted">The new one.</param>
    /// <param name="entrance">Where it was asked.</param>
    public static async Task<Answer<Person>> Run(Site site, string token, string current, string wanted, Entrance? entrance)
    {
        if (site.Read(scope => Sessions.Find(scope.Db, token, site.Clock.MachineNow)) is not { } session) return Refusal.Of("session.unknown");
        var tried = await site.Write(new CountTry { At = site.Clock.MachineNow, Name = session.Person.Name, Address = entrance?.Address ?? "" }).ConfigureAwait(false);
        if (tried.Refusal is { } slow) return slow;
        if (!Passwords.Fits(session.Person.Password, current)) return new Refusal(Reason.Of("signIn.wrong"), "/current");
        if (Passwords.Refuse(site, wanted, session.Person.Name) is { } refusal) return refusal;
        return await site.Write(new SetPassword { At = site.Clock.MachineNow, Token = token, Known = session.Person, Hash = Passwords.Hash(wanted), Actor = "person:" + session.Person.Id, Entrance = entrance }).ConfigureAwait(false);
    }
}

/// <summary>The part of changing a password that is written.</summary>
internal sealed record SetPassword : WriteCommand<Person>
{
    public required Instant At { get; init; }

    public required string Token { get; init; }

    public required Person Known { get; init; }

    public required string Hash { get; init; }

    internal override Answer<Person> Decide(BatchScope scope)
    {
        if (scope.Db.People.Find(Known.Id) is not { State: PersonState.Active } person || person.Password != Known.Password) return Refusal.Of("signIn.wrong");
        var changed = person with { Password = Hash, ChangedAt = At };
        scope.Db.People.Save(changed);
        scope.Db.Sessions.EndAll(person.Id, butToken: Token);
        CountTry.GiveBack(scope, person.Name, Entrance?.Address ?? "");
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "person.passwordChanged", person.Id));
        return changed;
    }
}
