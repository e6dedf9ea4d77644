using System.Globalization;
using Tessera.Core;
using Tessera.Core.Facts;

namespace Tessera.App.Demo;

/// <summary>Writes what is nobody's daily life: purchases without a member, hand work of the staff, merges.</summary>
internal sealed class DemoCrowd(DemoRecipe recipe, DemoSpan span, DemoShop shop, IReadOnlyList<DemoMember> cast, SeededSequence seed)
{
    private readonly List<DemoStep> _steps = [];

    public IEnumerable<DemoStep> Write()
    {
        Anonymous(seed.Part("anonymous"));
        Cancellations(seed.Part("cancellations"));
        TopUps(seed.Part("topUps"));
        Adjustments(seed.Part("adjustments"));
        Tags(seed.Part("tags"));
        Overlays(seed.Part("overlays"));
        Merges();
        return _steps.Where(s => s.RecordedAt < span.End);
    }

    private void Anonymous(SeededSequence chance)
    {
        if (recipe.Kinds.Count == 0) return;
        var claimers = Plain();
        for (var i = 0; i < recipe.Accidents.AnonymousPerMonth * recipe.Months; i++)
        {
            var visit = shop.Visit(chance, span.From.AddDays(chance.Below(span.Days)));
            var sale = shop.Sell(chance, visit, shop.Basket(chance, chance.Pick(recipe.Kinds), visit.Day));
            _steps.Add(new DemoAnonymous(sale.RecordedAt, sale.Fact));
            if (sale.IsLate || visit.Channel.Online || !chance.Chance(recipe.Accidents.ClaimedPerHundred, 100)) continue;
            var claimer = chance.Pick(claimers);
            if (claimer.JoinsOn >= visit.Day || claimer.IsSilentOn(visit.Day)) continue;
            _steps.Add(new DemoClaims(sale.RecordedAt.PlusMinutes(chance.Between(30, 6 * 1440)), claimer.Key, sale.Number));
        }
    }

    /// <summary>Brought back without a receipt.</summary>
    private void Cancellations(SeededSequence chance)
    {
        var products = recipe.Products.Where(p => p.Price is >= 10 and <= 30).ToList();
        for (var i = 1; i <= recipe.Accidents.Cancellations; i++)
        {
            if (Moment(chance) is not var (member, at) || products.Count == 0) continue;
            var product = chance.Pick(products);
            Tell(member, new Cancellation
            {
                OccurredAt = at,
                RecordedAt = at,
                Source = recipe.Sources.Till,
                Number = "C-" + i.ToString("D4", CultureInfo.InvariantCulture),
                Actor = "key:till-" + shop.Store(chance).Id,
                AmountMinor = (long)(product.Price * 100),
            });
        }
    }

    private void TopUps(SeededSequence chance)
    {
        for (var i = 1; i <= recipe.Accidents.TopUps; i++)
        {
            if (Moment(chance) is not var (member, at)) continue;
            var number = "T-" + i.ToString("D4", CultureInfo.InvariantCulture);
            long principal = chance.Pick([100, 100, 200, 200, 300, 500]) * 100;
            var topUp = new TopUp { OccurredAt = at, RecordedAt = at, Source = recipe.Sources.Till, Number = number, Actor = "key:online-shop", PrincipalMinor = principal };
            if (i > recipe.Accidents.TopUpsRefunded && (recipe.Asks?.Plans ?? recipe.Plans) is { Count: > 0 } plans)
            {
                Tell(member, topUp with { PrincipalMinor = 0, Value = new Prepaid(chance.Pick(plans), IsRegistered: true) });
                continue;
            }

            Tell(member, topUp);
            if (i > recipe.Accidents.TopUpsRefunded) continue;
            var back = at.PlusMinutes(chance.Between(60, 9_000));
            Tell(member, new TopUpRefund { OccurredAt = back, RecordedAt = back, Source = recipe.Sources.Till, Number = number + "-R1", Actor = "key:office", TopUpSequence = 0, PrincipalMinor = principal }, number);
        }
    }

