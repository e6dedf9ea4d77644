using System.Globalization;
using Tessera.Core;

namespace Tessera.App.Demo;

/// <summary>A member of the demo: who, and how this year goes.</summary>
internal sealed record DemoMember
{
    public required string Key { get; init; }

    public required DemoPerson Person { get; init; }

    /// <summary>Null for a story.</summary>
    public DemoKind? Kind { get; init; }

    /// <summary>Null for a kind.</summary>
    public DemoStory? Story { get; init; }

    public required DateOnly JoinsOn { get; init; }

    public required string JoinChannel { get; init; }

    public string? InvitedBy { get; init; }

    public bool IsTakenOver { get; init; }

    public int OldSpend { get; init; }

    public string OldTier { get; init; } = "";

    /// <summary>Visits a month in tenths.</summary>
    public int VisitTenths { get; init; }

    public DateOnly? SilentFrom { get; init; }

    public DateOnly? BackOn { get; init; }

    public DateOnly? FrozenOn { get; init; }

    public DateOnly? UnfrozenOn { get; init; }

    /// <summary>Demo key of the member this one is merged into.</summary>
    public string? MergedInto { get; init; }

    public DateOnly? MergedOn { get; init; }

    public DateOnly? UnmergedOn { get; init; }

    public bool IsSilentOn(DateOnly day) => SilentFrom is { } silent && day >= silent && (BackOn is not { } back || day < back);

    public bool IsFrozenOn(DateOnly day) => FrozenOn is { } frozen && day >= frozen && (UnfrozenOn is not { } free || day <= free);

    public bool IsMergedOn(DateOnly day) => MergedOn is { } merged && day >= merged && (UnmergedOn is not { } undone || day <= undone);
}

/// <summary>Decides who the members of a demo are.</summary>
internal sealed class DemoCast(DemoRecipe recipe, DemoSpan span, SeededSequence seed)
{
    private readonly DemoPeople _people = new(seed.Part("people"), span.Through.Year - 16);
    private readonly List<DemoMember> _members = [];

    public IReadOnlyList<DemoMember> Assemble()
    {
        foreach (var story in recipe.Stories)
        {
            for (var i = 0; i < story.Members; i++) AddOfStory(story);
        }

        var chance = seed.Part("kinds");
        var weights = recipe.Kinds.Select(k => k.Share).ToList();
        var plain = recipe.Members - _members.Count - recipe.Accidents.Merges;
        for (var i = 0; i < plain; i++) AddOfKind(recipe.Kinds[chance.Place(weights)]);
        AddTwins();
        Freeze();
        return _members;
    }

    private void AddOfStory(DemoStory story)
    {
        var key = NextKey();
        _members.Add(new DemoMember
        {
            Key = key,
            Person = _people.Next(_members.Count + 1),
            Story = story,
            IsTakenOver = story.OldTier.Length > 0,
            OldTier = story.OldTier,
            OldSpend = story.OldSpend,
            JoinsOn = story.OldTier.Length > 0 ? span.TakeoverOn : span.From,
            JoinChannel = Channel(seed.Part(key).Part("join")).Id,
        });
    }

    private void AddOfKind(DemoKind kind)
    {
        var key = NextKey();
        var chance = seed.Part(key);
        var takenOver = chance.Chance(kind.TakenOverPerHundred, 100);
        var joins = takenOver ? span.TakeoverOn : JoinDay(chance);
        var oldSpend = takenOver ? chance.Between(kind.OldSpend[0], kind.OldSpend[1]) : 0;
        var silent = SilentFrom(chance, kind, joins);
        _members.Add(new DemoMember
        {
            Key = key,
            Person = _people.Next(_members.Count + 1),
            Kind = kind,
            JoinsOn = joins,
            JoinChannel = Channel(chance).Id,
            InvitedBy = takenOver || !chance.Chance(recipe.Accidents.InvitedPerHundred, 100) ? null : Inviter(chance, joins),
            IsTakenOver = takenOver,
            OldSpend = oldSpend,
            OldTier = recipe.OldTiers.LastOrDefault(t => t.From <= oldSpend)?.Tier ?? "",
            VisitTenths = chance.Between(kind.Visits[0] * 10, kind.Visits[1] * 10),
            SilentFrom = silent,
            BackOn = kind.BackAfter > 0 ? silent?.AddMonths(kind.BackAfter) : null,
        });
    }

