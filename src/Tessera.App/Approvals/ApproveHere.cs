using Tessera.App.People;
using Tessera.App.Tills;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Approvals;

/// <summary>
/// Approves on the spot what waits at a till: another person types name and password there, and the code where a second factor is set up. No session is opened; who asked is never
/// who approves, and a person bound to stores approves in these alone. Tries are counted like sign-ins.
/// </summary>
public static class ApproveHere
{
    /// <summary>Approves it.</summary>
    public static async Task<Answer<DecidedApproval>> Run(Site site, HereApproval what, Entrance? entrance)
    {
        var (now, given) = (site.Clock.MachineNow, what.Approver);
        var tried = await site.Write(new CountTry { At = now, Name = given.Name, Address = given.Address }).ConfigureAwait(false);
        if (tried.Refusal is { } slow) return slow;
        var person = site.Read(scope => scope.Db.People.ByName(given.Name)) is { State: PersonState.Active } known ? known : null;
        if (!Passwords.Fits(person?.Password, given.Password)) return Refusal.Of("signIn.wrong");
        if (person!.Totp is not null && string.IsNullOrWhiteSpace(given.Code)) return Refusal.Of("signIn.codeNeeded");
        return await site.Write(new ApproveAtTill { At = now, Known = person, What = what, Actor = "person:" + person.Id, Entrance = entrance }).ConfigureAwait(false);
    }
}

/// <summary>What is approved on the spot.</summary>
/// <param name="Id">Approval.</param>
/// <param name="Maker">Who asks at the till.</param>
/// <param name="InputHash">Digest of what was looked at.</param>
/// <param name="Approver">Who approves.</param>
public sealed record HereApproval(string Id, string Maker, IReadOnlyList<byte> InputHash, Credentials Approver);

/// <summary>The part that is written.</summary>
internal sealed record ApproveAtTill : WriteCommand<DecidedApproval>
{
    public required Instant At { get; init; }

    public required Person Known { get; init; }

    public required HereApproval What { get; init; }

    private DecideApproval Decision => new() { Id = What.Id, Approves = What.InputHash, Held = HeldBy(Known), Actor = Actor, Entrance = Entrance };

    internal override IEnumerable<AccountId> Needs(BatchScope scope) => Decision.Needs(scope);

    internal override IEnumerable<string> Shares(BatchScope scope) => Decision.Shares(scope);

    internal override Answer<DecidedApproval> Decide(BatchScope scope)
    {
        var person = scope.Db.People.Find(Known.Id);
        if (person is not { State: PersonState.Active } || person.Password != Known.Password) return Refusal.Of("signIn.wrong");
        if (person.Totp is not null && SecondFactor.Use(scope, person, What.Approver.Code ?? "", At) is null) return Refusal.Of("signIn.wrong");
        CountTry.GiveBack(scope, What.Approver.Name, What.Approver.Address);
        if (scope.Db.Approvals.Find(What.Id) is not { } approval || !ApprovalKinds.IsOfTill(approval.Kind) || approval.Maker != What.Maker) return Refusal.Of("approval.unknown");
        if (!HeldBy(person).Contains(Roles.Decide) || Sessions.MustEnrol(person)) return Refusal.Of("approval.right");
        return Decision.Decide(scope);
    }

    internal override AuditNote NoteOf(BatchScope scope, DecidedApproval made) => Decision.NoteOf(scope, made);

    internal override IEnumerable<TillNote> AtTill(BatchScope scope, DecidedApproval made) => Decision.AtTill(scope, made);

    // Of the rights only those that deciding asks for.
    private static HashSet<string> HeldBy(Person person) =>
        [.. new[] { Roles.Decide, Roles.Sell }.Where(scope => Roles.Find(person.Role)?.Gives(scope) == true)];
}
