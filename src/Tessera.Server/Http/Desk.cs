using Tessera.App;
using Tessera.App.Members;
using Tessera.App.Reads;
using Tessera.Core;
using Tessera.Core.Programs;
using Tessera.Server.Http.Purchases;
using Tessera.Server.Json;
using Tessera.Storage;

namespace Tessera.Server.Http;

/// <summary>What the routes stand on: the open store, and how a command becomes an answer.</summary>
internal sealed class Desk(Site site)
{
    public Site Site => site;

    /// <summary>Carries out a command once under the request's Idempotency-Key; the answer is stored with the effect.</summary>
    /// <param name="ask">The request.</param>
    /// <param name="command">The command; the actor is filled in here.</param>
    /// <param name="view">The body of a good answer.</param>
    /// <param name="isKept">Whether a good answer is stored; false where it holds a secret.</param>
    public async Task<Reply> Write<T>(Ask ask, WriteCommand<T> command, Func<T, Showing, object> view, bool isKept = true)
        where T : class
    {
        var acting = command with { Actor = ask.Asker?.Actor ?? command.Actor, Entrance = ask.Entrance };
        if (ask.Key is not null) return await WriteAlone(ask, keyed => site.Write(acting, keyed), view, isKept);
        return Sent(Renderer(ask, view, isKept)(await site.Write(acting)), isReplay: false);
    }

    /// <summary>Notes a reading that leaves an audit record; why it is refused, or null. A reading has no key: each leaves its own record.</summary>
    public static async Task<Reply?> Note<T>(Ask ask, Site site, WriteCommand<T> command)
        where T : class
    {
        var answer = await site.Write(command with { Actor = ask.Caller.Actor, Entrance = ask.Entrance });
        if (answer.Refusal is not { } refusal) return null;
        var rendered = Refusals.Render(refusal, ask.Language, ask.RequestId, null);
        return Reply.Stored(rendered.Status, rendered.ContentType, rendered.Body, isReplay: false);
    }

    /// <summary>The same for work that takes the key itself.</summary>
    public async Task<Reply> WriteAlone<T>(Ask ask, Func<KeyedRequest, Task<Written<T>>> write, Func<T, Showing, object> view, bool isKept = true)
        where T : class
    {
        var written = await write(new KeyedRequest(new RequestKey(ask.KeyHash(), ask.InputHash()), Renderer(ask, view, isKept)));
        return written.Outcome switch
        {
            KeyedOutcome.Done => Sent(written.Rendered!, isReplay: false),
            KeyedOutcome.Replayed => Sent(written.Rendered!, isReplay: true),
            KeyedOutcome.OtherInput => new Problem(422, "request.keyReused"),
            KeyedOutcome.Running => new Problem(409, "request.running") { RetryAfter = 1 },
        };
    }

    /// <summary>Tells a fact about the member of the path.</summary>
    public Task<Reply> OnMember(Ask ask, Func<MemberRef, MemberCommand> command)
    {
        var (member, wrong) = Naming.OfPath(ask);
        return member is null ? Task.FromResult<Reply>(wrong!) : Write(ask, command(member), FactView.Of);
    }

    /// <summary>Reads something of the member of the path; null is a 404.</summary>
    public async Task<Reply> ReadMember(Ask ask, Func<ReadScope, MemberRef, Showing, object?> read)
    {
        var (member, wrong) = Naming.OfPath(ask);
        return member is null ? wrong! : await ReadAsync(ask, (scope, showing) => Found(ask, read(scope, member, showing)));
    }

    /// <summary>Reads the card of the member of the path as of now: what a till asks for each customer, so that those who ask together are told together.</summary>
    public async Task<Reply> ReadCard(Ask ask)
    {
        var (member, wrong) = Naming.OfPath(ask);
        return member is null ? wrong! : Found(ask, await site.ReadCard(member));
    }

    /// <summary>The programme in force, or null before the first publication.</summary>
    public ProgramDocument? Program() => site.Programs.LastSeen?.At(site.Clock.Now).Document ?? site.Read(scope => scope.KnownPrograms?.At(scope.AsOf).Document);

    /// <summary>Reads from one moment.</summary>
    public Reply Read(Ask ask, Func<ReadScope, Showing, Reply> read) => site.Read(scope => read(scope, Showing(ask, scope)));

    /// <summary>The same for what tills ask often: no thread is held while all readers of the store are taken.</summary>
    public Task<Reply> ReadAsync(Ask ask, Func<ReadScope, Showing, Reply> read) => site.ReadAsync(scope => read(scope, Showing(ask, scope)));

    /// <summary>A refusal that a reading came to.</summary>
    public static Reply Refused(Ask ask, Refusal refusal, Showing showing)
    {
        var rendered = Refusals.Render(refusal, ask.Language, ask.RequestId, showing.Program);
        return Reply.Stored(rendered.Status, rendered.ContentType, rendered.Body, isReplay: false);
    }

    private static Reply Found(Ask ask, object? read) => read switch
    {
        null => Problem.NotFound(ask.Path("memberId")),
        Reply reply => reply,
        var body => Reply.Ok(body),
    };

    private Func<Answer, RenderedAnswer> Renderer<T>(Ask ask, Func<T, Showing, object> view, bool isKept)
        where T : class
    {
        return answer =>
        {
            // Runs when the command was decided: the batch has just seen the versions, so that nothing need be read again.
            var showing = new Showing(ask.Language, Program());
            return answer.Refusal is { } refusal
                ? Refusals.Render(refusal, ask.Language, ask.RequestId, showing.Program)
                : Rendered(ask, view(((Answer<T>)answer).Value!, showing), isKept);
        };
    }

    private static RenderedAnswer Rendered(Ask ask, object body, bool isKept) => body is OtherStatus other
        ? new RenderedAnswer(other.Status, "application/json", ApiJson.Bytes(other.Body), isKept)
        : new RenderedAnswer(ask.Route.Status, "application/json", ApiJson.Bytes(body), isKept);

    private static Reply Sent(RenderedAnswer rendered, bool isReplay) =>
        Reply.Stored(rendered.Status, rendered.ContentType, rendered.Body, isReplay) with { RetryAfter = rendered.Status == 429 ? Refusals.JobPause : null };

    private static Showing Showing(Ask ask, ReadScope scope) => new(ask.Language, scope.KnownPrograms?.At(scope.AsOf).Document);
}

/// <summary>A good answer with another status than the route's own.</summary>
/// <param name="Status">Status.</param>
/// <param name="Body">Body.</param>
internal sealed record OtherStatus(int Status, object Body);

/// <summary>How answers are written: the language, and the programme whose names and units they use.</summary>
/// <param name="Language">Language asked for.</param>
/// <param name="Program">Programme in force, or null before the first publication.</param>
internal sealed record Showing(Language Language, ProgramDocument? Program)
{
    public ReasonView Why(Reason reason) => ReasonView.Of(reason, Language, Program);

    public IReadOnlyList<ReasonView> Why(IEnumerable<Reason> reasons) => ReasonView.Of(reasons, Language, Program);

    public TierName Tier(string id) => new(id, Program?.Ladder.Tiers.FirstOrDefault(t => t.Id == id) is { } tier ? Language.Of(tier.Names) : id);
}
