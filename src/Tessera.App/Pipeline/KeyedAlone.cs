namespace Tessera.App.Pipeline;

/// <summary>Work that runs alone and still happens once under an idempotency key: the answer is stored in its transaction.</summary>
internal static class KeyedAlone
{
    internal static Task<Written<T>> Run<T>(Site site, KeyedRequest? keyed, Func<BatchScope, Answer<T>> work)
        where T : class => site.Alone(scope =>
    {
        if (keyed is not null && scope.Db.Keys.Find(keyed.Key) is { } known)
        {
            return known.IsFor(keyed.Key)
                ? new Written<T>(KeyedOutcome.Replayed, null, new RenderedAnswer(known.Status, known.ContentType, known.Body))
                : new Written<T>(KeyedOutcome.OtherInput, null, null);
        }

        var answer = work(scope);
        var rendered = keyed?.Render(answer);
        // Work that runs alone answers with figures only: it is about nobody.
        if (rendered is { IsKept: true }) scope.Keep(keyed!.Key, rendered, []);
        return new Written<T>(KeyedOutcome.Done, answer, rendered);
    });
}
