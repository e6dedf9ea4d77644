using System.ComponentModel;
using System.Globalization;
using Tessera.App.Redemption;
using Tessera.Core;
using Tessera.Core.Redemption;
using Tessera.Server.Http.Members;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Rewards;

/// <summary>A prize as published.</summary>
internal sealed record PrizeView
{
    public required string Id { get; init; }

    [Description("Name in the language asked for.")]
    public required string Name { get; init; }

    [Description("Chance of one entry, ten-thousandths.")]
    public required int Odds { get; init; }

    [Description("First number that wins it.")]
    public required int FirstNumber { get; init; }

    [Description("Last number that wins it.")]
    public required int LastNumber { get; init; }

    [Description("How many there are in all.")]
    public required long Stock { get; init; }

    [Description("How many are left now.")]
    public required long Left { get; init; }

    [Description("What one is worth, minor units.")]
    public required long WorthMinor { get; init; }

    [Description("Points it gives at once; 0 for goods.")]
    public required long Points { get; init; }
}

/// <summary>A draw as published: everything a member can know before entering, and after the last day the seed.</summary>
internal sealed record DrawView
{
    public required string Id { get; init; }

    [Description("Name in the language asked for.")]
    public required string Name { get; init; }

    [Description("Points of one entry; 0 for free.")]
    public required long Points { get; init; }

    [Description("First local date.")]
    public required DateOnly From { get; init; }

    [Description("Last local date.")]
    public required DateOnly Through { get; init; }

    [Description("Prizes with their odds; a number of none of them wins nothing.")]
    public required IReadOnlyList<PrizeView> Prizes { get; init; }

    [Description("A number whose prize has run out: `nothing`, or the `next` prize of the list that is left.")]
    public required string WhenOut { get; init; }

    [Description("Entries of one member in a period; absent without a limit.")]
    public long? PerMember { get; init; }

    [Description("Period of that limit.")]
    public string? Period { get; init; }

    [Description("Tiers that may enter; empty for all.")]
    public required IReadOnlyList<string> Tiers { get; init; }

    [Description("Terms in the language asked for.")]
    public string? Terms { get; init; }

    [Description("Entries so far.")]
    public required long Entries { get; init; }

    [Description("SHA-256 of the seed, hex: published with the programme, before anybody could enter.")]
    public required string Commitment { get; init; }

    [Description("The seed, hex, from the day after the last: with it every number can be computed again.")]
    public string? Seed { get; init; }
}

/// <summary>Draws of the programme.</summary>
/// <param name="Draws">Draws.</param>
internal sealed record DrawList(IReadOnlyList<DrawView> Draws);

/// <summary>An entry to be made.</summary>
internal sealed record NewEntry
{
    [Description("The member."), Text(30, Shape = TextShapes.MemberId)]
    public string? MemberId { get; init; }

    [Description("The member by an identity, instead of memberId.")]
    public IdentityBody? MemberIdentity { get; init; }

    [Description("Address or your own reference should goods be won that are sent; kept sealed beside the record."), Text(500, Lines = true)]
    public string? Delivery { get; init; }
}

/// <summary>What an entry drew.</summary>
internal sealed record EntryDrawnView
{
    [Description("Place among all entries of the draw, from 1: what the number is computed from.")]
    public required long Nonce { get; init; }

    [Description("Number drawn, 0 to 9,999.")]
    public required int Number { get; init; }

    [Description("Prize won; absent for none.")]
    public string? Prize { get; init; }

    [Description("What was published before: it stands in the record with the number.")]
    public required string Commitment { get; init; }

    [Description("In words.")]
    public required ReasonView Says { get; init; }

    [Description("Goods to be handed over; absent for points and blanks.")]
    public RedemptionView? Redemption { get; init; }

    [Description("The member after it.")]
    public required FiguresView Member { get; init; }

    public static EntryDrawnView Of(EntryTold told, Showing showing) => new()
    {
        Nonce = told.Made.Nonce, Number = told.Made.Number, Prize = told.Made.Given, Commitment = ((Core.Facts.Drawn)told.Told.Item.Fact!).Commitment, Says = showing.Why(told.Made.Reason),
        Redemption = told.Won is null ? null : RedemptionView.OfMade(told.Won, showing) with { Member = null }, Member = FiguresView.Of(told.Told.After, showing),
    };
}

/// <summary>An entry in the list that proves a draw.</summary>
/// <param name="Nonce">Place among all entries.</param>
/// <param name="Number">Number drawn.</param>
/// <param name="Hit">Prize of that number, or null.</param>
/// <param name="Given">Prize given, or null.</param>
internal sealed record ProvenEntry(long Nonce, int Number, string? Hit, string? Given);

/// <summary>A page of entries.</summary>
internal sealed record ProofPage : Page
{
    [Description("In order of nonce, without who made them.")]
    public required IReadOnlyList<ProvenEntry> Entries { get; init; }
}

