using Tessera.App.Tills;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Pipeline;

/// <summary>What a command was answered: a value, or an expected refusal. Both are decisions and are kept under an idempotency key.</summary>
/// <param name="Refusal">Why not, or null.</param>
/// <param name="IsRepeat">The same was told before under its natural key; nothing changed.</param>
public abstract record Answer(Refusal? Refusal, bool IsRepeat)
{
    /// <summary>Whether the command was accepted, now or before.</summary>
    public bool IsAccepted => Refusal is null;
}

/// <summary>An answer with what the command made.</summary>
/// <typeparam name="T">What it made.</typeparam>
/// <param name="Value">The value; null when refused.</param>
/// <param name="Refusal">Why not, or null.</param>
/// <param name="IsRepeat">The same was told before.</param>
public sealed record Answer<T>(T? Value, Refusal? Refusal, bool IsRepeat = false) : Answer(Refusal, IsRepeat)
    where T : class
{
    /// <summary>Accepts.</summary>
    public static implicit operator Answer<T>(T value) => new(value, null);

    /// <summary>Refuses.</summary>
    public static implicit operator Answer<T>(Refusal refusal) => new(null, refusal);
}

/// <summary>
/// One write, as a value: malformed input has ended before. The pipeline runs it inside a transaction, together with others, and runs it again
/// when the batch had to be split, so it keeps nothing of a run.
/// </summary>
public abstract record WriteCommand
{
    /// <summary>Who asks: <c>key:till-3</c>, <c>system</c>, <c>import</c>; never a personal name.</summary>
    public string Actor { get; init; } = "system";

    /// <summary>The door it came through; null inside.</summary>
    public Entrance? Entrance { get; init; }

    /// <summary>Names what it will look up, before the batch begins.</summary>
    internal virtual void Foresee(Foresight foresight)
    {
    }

    /// <summary>Accounts known before running; they are loaded in order of id first.</summary>
    internal virtual IEnumerable<AccountId> Needs(BatchScope scope) => [];

    /// <summary>Shared limits it may read or move; they are locked in order of id after the members of the batch.</summary>
    internal virtual IEnumerable<string> Shares(BatchScope scope) => [];

    /// <summary>Whose answer it is once it was run: an answer kept under an idempotency key is forgotten with each of them.</summary>
    internal virtual IEnumerable<AccountId> About(BatchScope scope) => Needs(scope);

    /// <summary>Looks up, decides and collects what is to be written.</summary>
    internal abstract Answer Run(BatchScope scope);
}

/// <summary>A write that makes a <typeparamref name="T"/>.</summary>
/// <typeparam name="T">What it makes.</typeparam>
public abstract record WriteCommand<T> : WriteCommand
    where T : class
{
    internal sealed override Answer Run(BatchScope scope) => scope.Audited(this);

    internal abstract Answer<T> Decide(BatchScope scope);

    /// <summary>What the audit trail is told of an accepted effect, where deciding wrote no record of its own.</summary>
    internal virtual AuditNote NoteOf(BatchScope scope, T made) => AuditNote.Nothing;

    /// <summary>What a till hands over of an accepted effect.</summary>
    internal virtual IEnumerable<TillNote> AtTill(BatchScope scope, T made) => TillNotes.Of(scope, this, made);
}

/// <summary>An answer in the form its caller reads, stored under the idempotency key in the transaction of the effect.</summary>
/// <param name="Status">HTTP status.</param>
/// <param name="ContentType">Content type.</param>
/// <param name="Body">The body, byte for byte.</param>
/// <param name="IsKept">Whether it is stored: decisions are, faults of the request are not (api.md).</param>
public sealed record RenderedAnswer(int Status, string ContentType, byte[] Body, bool IsKept = true);

/// <summary>A request under an idempotency key.</summary>
/// <param name="Key">Caller, method, path, key and digest of the body.</param>
/// <param name="Render">Makes the stored answer; runs inside the transaction, must be pure.</param>
public sealed record KeyedRequest(RequestKey Key, Func<Answer, RenderedAnswer> Render);

/// <summary>How a request under a key ended.</summary>
public enum KeyedOutcome
{
    /// <summary>Carried out now.</summary>
    Done,

    /// <summary>Carried out before; the first answer is given again, byte for byte.</summary>
    Replayed,

    /// <summary>The key stands for another input (422).</summary>
    OtherInput,

    /// <summary>The first request with this key is still running (409).</summary>
    Running,
}

/// <summary>The end of a write.</summary>
/// <typeparam name="T">What the command makes.</typeparam>
/// <param name="Outcome">How the key was met; <see cref="KeyedOutcome.Done"/> without a key.</param>
/// <param name="Answer">The command's answer; null unless done.</param>
/// <param name="Rendered">The stored form, with a key.</param>
public sealed record Written<T>(KeyedOutcome Outcome, Answer<T>? Answer, RenderedAnswer? Rendered)
    where T : class;

/// <summary>The queue is full, or the store cannot be written to now: ask again later (503). Nothing was done.</summary>
public sealed class StoreBusy(string why, Exception? cause = null) : Exception(why, cause);
