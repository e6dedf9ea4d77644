using Tessera.Core;
using Tessera.Core.Facts;

namespace Tessera.App.Points;

/// <summary>Points are corrected by hand, with a reason code; free text is sealed beside the record.</summary>
public sealed record AdjustPoints : MemberCommand
{
    /// <summary>Points, positive or negative, not 0.</summary>
    public required long Points { get; init; }

    /// <summary>Reason as a code.</summary>
    public required string ReasonCode { get; init; }

    /// <summary>Last day usable of given points; null takes the programme's expiry.</summary>
    public DateOnly? Through { get; init; }

    /// <summary>Given points never end.</summary>
    public bool NeverEnds { get; init; }

    /// <summary>A negative correction may make debt.</summary>
    public bool MayMakeDebt { get; init; }

    internal override Fact FactOf(Instant at) => new Adjustment
    {
        OccurredAt = at, RecordedAt = at, Points = Points, ReasonCode = ReasonCode, Through = Through, NeverEnds = NeverEnds, MayMakeDebt = MayMakeDebt,
    };
}

/// <summary>Growth value is corrected by hand.</summary>
public sealed record AdjustGrowth : MemberCommand
{
    /// <summary>Growth, positive or negative, not 0.</summary>
    public required long Growth { get; init; }

    /// <summary>Reason as a code.</summary>
    public required string ReasonCode { get; init; }

    internal override Fact FactOf(Instant at) => new GrowthAdjustment { OccurredAt = at, RecordedAt = at, Growth = Growth, ReasonCode = ReasonCode };
}
