using Tessera.App;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Programs;
using Tessera.Server.Json;

namespace Tessera.Server.Http;

/// <summary>Refusals of the rules as problems: 404 for what is unknown, 403 for what the key may not do, 429 for what there is no room for now, 409 for the rest.</summary>
internal static class Refusals
{
    public static int StatusOf(string code) => code switch
    {
        "purchase.backdated" or "approval.own" or "approval.person" or "approval.right" or "approval.store" => 403,
        "signIn.wrong" or "signIn.codeNeeded" or "link.unknown" or "pairing.unknown" or "session.unknown" => 401,
        "signIn.slow" or "job.tooMany" => 429,
        _ when code.EndsWith(".unknown", StringComparison.Ordinal) => 404,
        _ => 409,
    };

    /// <summary>Seconds after which a place for another job may be free.</summary>
    public const int JobPause = 15;

    /// <summary>The answer as stored under an idempotency key and sent.</summary>
    public static RenderedAnswer Render(Refusal refusal, Language language, string requestId, ProgramDocument? program)
    {
        var status = StatusOf(refusal.Reason.Code);
        return new RenderedAnswer(status, Problem.MediaType, ApiJson.Bytes(Body(refusal, language, requestId, program)), IsKept: status is not (401 or 403 or 429));
    }

    public static ProblemBody Body(Refusal refusal, Language language, string requestId, ProgramDocument? program)
    {
        var code = refusal.Reason.Code;
        var status = StatusOf(code);
        var says = Text.Render(refusal.Reason, language.Tag(), program);
        return new ProblemBody
        {
            Type = Problem.TypeOf(code),
            Title = status switch
            {
                404 => language.Of("没有找到", "Not found"),
                401 => language.Of("没有登录", "Not signed in"),
                403 => language.Of("没有这个权限", "You may not do this"),
                429 => language.Of("请稍等", "Wait a moment"),
                _ => language.Of("按规则不能这样做", "The rules do not allow this"),
            },
            Status = status,
            Detail = says,
            Code = code,
            RequestId = requestId,
            Values = refusal.Reason.Parts.Count == 0 ? null : Values(refusal.Reason),
            Errors = refusal.Pointer is { } pointer ? [new ProblemField(pointer, code, says)] : null,
        };
    }

    /// <summary>The parts of a reason by name: numbers as they are, dates as dates, ids as text.</summary>
    public static IReadOnlyDictionary<string, object> Values(Reason reason)
    {
        var values = new Dictionary<string, object>(reason.Parts.Count, StringComparer.Ordinal);
        foreach (var part in reason.Parts) values[part.Name] = ValueOf(part);
        return values;
    }

    private static object ValueOf(ReasonPart part)
    {
        if (part.Text is { } text) return text;
        return IsDay(part) ? Moments.Text(DateOnly.FromDayNumber((int)part.Number)) : part.Number;
    }

    internal static bool IsDay(ReasonPart part) => part is { Text: null, Unit: NumberUnit.Day, Number: > 0 } && part.Number <= DateOnly.MaxValue.DayNumber;
}

/// <summary>The parts of a reason by name, put together only for who looks one up: an answer writes them as they stand.</summary>
/// <param name="reason">The reason.</param>
internal sealed class ReasonValues(Reason reason) : IReadOnlyDictionary<string, object>
{
    private IReadOnlyDictionary<string, object>? _all;

    public Reason Reason => reason;

    public IEnumerable<string> Keys => All.Keys;

    public IEnumerable<object> Values => All.Values;

    public int Count => All.Count;

    private IReadOnlyDictionary<string, object> All => _all ??= Refusals.Values(reason);

    public object this[string key] => All[key];

    public bool ContainsKey(string key) => All.ContainsKey(key);

    public bool TryGetValue(string key, [System.Diagnostics.CodeAnalysis.MaybeNullWhen(false)] out object value) => All.TryGetValue(key, out value);

    public IEnumerator<KeyValuePair<string, object>> GetEnumerator() => All.GetEnumerator();

    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
}

/// <summary>Why something is as it is.</summary>
/// <param name="Code">Stable code.</param>
/// <param name="Text">A sentence in the language asked for.</param>
/// <param name="Values">The numbers and ids of the sentence by name.</param>
internal sealed record ReasonView(string Code, string Text, IReadOnlyDictionary<string, object> Values)
{
    public static ReasonView Of(Reason reason, Language language, ProgramDocument? program) =>
        new(reason.Code, Tessera.App.Texts.Text.Render(reason, language.Tag(), program), new ReasonValues(reason));

    public static IReadOnlyList<ReasonView> Of(IEnumerable<Reason> reasons, Language language, ProgramDocument? program) =>
        [.. reasons.Select(r => Of(r, language, program))];
}
