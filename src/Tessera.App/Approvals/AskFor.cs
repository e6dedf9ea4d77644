using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Tessera.App.People;
using Tessera.App.Members;
using Tessera.App.Points;
using Tessera.App.Programs;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Approvals;

/// <summary>What became of a request: done at once, or waiting for another person.</summary>
/// <typeparam name="T">What the command makes.</typeparam>
/// <param name="Done">What was made, or null.</param>
/// <param name="Waits">The approval it waits for, or null.</param>
/// <param name="IsSingle">Done by one alone although it was above the limit, as nobody else could have approved.</param>
public sealed record Submitted<T>(T? Done, Approval? Waits, bool IsSingle = false)
    where T : class;

/// <summary>
/// Adjusts points at once, or asks another person where the amount is above the programme's limit (trials S10). Where nobody but the maker holds the
/// right to approve, it is done with a typed reason and marked single, as semantics §11 has it for publications.
/// </summary>
public sealed record AskToAdjust : WriteCommand<Submitted<FactTold>>
{
    /// <summary>The adjustment.</summary>
    public required AdjustPoints Command { get; init; }

    internal override IEnumerable<AccountId> Needs(BatchScope scope) => Command.Needs(scope);

    internal override Answer<Submitted<FactTold>> Decide(BatchScope scope)
    {
        if (Command.Member.Resolve(scope.Db) is not { } account) return MemberRefusals.Unknown;
        var limit = scope.Programs.At(scope.Now).Document.Approvals.PointsAbove;
        if (Math.Abs(Command.Points) <= limit) return Do(scope, isSingle: false);
        if (ApprovalStores.NobodyElse(scope.Db, Actor, Roles.Adjust))
        {
            if (string.IsNullOrWhiteSpace(Command.Text)) return new Refusal(Reason.Of("approval.reasonMissing", Reason.Points("limit", limit)), "/note");
            return Do(scope, isSingle: true);
        }

        var text = JsonSerializer.Serialize(StoredAdjustment.Of(Command), JsonSerializerOptions.Web);
        return new Submitted<FactTold>(null, WaitingCommands.Keep(scope, new WaitingCommand(ApprovalKinds.Adjustment, text, Actor) { About = account, Amount = Command.Points }));
    }

    internal override AuditNote NoteOf(BatchScope scope, Submitted<FactTold> made) =>
        made.Waits is { } approval ? WaitingCommands.Note(approval) : AuditNote.Of(made.Done!) is var note && made.IsSingle ? note with { After = "{\"single\":true,\"figures\":" + note.After + "}" } : note;

    private Answer<Submitted<FactTold>> Do(BatchScope scope, bool isSingle)
    {
        var answer = (Command with { Actor = Actor, Entrance = Entrance }).Decide(scope);
        return answer.Refusal is { } refusal ? refusal : new Answer<Submitted<FactTold>>(new Submitted<FactTold>(answer.Value, null, isSingle), null, answer.IsRepeat);
    }
}

/// <summary>Publishes a programme where one person alone may, or asks another person to approve it (semantics §11).</summary>
public sealed record AskToPublish : WriteCommand<Submitted<PublishedVersion>>
{
    /// <summary>The publication.</summary>
    public required PublishProgram Command { get; init; }

    internal override Answer<Submitted<PublishedVersion>> Decide(BatchScope scope)
    {
        var command = Command with { Actor = Actor, Entrance = Entrance };
        if (!command.NeedsAnother(scope))
        {
            var answer = command.Decide(scope);
            return answer.Refusal is { } refused ? refused : new Submitted<PublishedVersion>(answer.Value, null);
        }

        if (command.Refuse(scope) is { } refusal) return refusal;
        var text = JsonSerializer.Serialize(StoredPublication.Of(command), JsonSerializerOptions.Web);
        return new Submitted<PublishedVersion>(null, WaitingCommands.Keep(scope, new WaitingCommand(ApprovalKinds.Publication, text, Actor)));
    }

    internal override AuditNote NoteOf(BatchScope scope, Submitted<PublishedVersion> made) => made.Waits is { } approval ? WaitingCommands.Note(approval) with { Why = Command.Reason } : AuditNote.Nothing;
}

/// <summary>A command that is to wait.</summary>
/// <param name="Kind">Its kind.</param>
/// <param name="Text">As it is stored.</param>
/// <param name="Maker">Who asked.</param>
internal sealed record WaitingCommand(string Kind, string Text, string Maker)
{
    /// <summary>The member it is about, or null.</summary>
    public AccountId? About { get; init; }

    /// <summary>Points or members it moves, or null.</summary>
    public long? Amount { get; init; }

    /// <summary>Minutes within which it can be approved.</summary>
    public int Minutes { get; init; } = WaitingCommands.Days * 24 * 60;
}

/// <summary>Keeping what waits.</summary>
public static class WaitingCommands
{
    /// <summary>Days within which something can be approved.</summary>
    public const int Days = 7;

    /// <summary>The digest that whoever approves names: it stands for kind, member and command.</summary>
    public static byte[] HashOf(string kind, AccountId? about, string command) => SHA256.HashData(Encoding.UTF8.GetBytes($"tessera approval 1\n{kind}\n{about}\n{command}"));

    /// <summary>The state as shown: one that waited too long is expired.</summary>
    public static string StateAt(Approval approval, Instant now) => approval.State == ApprovalStates.Waiting && approval.EndsAt <= now ? ApprovalStates.Expired : approval.State;

    internal static Approval Keep(BatchScope scope, WaitingCommand what)
    {
        var approval = new Approval
        {
            Id = Secrets.NewId("apr"), Kind = what.Kind, About = what.About, Amount = what.Amount, BaseVersion = scope.Db.Programs.Newest(), Command = what.Text,
            InputHash = HashOf(what.Kind, what.About, what.Text), Maker = what.Maker, MadeAt = scope.Now, EndsAt = scope.Now.PlusMinutes(what.Minutes),
        };
        scope.Db.Approvals.Add(approval);
        return approval;
    }

    // More than wait at all tills together; an older one was asked for in vain.
    private const int MostLookedAt = 200;

    /// <summary>One of the same maker that asks for the same and can still be approved, or null.</summary>
    internal static Approval? Same(BatchScope scope, WaitingCommand what)
    {
        var hash = HashOf(what.Kind, what.About, what.Text);
        return scope.Db.Approvals.Page(MostLookedAt, ApprovalStates.Waiting, null).FirstOrDefault(a => a.Maker == what.Maker && a.EndsAt > scope.Now && a.InputHash.SequenceEqual(hash));
    }

    internal static AuditNote Note(Approval approval) => new(approval.Id)
    {
        After = $"{{\"kind\":{AuditNote.Quote(approval.Kind)},\"amount\":{(approval.Amount is { } amount ? amount.ToString(System.Globalization.CultureInfo.InvariantCulture) : "null")},\"account\":{AuditNote.Quote(approval.About?.ToString() ?? "-")}}}",
    };
}
