using Tessera.App;
using Tessera.App.Programs;
using Tessera.App.Segments;
using Tessera.App.Texts;
using Tessera.Core.Programs.Keys;
using Tessera.Server.Http.Members;
using Tessera.Server.Http.Work;
using Tessera.Server.Json;
using Tessera.Storage;
using Tessera.Storage.Segments;

namespace Tessera.Server.Http.Segments;

/// <summary>Segments: made, changed, counted, listed; and what tag rules of the draft would do.</summary>
internal sealed class SegmentRoutes(Desk desk)
{
    private const string One = "/v1/segments/{segmentId}";
    private const int UsualSample = 10;

    public IEnumerable<ApiRoute> All() => [.. Reads(), .. Writes()];

    private IEnumerable<ApiRoute> Reads()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/segments", Id = "listSegments", Tag = "segments", IsHeavy = true, Scope = Scopes.SegmentsRead, Gives = typeof(SegmentList), Summary = "Segments", Says = "By id, each with its members by the last recorded entering or leaving.",
            Handle = ask => Task.FromResult(desk.Read(ask, (scope, showing) => Reply.Ok(new SegmentList([.. Kept(scope).Select(s => SegmentView.Of(s, showing, scope.Db.Segments.Counts().GetValueOrDefault(s.Id)))])))),
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = One, Id = "getSegment", Tag = "segments", IsHeavy = true, Scope = Scopes.SegmentsRead, Gives = typeof(SegmentView), Summary = "One segment", Says = "With its condition in words.",
            Handle = ask => Task.FromResult(desk.Read(ask, (scope, showing) =>
                Find(scope, ask) is { } segment ? Reply.Ok(SegmentView.Of(segment, showing, scope.Db.Segments.Counts().GetValueOrDefault(segment.Id))) : Problem.NotFound(ask.Path("segmentId")))),
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = One + "/members", Id = "listSegmentMembers", Tag = "segments", Scope = Scopes.SegmentsRead, Gives = typeof(SegmentMembers), Query = [QueryField.Limit, QueryField.Cursor], Handle = Members, Summary = "Members of a segment",
            Says = "In a fixed order that says nothing about them. Closed and merged members are left out.",
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/segments/count", Id = "countSegment", Tag = "segments", IsHeavy = true, Scope = Scopes.SegmentsRead, Takes = typeof(SegmentQuestion), Gives = typeof(SegmentCountView), Handle = Count, Summary = "Count a condition",
            Example = """{"condition":"{ daysSincePurchase: at least 90 }","sample":5}""", Says = "Nothing is saved: how many members the condition holds for now, and some of them.",
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/program/draft/tag-rules", Id = "previewTagRules", Tag = "program", IsHeavy = true, Scope = Scopes.ProgramRead, Gives = typeof(TagRulePreviews), Handle = Preview, Summary = "What tag rules would do",
            Says = "By the draft, or the newest version where nobody wrote one: how many members each rule would give its tag to tonight, and take it from. Nothing changes.", Refusals = ["program.draftInvalid"],
        };
    }

    private IEnumerable<ApiRoute> Writes()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/segments", Id = "createSegment", Tag = "segments", Scope = Scopes.SegmentsWrite, ChangesState = true, Status = 201, Takes = typeof(NewSegment), Gives = typeof(SegmentView), Handle = Create, Summary = "Make a segment",
            Example = """{"id":"asleep","kind":"live","nameZh":"沉睡会员","nameEn":"Asleep","condition":"{ daysSincePurchase: at least 90 }"}""",
            Says = "Everybody is looked at by a job at once, and members enter by events.", Refusals = ["segment.exists", "segment.tooMany", "segment.circle", "segment.unknown"],
        };
        yield return new ApiRoute
        {
            Method = "PATCH", Path = One, Id = "changeSegment", Tag = "segments", Scope = Scopes.SegmentsWrite, Takes = typeof(SegmentChange), Gives = typeof(SegmentView), Handle = Change, Summary = "Change a segment",
            Example = """{"condition":"{ daysSincePurchase: at least 60 }"}""", Says = "With another condition everybody is looked at again.", Refusals = ["segment.unknown", "segment.circle", "segment.filled"],
        };
        yield return new ApiRoute
        {
            Method = "DELETE", Path = One, Id = "deleteSegment", Tag = "segments", Scope = Scopes.SegmentsWrite, Gives = typeof(SegmentView), Summary = "Delete a segment", Says = "Its members leave, each by an event; then it goes.", Refusals = ["segment.unknown", "segment.inUse"],
            Handle = ask => desk.Write(ask, new EndSegment { Id = ask.Path("segmentId"), Language = ask.Language.Tag() }, View),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = One + "/evaluate", Id = "evaluateSegment", Tag = "segments", Scope = Scopes.SegmentsWrite, ChangesState = true, Status = 202, Gives = typeof(JobView), Summary = "Evaluate a live segment now", Says = "As a job; the night does it every day.",
            Refusals = ["segment.unknown", "segment.isList", "job.tooMany"], Handle = ask => desk.Write(ask, new EvaluateSegment { Id = ask.Path("segmentId"), Language = ask.Language.Tag() }, (job, showing) => JobView.Fresh(job, showing)),
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = One + "/members", Id = "changeSegmentMembers", Tag = "segments", Scope = Scopes.SegmentsWrite, ChangesState = true, Takes = typeof(ListChange), Gives = typeof(ListChanged), Summary = "Change a list",
            Example = """{"add":["mem_01jd8m3k7q2v5x9zabcdefghjk"]}""", Says = "Puts members into a fixed segment or takes them out, each by an event.", Refusals = ["segment.unknown", "segment.isLive"],
            Handle = ask => desk.Write(
                ask, new ListMembers { Id = ask.Path("segmentId"), Add = ask.Take<ListChange>().Add ?? [], Remove = ask.Take<ListChange>().Remove ?? [] }, (made, _) => new ListChanged(made.Added, made.Removed, made.Same, made.Unknown)),
        };
    }

    private Task<Reply> Create(Ask ask)
    {
        var body = ask.Take<NewSegment>();
        if (body.Kind == SegmentKind.Live && body.Condition is null) return Task.FromResult<Reply>(Problem.Malformed("/condition", "segment.needed"));
        return Wrong(ask, body.Condition) is { } wrong
            ? Task.FromResult<Reply>(wrong)
            : desk.Write(ask, new KeepSegment { Id = body.Id, Makes = body.Kind, NameZh = body.NameZh, NameEn = body.NameEn, Condition = body.Condition, Language = ask.Language.Tag() }, View);
    }

    private Task<Reply> Change(Ask ask)
    {
        var body = ask.Take<SegmentChange>();
        return Wrong(ask, body.Condition) is { } wrong
            ? Task.FromResult<Reply>(wrong)
            : desk.Write(ask, new KeepSegment { Id = ask.Path("segmentId"), NameZh = body.NameZh, NameEn = body.NameEn, Condition = body.Condition, Language = ask.Language.Tag() }, View);
    }

    private Task<Reply> Count(Ask ask)
    {
        var body = ask.Take<SegmentQuestion>();
        if (Wrong(ask, body.Condition) is { } wrong) return Task.FromResult<Reply>(wrong);
        return Task.FromResult(desk.Read(ask, (scope, showing) =>
        {
            var condition = SegmentText.Read(body.Condition, scope.Programs.At(scope.AsOf).Document).Condition!;
            var counted = CountSegment.Of(desk.Site, scope, condition, body.Sample ?? UsualSample);
            return Reply.Ok(new SegmentCountView
            {
                Members = counted.Members, Of = counted.Of, Says = showing.Language.Of(ConditionWords.Of(condition, Units.Of(showing.Program!))), ProtectedAttributes = Core.Segments.ConditionReads.Of(condition).Protected, Sample = Ids(scope, counted.Sample),
            });
        }));
    }

    private Task<Reply> Preview(Ask ask) => Task.FromResult(desk.Read(ask, (scope, showing) =>
    {
        if (scope.KnownPrograms is null || ProgramDraft.Of(scope) is not { } draft) return new Problem(409, "program.none");
        if (draft.Result.Document is not { } document) return new Problem(409, "program.draftInvalid");
        return Reply.Ok(new TagRulePreviews([.. CountSegment.Rules(desk.Site, scope, document, UsualSample).Select(r => new TagRuleView
        {
            Rule = r.Rule.Id, Name = showing.Language.Of(r.Rule.Names), Tag = r.Rule.Tag, Says = showing.Language.Of(ConditionWords.Of(r.Rule.When!, Units.Of(document))), Gains = r.Gains, Loses = r.Loses, Holds = r.Holds, Sample = Ids(scope, r.Sample),
        })]));
    }));

    private Task<Reply> Members(Ask ask)
    {
        AccountId? after = null;
        if (ask.Text("cursor") is { } cursor)
        {
            if (!AccountId.TryParse(Cursors.Read(cursor), out var last)) return Task.FromResult<Reply>(Cursors.Wrong);
            after = last;
        }

        return Task.FromResult(desk.Read(ask, (scope, showing) =>
        {
            if (Find(scope, ask) is not { } segment) return Problem.NotFound(ask.Path("segmentId"));
            var page = scope.Db.Segments.Members(segment.Id, after, ask.Limit);
            return Reply.Ok(new SegmentMembers
            {
                Members = [.. page.Select(m =>
                {
                    var (name, phone) = PersonShown.Of(ask, scope, m.Account);
                    return new SegmentMemberView(scope.Db.Identities.MemberOf(m.Account)?.ToString(), m.Since, showing.Tier(m.Tier)) { MemberName = name, MemberPhone = phone };
                })],
                Next = page.Count == ask.Limit ? Cursors.Write(page[^1].Account.ToString()) : null,
            });
        }));
    }

    /// <summary>What is wrong with a condition under the programme in force, or null.</summary>
    private Problem? Wrong(Ask ask, string? condition)
    {
        if (condition is null) return null;
        if (desk.Program() is not { } program) return new Problem(409, "program.none");
        var findings = SegmentText.Read(condition, program).Findings;
        return findings.Count == 0 ? null : Problem.Malformed([.. findings.Take(20).Select(f => new FieldError("/condition", "segment.condition", f.Pointer.Length == 0 ? "/" : f.Pointer, Text.Render(f, ask.Language.Tag())))]);
    }

    private static object View(SegmentKept kept, Showing showing) => SegmentView.Of(kept.Segment, showing) with { Job = kept.Job is { } job ? JobView.Fresh(job, showing) : null };

    private static IReadOnlyList<string> Ids(ReadScope scope, IReadOnlyList<AccountId> accounts) => [.. accounts.Select(a => scope.Db.Identities.MemberOf(a)?.ToString()).OfType<string>()];

    private static IEnumerable<SegmentTerms> Kept(ReadScope scope) => scope.Db.Segments.All().Where(s => s.EndedAt is null);

    private static SegmentTerms? Find(ReadScope scope, Ask ask) => scope.Db.Segments.Find(ask.Path("segmentId")) is { EndedAt: null } segment ? segment : null;
}
