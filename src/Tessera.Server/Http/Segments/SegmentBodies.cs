using System.ComponentModel;
using Tessera.App.Reads;
using Tessera.App.Segments;
using Tessera.Core;
using Tessera.Core.Segments;
using Tessera.Server.Http.Work;
using Tessera.Server.Json;
using Tessera.Storage.Segments;

namespace Tessera.Server.Http.Segments;

/// <summary>A segment to be made.</summary>
internal sealed record NewSegment
{
    [Description("Id, as conditions name it."), Text(64, Shape = TextShapes.Slug), Example("\"asleep\"")]
    public required string Id { get; init; }

    [Description("`live`: whoever the condition holds for, evaluated in the night and on demand. `fixed`: a list, filled once by the condition where there is one, then changed by hand.")]
    public required SegmentKind Kind { get; init; }

    [Description("Name in Chinese."), Text(100), Example("\"沉睡会员\"")]
    public required string NameZh { get; init; }

    [Description("Name in English; the Chinese one without it."), Text(100)]
    public string? NameEn { get; init; }

    [Description("Condition in the words of the programme file, YAML or JSON; money in currency units as there."), Text(SegmentText.MostCharacters, Lines = true), Example("\"{ daysSincePurchase: at least 90 }\"")]
    public string? Condition { get; init; }
}

/// <summary>A change: fields that are given replace those that were.</summary>
internal sealed record SegmentChange
{
    [Description("Name in Chinese."), Text(100)]
    public string? NameZh { get; init; }

    [Description("Name in English."), Text(100)]
    public string? NameEn { get; init; }

    [Description("Condition of a live segment."), Text(SegmentText.MostCharacters, Lines = true), Example("\"{ daysSincePurchase: at least 60 }\"")]
    public string? Condition { get; init; }
}

/// <summary>A condition to be counted.</summary>
internal sealed record SegmentQuestion
{
    [Description("Condition in the words of the programme file."), Text(SegmentText.MostCharacters, Lines = true), Example("\"{ daysSincePurchase: at least 90 }\"")]
    public required string Condition { get; init; }

    [Description("Members of the sample; 10 without it."), Number(0, CountSegment.MostSampled)]
    public int? Sample { get; init; }
}

/// <summary>Changes of a list.</summary>
internal sealed record ListChange
{
    [Description("Members who enter."), Items(0, ListMembers.Most)]
    public IReadOnlyList<string>? Add { get; init; }

    [Description("Members who leave."), Items(0, ListMembers.Most)]
    public IReadOnlyList<string>? Remove { get; init; }
}

/// <summary>What a change of a list did.</summary>
/// <param name="Added">Entered.</param>
/// <param name="Removed">Left.</param>
/// <param name="Same">Stood so already.</param>
/// <param name="Unknown">Ids that name no member who can be moved.</param>
internal sealed record ListChanged(int Added, int Removed, int Same, IReadOnlyList<string> Unknown);

/// <summary>A segment.</summary>
internal sealed record SegmentView
{
    public required string Id { get; init; }

    public required SegmentKind Kind { get; init; }

    public required string NameZh { get; init; }

    public required string NameEn { get; init; }

    [Description("Condition as it was written; absent for a list by hand.")]
    public string? Condition { get; init; }

    [Description("The condition in words; absent where the programme in force can no longer read it, so that nobody moves.")]
    public string? Says { get; init; }

    [Description("Protected attributes it reads, such as age: marketing may choose by them, no price may.")]
    public required IReadOnlyList<string> ProtectedAttributes { get; init; }

    [Description("Members in it by the last recorded entering or leaving.")]
    public long? Members { get; init; }

    [Description("When everybody was last looked at; absent before the first time.")]
    public Instant? EvaluatedAt { get; init; }

    [Description("The evaluation that was ordered with the change; absent where there is none.")]
    public JobView? Job { get; init; }

