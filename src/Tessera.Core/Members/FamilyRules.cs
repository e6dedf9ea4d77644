namespace Tessera.Core.Members;

/// <summary>Family cards 亲情卡 of the programme (P30).</summary>
public sealed record FamilyRules
{
    /// <summary>Most family cards of one main member; 0 offers none. Cards that are linked stay when it is lowered.</summary>
    public int Most { get; init; }

    /// <summary>Points of the main member that one card may spend at the till in a calendar month; 0 spends none.</summary>
    public long PointsPerMonth { get; init; }
}