    private void Adjustments(SeededSequence chance)
    {
        for (var i = 1; i <= recipe.Accidents.Adjustments; i++)
        {
            if (Moment(chance) is not var (member, at)) continue;
            var taken = i % 6 == 0;
            Tell(member, new Adjustment
            {
                OccurredAt = at,
                RecordedAt = at,
                Actor = "key:office",
                Points = taken ? -20 : chance.Between(1, 10) * 20,
                ReasonCode = taken ? "correction.doubleEntry" : "service.apology",
                MayMakeDebt = taken,
            });
        }
    }

    private void Tags(SeededSequence chance)
    {
        foreach (var tag in recipe.Tags)
        {
            var holders = new HashSet<string>(StringComparer.Ordinal);
            for (var i = 0; i < tag.Members; i++)
            {
                if (Moment(chance) is not var (member, at) || !holders.Add(member.Key)) continue;
                var through = tag.Days == 0 ? (DateOnly?)null : span.DayOf(at).AddDays(tag.Days);
                Tell(member, new TagGiven { OccurredAt = at, RecordedAt = at, Actor = "key:office", Tag = tag.Tag, Through = through });
                if (i >= tag.TakenAgain) continue;
                var taken = at.PlusMinutes(chance.Between(2, 20) * 1440);
                Tell(member, new TagTaken { OccurredAt = taken, RecordedAt = taken, Actor = "key:office", Tag = tag.Tag });
            }
        }
    }

    private void Overlays(SeededSequence chance)
    {
        foreach (var overlay in recipe.Overlays)
        {
            for (var i = 0; i < overlay.Members; i++)
            {
                if (Moment(chance) is not var (member, at)) continue;
                var day = span.DayOf(at);
                Tell(member, overlay.Days > 0
                    ? new OverlayGiven { OccurredAt = at, RecordedAt = at, Actor = "key:office", Kind = OverlayKind.Trial, Tier = overlay.Tier, Through = day.AddDays(overlay.Days) }
                    : new TierSet { OccurredAt = at, RecordedAt = at, Actor = "key:office", Tier = overlay.Tier, ReasonCode = "tier.goodwill", LockThrough = overlay.LockDays == 0 ? null : day.AddDays(overlay.LockDays) });
            }
        }
    }

    private void Merges()
    {
        foreach (var twin in cast.Where(m => m.MergedInto is not null))
        {
            _steps.Add(new DemoMerges(span.At(twin.MergedOn!.Value, new TimeOnly(0, 5)), twin.MergedInto!, twin.Key));
            if (twin.UnmergedOn is { } undone) _steps.Add(new DemoUnmerges(span.At(undone, new TimeOnly(23, 55)), twin.MergedInto!, twin.Key));
        }
    }

    /// <summary>Members of a kind that comes more than once, neither frozen nor part of a merge.</summary>
    private List<DemoMember> Plain()
    {
        var merging = cast.Select(m => m.MergedInto).ToHashSet();
        return [.. cast.Where(m => m is { Kind.MostVisits: 0, FrozenOn: null, MergedInto: null } && !merging.Contains(m.Key))];
    }

    /// <summary>A member and a moment in office hours, at least three weeks after joining; null when the draw finds none.</summary>
    private (DemoMember Member, Instant At)? Moment(SeededSequence chance)
    {
        var members = Plain();
        if (members.Count == 0) return null;
        var member = chance.Pick(members);
        var day = span.Draw(chance, member.JoinsOn.AddDays(21), member.SilentFrom ?? span.Through);
        return day is null ? null : (member, span.At(day.Value, new TimeOnly(chance.Between(9, 17), chance.Below(60), chance.Below(60))));
    }

    private void Tell(DemoMember member, Fact fact, string? about = null) => _steps.Add(new DemoTells(fact.RecordedAt, member.Key, fact, about));
}
