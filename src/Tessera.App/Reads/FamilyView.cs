using Tessera.App.Members;
using Tessera.Core;
using Tessera.Core.Programs;
using Tessera.Storage;

namespace Tessera.App.Reads;

/// <summary>A family card of a main member.</summary>
/// <param name="MemberId">The card's member; null once erased.</param>
/// <param name="LinkedAt">Since when.</param>
/// <param name="PointsSpent">Points of the main member that it spent this calendar month.</param>
/// <param name="PointsLeft">Points that it may still spend this calendar month.</param>
public sealed record FamilyCard(MemberId? MemberId, Instant LinkedAt, long PointsSpent, long PointsLeft);

/// <summary>Family cards of a member, from either side (P30).</summary>
public sealed record FamilyView
{
    /// <summary>The main member whose card this member is; absent for others.</summary>
    public MemberId? Main { get; init; }

    /// <summary>Since when it is a card; absent for others.</summary>
    public Instant? LinkedAt { get; init; }

    /// <summary>Cards of this member, the oldest first.</summary>
    public IReadOnlyList<FamilyCard> Cards { get; init; } = [];

    /// <summary>Most cards of one main member.</summary>
    public required int Most { get; init; }

    /// <summary>Points that one card may spend in a calendar month.</summary>
    public required long PointsPerMonth { get; init; }

    /// <summary>Reads both sides of a member, or null when nobody answers to the name.</summary>
    public static FamilyView? Read(ReadScope scope, MemberRef member) => MemberSight.Of(scope, member) is { } sight ? Of(scope, sight) : null;

    /// <summary>Both sides of a member, or null where it has none.</summary>
    internal static FamilyView? IfAny(ReadScope scope, MemberSight sight) =>
        sight.Programs.HasFamilies && Of(scope, sight) is var family && (family.Main is not null || family.Cards.Count > 0) ? family : null;

    private static FamilyView Of(ReadScope scope, MemberSight sight)
    {
        var rules = sight.Program.Document.Family;
        var link = scope.Db.Families.LinkOf(sight.Account);
        return new FamilyView
        {
            Main = link is null ? null : scope.Db.Identities.MemberOf(scope.Db.Identities.HolderOf(link.Main)),
            LinkedAt = link?.LinkedAt,
            Cards = [.. scope.Db.Families.CardsOf(sight.Account).Select(l => Card(scope, sight, l))],
            Most = rules.Most,
            PointsPerMonth = rules.PointsPerMonth,
        };
    }

    private static FamilyCard Card(ReadScope scope, MemberSight sight, Storage.Members.FamilyLink link)
    {
        var spent = FamilyDecisions.SpentBy(sight.State, link.Card.ToString(), sight.On);
        return new FamilyCard(scope.Db.Identities.MemberOf(link.Card), link.LinkedAt, spent, Math.Max(0, sight.Program.Document.Family.PointsPerMonth - spent));
    }
}
