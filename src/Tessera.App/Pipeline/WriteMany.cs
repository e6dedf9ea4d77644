using Tessera.App.Tills;
using Tessera.Storage;

namespace Tessera.App.Pipeline;

/// <summary>The answers of a batch, item by item in order.</summary>
/// <typeparam name="T">What an item makes.</typeparam>
/// <param name="Items">Answers.</param>
public sealed record ManyAnswers<T>(IReadOnlyList<Answer<T>> Items)
    where T : class;

/// <summary>Independent writes under one key (api.md, <c>/batch</c>): each is accepted or refused for itself, all are on disk together.</summary>
/// <typeparam name="T">What an item makes.</typeparam>
/// <param name="Commands">The writes; each needs its natural key.</param>
public sealed record WriteMany<T>(IReadOnlyList<WriteCommand<T>> Commands) : WriteCommand<ManyAnswers<T>>
    where T : class
{
    /// <summary>Most items of a batch.</summary>
    public const int Most = 200;

    internal override void Foresee(Foresight foresight)
    {
        foreach (var command in Commands) command.Foresee(foresight);
    }

    internal override IEnumerable<AccountId> Needs(BatchScope scope) => Commands.SelectMany(c => c.Needs(scope));

    internal override IEnumerable<AccountId> About(BatchScope scope) => Commands.SelectMany(c => c.About(scope));

    internal override Answer<ManyAnswers<T>> Decide(BatchScope scope) => new ManyAnswers<T>([.. Commands.Select(c => c.Decide(scope))]);

    internal override IEnumerable<TillNote> AtTill(BatchScope scope, ManyAnswers<T> made) =>
        made.Items.SelectMany((a, i) => a is { IsAccepted: true, IsRepeat: false } ? Commands[i].AtTill(scope, a.Value!) : []);

    /// <summary>One request, one record: who was concerned, item by item. Members' records hold the rest.</summary>
    internal override AuditNote NoteOf(BatchScope scope, ManyAnswers<T> made)
    {
        var changed = made.Items.Select((a, i) => a is { IsAccepted: true, IsRepeat: false } ? AuditNote.Quote(Commands[i].NoteOf(scope, a.Value!).Subject) : null).OfType<string>().ToList();
        return new AuditNote("batch") { After = $"{{\"changed\":[{string.Join(',', changed)}]}}" };
    }
}
