using System.ComponentModel;
using Tessera.App;
using Tessera.Server.Json;

namespace Tessera.Server.Http;

/// <summary>The answers of a batch.</summary>
/// <param name="Items">In the order of the request.</param>
internal sealed record BatchView<T>(IReadOnlyList<BatchItem<T>> Items)
    where T : class;

/// <summary>The answer to one item of a batch.</summary>
internal sealed record BatchItem<T>
    where T : class
{
    [Description("Status the item would have had alone: 201, 400, 403, 404 or 409.")]
    public required int Status { get; init; }

    [Description("What was recorded.")]
    public T? Result { get; init; }

    [Description("Why it was not.")]
    public ProblemBody? Problem { get; init; }
}

/// <summary>How the items of a batch are read, decided and shown.</summary>
/// <param name="Wrong">What is wrong with an item beyond its fields.</param>
/// <param name="Command">Its command.</param>
/// <param name="View">Its answer.</param>
internal sealed record BatchOf<TBody, TMade, TView>(Func<TBody, IEnumerable<FieldError>> Wrong, Func<TBody, WriteCommand<TMade>> Command, Func<TMade, Showing, TView> View)
    where TBody : class
    where TMade : class
    where TView : class;

/// <summary>Runs batches: malformed items are answered for themselves, the others go to the writer together.</summary>
internal static class Batches
{
    public static Task<Reply> Run<TBody, TMade, TView>(Desk desk, Ask ask, BatchOf<TBody, TMade, TView> batch)
        where TBody : class
        where TMade : class
        where TView : class
    {
        var read = ask.Take<ReadItems>().Items.Cast<Parsed<TBody>>().ToList();
        var wrong = read.Select(p => p.IsGood ? batch.Wrong(p.Value!).ToList() : [.. p.Errors]).ToList();
        var commands = read.Where((_, i) => wrong[i].Count == 0).Select(p => batch.Command(p.Value!)).ToList();
        return desk.Write(ask, new WriteMany<TMade>(commands), (answers, showing) =>
        {
            var next = 0;
            return new BatchView<TView>([.. wrong.Select(w => w.Count > 0 ? Malformed<TView>(w, ask) : Answered(answers.Items[next++], batch.View, ask, showing))]);
        });
    }

    private static BatchItem<T> Malformed<T>(IReadOnlyList<FieldError> wrong, Ask ask)
        where T : class => new() { Status = 400, Problem = Http.Problem.Malformed(wrong).Body(ask.Language, ask.RequestId) };

    private static BatchItem<TView> Answered<TMade, TView>(Answer<TMade> answer, Func<TMade, Showing, TView> view, Ask ask, Showing showing)
        where TMade : class
        where TView : class => answer.Refusal is { } refusal
            ? new BatchItem<TView> { Status = Refusals.StatusOf(refusal.Reason.Code), Problem = Refusals.Body(refusal, ask.Language, ask.RequestId, showing.Program) }
            : new BatchItem<TView> { Status = 201, Result = view(answer.Value!, showing) };
}

/// <summary>The items of a batch as read, one by one.</summary>
/// <param name="Items">Each a <c>Parsed</c> of its type.</param>
internal sealed record ReadItems(IReadOnlyList<object> Items);
