using System.ComponentModel;
using Tessera.App.Members;
using Tessera.App.Reads;
using Tessera.Core;
using Tessera.Server.Json;
using Tessera.Storage;

namespace Tessera.Server.Http.Members;

/// <summary>A closing.</summary>
internal sealed record Closing
{
    [Description("Stored value is left and stays owed: it can be paid back later. Needed where the programme asks for it.")]
    public bool KeepsValue { get; init; }
}

/// <summary>An identity as a request names it.</summary>
internal sealed record IdentityBody
{
    [Description("phone (E.164, +86 assumed), email, card, unionid, wecom, `openid:APP` or `external:SOURCE`."), Text(100), Example("\"phone\"")]
    public required string Kind { get; init; }

    [Description("The value; phones may hold blanks and hyphens."), Text(254), Example("\"13800001234\"")]
    public required string Value { get; init; }

    /// <summary>The identity in its compared form, or what is wrong.</summary>
    public (Identity? Identity, FieldError? Wrong) Read(string pointer)
    {
        if (IdentityForm.Of(Kind, Value) is { } identity) return (identity, null);
        var known = IdentityForm.Kinds.Any(k => k.EndsWith(':') ? Kind.StartsWith(k, StringComparison.Ordinal) && Kind.Length > k.Length : Kind == k);
        return known
            ? (null, new FieldError(pointer + "/value", "identity.malformed", Kind))
            : (null, new FieldError(pointer + "/kind", "field.choice", string.Join(", ", IdentityForm.Kinds.Select(k => k.EndsWith(':') ? k + "…" : k))));
    }
}

/// <summary>What a member told about itself.</summary>
internal sealed record ProfileBody
{
    [Description("Name."), Text(100), Example("\"周予安\"")]
    public string? Name { get; init; }

    [Description("Birthday; the year 1904 where only month and day are known."), Example("\"1994-05-20\"")]
    public DateOnly? Birthday { get; init; }

    [Description("Language of texts to the member: zh-CN or en."), Text(10), Example("\"zh-CN\"")]
    public string? Locale { get; init; }

    public MemberProfile ToProfile() => new() { Name = Name, Birthday = Birthday, Locale = Locale };

    public static ProfileBody Of(MemberProfile profile) => new() { Name = profile.Name, Birthday = profile.Birthday, Locale = profile.Locale };
}

/// <summary>Somebody joins.</summary>
internal sealed record NewMember
{
    [Description("Identities; one person is one member, so a known identity answers the member who holds it."), Items(1, 10)]
    public required IReadOnlyList<IdentityBody> Identities { get; init; }

    [Description("Channel of registration."), Text(50, Shape = TextShapes.Slug), Example("\"store\"")]
    public string? Channel { get; init; }

    [Description("Store of registration."), Text(50)]
    public string? StoreId { get; init; }

    [Description("Member who invited."), Text(30, Shape = TextShapes.MemberId)]
    public string? InvitedBy { get; init; }

    [Description("When; now without it.")]
    public Instant? OccurredAt { get; init; }

    [Description("What the member told about itself.")]
    public ProfileBody? Profile { get; init; }
}

/// <summary>A change of the profile: fields that are given replace those that were.</summary>
internal sealed record MemberChange
{
    [Description("Fields to replace.")]
    public required ProfileBody Profile { get; init; }
}

/// <summary>A search; personal terms travel in bodies, never in addresses.</summary>
internal sealed record MemberSearch
{
    [Description("A whole identity.")]
    public IdentityBody? Identity { get; init; }

    [Description("The last four digits of a phone or card."), Text(4, Min = 4), Example("\"1234\"")]
    public string? LastFour { get; init; }
}

/// <summary>A reason typed by a person.</summary>
internal sealed record ReasonBody
{
    [Description("Reason as a code of yours, such as `complaint`."), Text(50, Shape = TextShapes.Slug), Example("\"complaint\"")]
    public required string ReasonCode { get; init; }

    [Description("Reason in words; kept sealed beside the record."), Text(500, Lines = true)]
    public string? Note { get; init; }
}

/// <summary>Figures of a member.</summary>
internal sealed record FiguresView
{
    [Description("Points balance: left in active lots less debt.")]
    public required long Balance { get; init; }

    [Description("Points that can be spent now; 0 while frozen.")]
    public required long Spendable { get; init; }

    [Description("Points that are not active yet.")]
    public required long Pending { get; init; }

    [Description("Points owed.")]
    public required long Debt { get; init; }

    [Description("Growth value of all time.")]
    public required long Growth { get; init; }

    [Description("Tier in force.")]
    public required TierName Tier { get; init; }

    public static FiguresView Of(Tessera.App.Pipeline.FiguresAfter figures, Showing showing) => new()
    {
        Balance = figures.Balance, Spendable = figures.Spendable, Pending = figures.Pending, Debt = figures.Debt, Growth = figures.Growth, Tier = showing.Tier(figures.Tier),
    };
}

/// <summary>An identity as answers show it: phones, e-mails and cards masked.</summary>
/// <param name="Kind">Kind.</param>
/// <param name="Value">Value, masked where it is personal.</param>
internal sealed record IdentityView(string Kind, string Value)
{
    public static IdentityView Of(Identity identity) => new(identity.Kind, Mask.Of(identity));
}

/// <summary>A member who joined.</summary>
internal sealed record JoinedView
{
    [Description("Id of the member."), Example("\"mem_01jd8m3k7q2v5x9zabcdefghjk\"")]
    public required string Id { get; init; }

    [Description("Local date of joining.")]
    public required DateOnly JoinedOn { get; init; }

    [Description("Figures after it.")]
    public required FiguresView Figures { get; init; }
}

/// <summary>A friend who joins.</summary>
internal sealed record NewReferral
{
    [Description("Identities of the friend."), Items(1, 10)]
    public required IReadOnlyList<IdentityBody> Identities { get; init; }

    [Description("Channel of registration."), Text(50, Shape = TextShapes.Slug)]
    public string? Channel { get; init; }
}

/// <summary>Messages that were read.</summary>
internal sealed record MessagesBody
{
    [Description("Ids of messages, as the inbox gave them."), Items(1, 200), Text(40), Example("[\"msg_1_2\"]")]
    public required IReadOnlyList<string> Messages { get; init; }
}

/// <summary>A tag to be given.</summary>
internal sealed record TagBody
{
    [Description("Tag."), Text(50), Example("\"vip\"")]
    public required string Tag { get; init; }

    [Description("Last day of the tag; for ever without it.")]
    public DateOnly? Through { get; init; }
}

/// <summary>Where a member is merged into.</summary>
internal sealed record MergeBody
{
    [Description("The member that stays."), Text(30, Shape = TextShapes.MemberId)]
    public required string Into { get; init; }
}

/// <summary>Identities of a member.</summary>
internal sealed record IdentityList(IReadOnlyList<IdentityView> Identities)
{
    public static IdentityList Of(IdentitiesOfMember held) => new([.. held.Identities.Select(IdentityView.Of)]);
}

/// <summary>A person was erased.</summary>
/// <param name="PointsVoided">Points voided by closing.</param>
internal sealed record ErasedView(long PointsVoided);

/// <summary>Both sides of a merge or its undo.</summary>
/// <param name="Gone">The member that goes, or stands alone again.</param>
/// <param name="Stays">The member that stays.</param>
internal sealed record MergedView(Purchases.FactView Gone, Purchases.FactView Stays)
{
    public static MergedView Of(MembersMerged merged, Showing showing) => new(Purchases.FactView.Of(merged.Gone, showing), Purchases.FactView.Of(merged.Stays, showing));
}