    private string NextKey() => "m" + (_members.Count + 1).ToString("D4", CultureInfo.InvariantCulture);

    /// <summary>Half of the newcomers come in the first six weeks, when the programme is announced; the rest as the year goes.</summary>
    private DateOnly JoinDay(SeededSequence chance) =>
        chance.Chance(1, 2) ? span.From.AddDays(chance.Below(Math.Min(42, span.Days))) : span.From.AddDays(chance.Below(Math.Max(1, span.Days - 5)));

    private static DateOnly? SilentFrom(SeededSequence chance, DemoKind kind, DateOnly joins) =>
        kind.SilentAfter.Count == 0 ? null : joins.AddMonths(chance.Between(kind.SilentAfter[0], kind.SilentAfter[1])).AddDays(chance.Below(28));

    private DemoChannel Channel(SeededSequence chance) => recipe.Channels[chance.Place(recipe.Channels.Select(c => c.JoinShare).ToList())];

    private string? Inviter(SeededSequence chance, DateOnly joins)
    {
        var earlier = _members.Where(m => m.Kind is not null && m.JoinsOn.AddDays(14) < joins).ToList();
        return earlier.Count == 0 ? null : chance.Pick(earlier).Key;
    }

    /// <summary>People who joined a second time with WeChat alone: their records are merged, and some merges were a mistake.</summary>
    private void AddTwins()
    {
        var chance = seed.Part("twins");
        var firsts = _members.Where(m => m.Kind is { MostVisits: 0 } && m.JoinsOn.AddMonths(4) < span.Through).ToList();
        chance.Shuffle(firsts);
        var online = recipe.Channels.FirstOrDefault(c => c.Online) ?? recipe.Channels[0];
        for (var i = 0; i < Math.Min(recipe.Accidents.Merges, firsts.Count); i++)
        {
            var first = firsts[i];
            var joins = span.Draw(chance, first.JoinsOn.AddDays(20), span.Through.AddDays(-75)) ?? span.From;
            var merged = joins.AddDays(chance.Between(20, 40));
            _members.Add(first with
            {
                Key = NextKey(),
                Person = first.Person with { Phone = null, Card = null, OpenId = "o-demo-second-" + i.ToString("D3", CultureInfo.InvariantCulture) },
                JoinsOn = joins,
                JoinChannel = online.Id,
                InvitedBy = null,
                IsTakenOver = false,
                OldSpend = 0,
                OldTier = "",
                SilentFrom = null,
                BackOn = null,
                MergedInto = first.Key,
                MergedOn = merged,
                UnmergedOn = i < recipe.Accidents.MergesUndone ? merged.AddDays(chance.Between(4, 24)) : null,
            });
        }
    }

    private void Freeze()
    {
        var chance = seed.Part("freezes");
        var merging = _members.SelectMany(m => new[] { m.MergedInto, m.MergedInto is null ? null : m.Key }).ToHashSet();
        var places = Enumerable.Range(0, _members.Count)
            .Where(i => _members[i].Kind is { MostVisits: 0 } && !merging.Contains(_members[i].Key)).ToList();
        chance.Shuffle(places);
        for (var i = 0; i < Math.Min(recipe.Accidents.Freezes, places.Count); i++)
        {
            var member = _members[places[i]];
            var frozen = span.Draw(chance, member.JoinsOn.AddDays(30), span.Through.AddDays(-3));
            var unfrozen = i < recipe.Accidents.Unfreezes ? frozen?.AddDays(chance.Between(2, 20)) : null;
            _members[places[i]] = member with { FrozenOn = frozen, UnfrozenOn = unfrozen };
        }
    }
}