    public static SegmentView Of(SegmentTerms segment, Showing showing, long? members = null) => new()
    {
        Id = segment.Id, Kind = segment.Kind, NameZh = segment.NameZh, NameEn = segment.NameEn, Condition = segment.Condition, Members = members, EvaluatedAt = segment.EvaluatedAt,
        Says = segment.Condition is { } text && showing.Program is { } program && SegmentText.Say(text, program) is { } words ? showing.Language.Of(words) : null,
        ProtectedAttributes = segment.Condition is { } read && showing.Program is { } known ? SegmentText.Protected(read, known) : [],
    };
}

/// <summary>Segments by id.</summary>
internal sealed record SegmentList(IReadOnlyList<SegmentView> Segments);

/// <summary>A member of a segment.</summary>
/// <param name="MemberId">Member; absent once erased.</param>
/// <param name="Since">Local date of entering.</param>
/// <param name="Tier">Tier in force.</param>
internal sealed record SegmentMemberView(string? MemberId, DateOnly Since, TierName Tier)
{
    [Description("Name of the member; for who may read members.")]
    public string? MemberName { get; init; }

    [Description("Phone or card of the member, masked; for who may read members.")]
    public string? MemberPhone { get; init; }
}

/// <summary>A page of members.</summary>
internal sealed record SegmentMembers : Page
{
    public required IReadOnlyList<SegmentMemberView> Members { get; init; }
}

/// <summary>A condition, counted.</summary>
internal sealed record SegmentCountView
{
    [Description("Members it holds for now.")]
    public required long Members { get; init; }

    [Description("Members there are.")]
    public required long Of { get; init; }

    [Description("The condition in words.")]
    public required string Says { get; init; }

    [Description("Protected attributes it reads.")]
    public required IReadOnlyList<string> ProtectedAttributes { get; init; }

    [Description("Some of the members, chosen by chance.")]
    public required IReadOnlyList<string> Sample { get; init; }
}

/// <summary>What a tag rule of the draft would do tonight.</summary>
internal sealed record TagRuleView
{
    [Description("Rule.")]
    public required string Rule { get; init; }

    [Description("Name in the language asked for.")]
    public required string Name { get; init; }

    [Description("Tag.")]
    public required string Tag { get; init; }

    [Description("The condition in words.")]
    public required string Says { get; init; }

    [Description("Members who would get the tag.")]
    public required long Gains { get; init; }

    [Description("Members from whom it would be taken.")]
    public required long Loses { get; init; }

    [Description("Members who hold the tag now, however they got it.")]
    public required long Holds { get; init; }

    [Description("Some of those it would move.")]
    public required IReadOnlyList<string> Sample { get; init; }
}

/// <summary>Tag rules in the order of the file; rules that rest are left out.</summary>
internal sealed record TagRulePreviews(IReadOnlyList<TagRuleView> Rules);

/// <summary>A member of the RFM grid.</summary>
/// <param name="MemberId">Member; absent once erased.</param>
/// <param name="DaysSince">Days since the last order.</param>
/// <param name="Orders">Orders of the window.</param>
/// <param name="SpendMinor">Spend of the window, minor units.</param>
/// <param name="Recency">Score.</param>
/// <param name="Frequency">Score.</param>
/// <param name="Monetary">Score.</param>
/// <param name="Segment">Named part.</param>
internal sealed record RfmMemberView(string? MemberId, int DaysSince, long Orders, long SpendMinor, int Recency, int Frequency, int Monetary, string Segment)
{
    public static RfmMemberView Of(RfmMember member, string? id) =>
        new(id, member.DaysSince, member.Orders, member.SpendMinor, member.Recency, member.Frequency, member.Monetary, RfmNames.Of(member.Recency, member.Frequency).Code);
}

/// <summary>A page of members.</summary>
internal sealed record RfmMembers : Page
{
    public required IReadOnlyList<RfmMemberView> Members { get; init; }
}
