using Tessera.Core;
using Tessera.Core.Facts;

namespace Tessera.App.Behaviours;

/// <summary>A behaviour is told: login, check-in, share, review, event (semantics §2).</summary>
public sealed record RecordActivity : MemberCommand
{
    /// <summary>Behaviour type, an id of the programme or any other: unknown types count in metrics and earn nothing.</summary>
    public required string Type { get; init; }

    /// <summary>Object acted on, or null.</summary>
    public string? Object { get; init; }

    /// <summary>Store, or null.</summary>
    public string? StoreId { get; init; }

    /// <summary>Channel.</summary>
    public string Channel { get; init; } = "store";

    internal override Fact FactOf(Instant at) => new Activity { OccurredAt = at, RecordedAt = at, Type = Type, Object = Object, StoreId = StoreId, Channel = Channel };
}

/// <summary>A tag is given to a member.</summary>
public sealed record GiveTag : MemberCommand
{
    /// <summary>Tag.</summary>
    public required string Tag { get; init; }

    /// <summary>Last local date of the tag, or null.</summary>
    public DateOnly? Through { get; init; }

    internal override Fact FactOf(Instant at) => new TagGiven { OccurredAt = at, RecordedAt = at, Tag = Tag, Through = Through };
}

/// <summary>A tag is taken from a member: never demotes by itself.</summary>
public sealed record TakeTag : MemberCommand
{
    /// <summary>Tag.</summary>
    public required string Tag { get; init; }

    internal override Fact FactOf(Instant at) => new TagTaken { OccurredAt = at, RecordedAt = at, Tag = Tag };
}

/// <summary>The member entered or left a segment.</summary>
public sealed record MoveSegment : MemberCommand
{
    /// <summary>Segment.</summary>
    public required string Segment { get; init; }

    /// <summary>Entered (true) or left.</summary>
    public required bool Inside { get; init; }

    internal override Fact FactOf(Instant at) => new SegmentMoved { OccurredAt = at, RecordedAt = at, Segment = Segment, Inside = Inside };
}