/// <summary>Draws: what is published, entering, and the proof afterwards (E10, R21, Z4).</summary>
internal sealed class DrawRoutes(Desk desk)
{
    private const string One = "/v1/draws/{drawId}";

    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/draws", Id = "listDraws", Tag = "draws", IsPublic = true, Gives = typeof(DrawList), Summary = "Draws with their odds",
            Says = "Open to everybody: prizes, numbers, odds, dates and the hash of the seed are published before a draw begins.", Handle = List,
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = One, Id = "getDraw", Tag = "draws", IsPublic = true, Gives = typeof(DrawView), Handle = Get, Summary = "One draw", Says = "From the day after its last, the seed stands in it.",
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = One + "/entries", Id = "listDrawEntries", Tag = "draws", IsPublic = true, Gives = typeof(ProofPage), Query = [QueryField.Limit, QueryField.Cursor], Handle = Entries, Summary = "All numbers drawn",
            Says = "From the day after the last, in order of nonce without gaps: number = HMAC-SHA256(seed, `DRAW:NONCE:0`) read as 32-bit numbers, big end first, the first below 4,294,960,000, modulo 10,000.",
            Refusals = ["draw.notOver"],
        };
        yield return new ApiRoute
        {
            Method = "POST", Path = One + "/entries", Id = "enterDraw", Tag = "draws", Scope = Scopes.RewardsWrite, ChangesState = true, Status = 201, Takes = typeof(NewEntry), Gives = typeof(EntryDrawnView), Handle = Enter,
            Example = """{"memberIdentity":{"kind":"phone","value":"13800001234"}}""", Summary = "Enter a draw", Says = "Points, number and prize in one decision.",
            Refusals = ["draw.notYet", "draw.ended", "draw.otherTier", "draw.otherTag", "draw.limit", "draw.full", "draw.notCommitted", "points.insufficient", "member.frozen", "member.closed"],
        };
    }

    private Task<Reply> List(Ask ask) => Task.FromResult(desk.Read(ask, (scope, showing) =>
        Reply.Ok(new DrawList([.. (showing.Program?.Draws.Campaigns ?? []).Where(d => d.Enabled).Select(d => View(scope, d, showing))]))));

    private Task<Reply> Get(Ask ask) => Task.FromResult(desk.Read(ask, (scope, showing) => Find(ask, scope) is { } draw ? Reply.Ok(View(scope, draw, showing)) : Problem.NotFound(ask.Path("drawId"))));

    private Task<Reply> Entries(Ask ask)
    {
        var after = 0L;
        if (ask.Text("cursor") is { } cursor && !long.TryParse(Cursors.Read(cursor), NumberStyles.None, CultureInfo.InvariantCulture, out after)) return Task.FromResult<Reply>(Cursors.Wrong);
        return Task.FromResult(desk.Read(ask, (scope, _) =>
        {
            if (Find(ask, scope) is not { } draw) return Problem.NotFound(ask.Path("drawId"));
            if (!IsOver(scope, draw)) return new Problem(409, "draw.notOver", Moments.Text(draw.Through));
            var page = scope.Db.Draws.Entries(draw.Id, after, ask.Limit);
            var next = page.Count == ask.Limit ? Cursors.Write(page[^1].Nonce.ToString(CultureInfo.InvariantCulture)) : null;
            return Reply.Ok(new ProofPage { Next = next, Entries = [.. page.Select(e => new ProvenEntry(e.Nonce, e.Number, e.Hit, e.Given))] });
        }));
    }

    private Task<Reply> Enter(Ask ask)
    {
        var body = ask.Take<NewEntry>();
        if (body.MemberId is null == body.MemberIdentity is null) return Task.FromResult<Reply>(Problem.Malformed("/memberId", "member.which"));
        if (body.MemberIdentity?.Read("/memberIdentity").Wrong is { } wrong) return Task.FromResult<Reply>(Problem.Malformed([wrong]));
        return desk.Write(ask, new EnterDraw { Take = new TakeEntry { Member = Naming.OfBody(body.MemberId, body.MemberIdentity)!, Draw = ask.Path("drawId") }, Delivery = body.Delivery }, EntryDrawnView.Of);
    }

    /// <summary>By the newest version in force that has it: a draw that left the programme stays proved.</summary>
    private static DrawTerms? Find(Ask ask, App.ReadScope scope) => scope.KnownPrograms?.Versions.Where(v => v.EffectiveAt <= scope.AsOf).Reverse()
        .Select(v => v.Document.Draws.Campaigns.FirstOrDefault(d => d.Enabled && d.Id == ask.Path("drawId"))).OfType<DrawTerms>().FirstOrDefault();

    private static bool IsOver(App.ReadScope scope, DrawTerms draw) => scope.Programs.Calendar.DayOf(scope.AsOf) > draw.Through;

    private static DrawView View(App.ReadScope scope, DrawTerms draw, Showing showing)
    {
        var used = scope.Db.SharedCounters.UsedOf(draw.SharedStocks.Select(s => s.Id));
        var prizes = new List<PrizeView>();
        foreach (var p in draw.Prizes)
        {
            var first = prizes.Count == 0 ? 0 : prizes[^1].LastNumber + 1;
            prizes.Add(new PrizeView
            {
                Id = p.Id, Name = showing.Language.Of(p.Names), Odds = p.Odds, FirstNumber = first, LastNumber = first + p.Odds - 1, Stock = p.Stock, Left = Math.Max(0, p.Stock - used.GetValueOrDefault(draw.SharedStockOf(p).Id)),
                WorthMinor = p.WorthMinor, Points = p.Points,
            });
        }

        var isOver = IsOver(scope, draw);
        return new DrawView
        {
            Id = draw.Id, Name = showing.Language.Of(draw.Names), Points = draw.Points, From = draw.From, Through = draw.Through, Prizes = prizes, WhenOut = draw.WhenOut == WhenOut.Next ? "next" : "nothing",
            PerMember = draw.PerMember == 0 ? null : draw.PerMember, Period = draw.PerMember == 0 ? null : Periods.NameOf(draw.Period), Tiers = draw.Tiers, Terms = draw.Terms.Zh.Length == 0 ? null : showing.Language.Of(draw.Terms),
            Entries = used.GetValueOrDefault(draw.SharedEntries.Id), Commitment = scope.Db.Draws.CommitmentOf(draw.Id) ?? "", Seed = isOver && scope.Db.Draws.SeedOf(draw.Id) is { } seed ? Convert.ToHexStringLower(seed) : null,
        };
    }
}
