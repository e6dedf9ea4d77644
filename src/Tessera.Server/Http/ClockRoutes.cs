using System.ComponentModel;
using Tessera.App;
using Tessera.App.Night;
using Tessera.Core;
using Tessera.Server.Json;

namespace Tessera.Server.Http;

/// <summary>Where the test clock shall stand.</summary>
internal sealed record ClockBody
{
    [Description("The instant to move to; forwards only."), Example("\"2026-02-01T00:00:00+08:00\"")]
    public required Instant Now { get; init; }
}

/// <summary>The test clock.</summary>
internal sealed class ClockRoutes(Desk desk)
{
    // A year in one call settles 366 nights; more is asked for in parts.
    private const long MostMicros = 3_700L * Instant.MicrosPerDay;

    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/test/clock", Id = "moveTestClock", Tag = "test", Scope = Scopes.ClockMove, ChangesState = true, Takes = typeof(ClockBody), Gives = typeof(ClockMoved), Handle = Move,
            Example = """{"now":"2026-02-01T00:00:00+08:00"}""", Summary = "Move the test clock",
            Says = "Moves date by date and settles each; the answer comes when all work due up to then is done, with counts. Only on a server started with `serve --test-clock`.",
            Refusals = ["clock.none", "clock.back"],
        };
    }

    private async Task<Reply> Move(Ask ask)
    {
        var now = ask.Take<ClockBody>().Now;
        if (desk.Site.Clock.IsTest && now.Micros - desk.Site.Clock.Now.Micros > MostMicros) return Problem.Malformed("/now", "clock.far");
        var key = new RequestKey(ask.KeyHash(), ask.InputHash());
        if (desk.Site.Read(scope => scope.Db.Keys.Find(key)) is { } known)
        {
            return known.IsFor(key) ? Reply.Stored(known.Status, known.ContentType, known.Body, isReplay: true) : new Problem(422, "request.keyReused");
        }

        var answer = await MoveTestClock.To(desk.Site, now);
        var rendered = answer.Refusal is { } refusal
            ? Refusals.Render(refusal, ask.Language, ask.RequestId, null)
            : new RenderedAnswer(200, "application/json", ApiJson.Bytes(answer.Value!));
        // The days are settled in transactions of their own; moving to where the clock stands changes nothing, so the key may follow them.
        await desk.Site.Write(new TellClockMoved { Done = answer, Actor = ask.Caller.Actor, Entrance = ask.Entrance }, new KeyedRequest(key, _ => rendered));
        return Reply.Stored(rendered.Status, rendered.ContentType, rendered.Body, isReplay: false);
    }
}
