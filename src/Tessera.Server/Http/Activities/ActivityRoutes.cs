using System.ComponentModel;
using Tessera.App.Behaviours;
using Tessera.App.Places;
using Tessera.Core;
using Tessera.Server.Http.Members;
using Tessera.Server.Http.Purchases;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Activities;

/// <summary>A behaviour.</summary>
internal sealed record NewActivity
{
    [Description("login, checkin, review, share, event … or any id of yours."), Text(50, Shape = TextShapes.Slug), Example("\"checkin\"")]
    public required string Type { get; init; }

    [Description("The member."), Text(30, Shape = TextShapes.MemberId)]
    public string? MemberId { get; init; }

    [Description("The member by an identity, instead of memberId.")]
    public IdentityBody? MemberIdentity { get; init; }

    [Description("When; now without it.")]
    public Instant? OccurredAt { get; init; }

    [Description("What was acted on: an order that was reviewed, a page that was shared. A rule may pay once per object."), Text(100)]
    public string? Object { get; init; }

    [Description("Your system; with the number unique for ever. Batches need both."), Text(50, Shape = TextShapes.Slug), Example("\"app\"")]
    public string? Source { get; init; }

    [Description("Your number of the event."), Text(100), Example("\"evt-1001\"")]
    public string? Number { get; init; }

    [Description("Store."), Text(50)]
    public string? StoreId { get; init; }

    [Description("Channel; store without it."), Text(50, Shape = TextShapes.Slug)]
    public string? Channel { get; init; }

    [Description("Further words about it: kept sealed beside the record, read by no rule."), Items(0, 20), Text(200, Min = 0)]
    public IReadOnlyDictionary<string, string>? Attributes { get; init; }

    public IEnumerable<FieldError> Wrong(bool inBatch)
    {
        if (MemberId is null == MemberIdentity is null) yield return new FieldError("/memberId", "member.which");
        if (MemberIdentity?.Read("/memberIdentity").Wrong is { } wrong) yield return wrong;
        if (Source is null != Number is null) yield return new FieldError("/number", "naturalKey.half");
        if (inBatch && Number is null) yield return new FieldError("/number", "field.missing");
    }

    public RecordActivity ToCommand(string actor) => new()
    {
        Member = Naming.OfBody(MemberId, MemberIdentity)!, Type = Type, Object = Object, StoreId = StoreId, Channel = Channel ?? "store", OccurredAt = OccurredAt, Source = Source, Number = Number, Actor = actor,
        Text = Attributes is null or { Count: 0 } ? null : System.Text.Json.JsonSerializer.Serialize(Attributes, ApiJson.Options),
    };
}

/// <summary>Behaviours.</summary>
internal sealed class ActivityRoutes(Desk desk, PlaceGuard places)
{
    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/activities", Id = "recordActivity", Tag = "activities", Scope = Scopes.ActivitiesWrite, ChangesState = true, Status = 201, Takes = typeof(NewActivity), Gives = typeof(FactView),
            Handle = Record, Example = """{"type":"checkin","memberIdentity":{"kind":"phone","value":"13800001234"},"source":"app","number":"evt-1001"}""",
            Summary = "Record a behaviour", Says = "Types the programme does not know count in metrics and earn nothing.", Refusals = ["document.changed", "fact.inFuture", "member.closed"],
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/activities/batch", Id = "recordActivities", Tag = "activities", Scope = Scopes.ActivitiesWrite, ChangesState = true, Takes = typeof(ActivityBatch), Gives = typeof(BatchView<FactView>),
            ItemsOf = typeof(NewActivity), MostBytes = 4 * 1024 * 1024, Handle = RecordMany,
            Example = """{"items":[{"type":"checkin","memberIdentity":{"kind":"phone","value":"13800001234"},"source":"app","number":"evt-1002"}]}""",
            Summary = "Record many behaviours", Says = "Independent items under one key: each is answered for itself, in order. Each needs its source and number.",
        };
    }

    private Task<Reply> Record(Ask ask)
    {
        var (body, unknown) = Placed(ask.Take<NewActivity>(), ask.Caller);
        var wrong = body.Wrong(inBatch: false).Concat(unknown).ToList();
        return wrong.Count > 0 ? Task.FromResult<Reply>(Problem.Malformed(wrong)) : desk.Write(ask, body.ToCommand(ask.Caller.Actor), FactView.Of);
    }

    private Task<Reply> RecordMany(Ask ask) => Batches.Run(
        desk, ask, new BatchOf<NewActivity, App.Pipeline.FactTold, FactView>(b => b.Wrong(inBatch: true).Concat(Placed(b, ask.Caller).Unknown), b => Placed(b, ask.Caller).Body.ToCommand(ask.Caller.Actor), FactView.Of));

    /// <summary>A behaviour told without a store happened where its key stands.</summary>
    private (NewActivity Body, IEnumerable<FieldError> Unknown) Placed(NewActivity body, Caller caller)
    {
        var (place, unknown) = places.Of(caller.Id, new FactPlace(body.StoreId, null));
        return (body with { StoreId = place.Store }, unknown is null ? [] : [new FieldError("/storeId", "store.notKnown", unknown)]);
    }
}

/// <summary>Many behaviours.</summary>
internal sealed record ActivityBatch
{
    [Description("Behaviours."), Items(1, App.Pipeline.WriteMany<App.Pipeline.FactTold>.Most)]
    public required IReadOnlyList<NewActivity> Items { get; init; }
}
