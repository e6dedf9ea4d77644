using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Members;

/// <summary>What a person told about itself: sealed whole, never read by a decision except as a non-personal input (semantics §12).</summary>
public sealed record MemberProfile
{
    /// <summary>Name, or null.</summary>
    public string? Name { get; init; }

    /// <summary>Birthday; the year 1 where only month and day are known.</summary>
    public DateOnly? Birthday { get; init; }

    /// <summary>Locale for texts to the member, <c>zh-CN</c> or <c>en</c>; null for the shop's.</summary>
    public string? Locale { get; init; }

    /// <summary>Whether a local date is the birthday; 29 February is 28 February in other years (semantics §2).</summary>
    public bool IsBirthday(DateOnly day) => Birthday is { } born && new MonthDay(born.Month, born.Day).In(day.Year) == day;

    /// <summary>The birthday without its year, or null.</summary>
    [JsonIgnore]
    public MonthDay? DayOfBirth => Birthday is { } born ? new MonthDay(born.Month, born.Day) : null;

    /// <summary>Name of a member, or null.</summary>
    public static string? NameOf(StoreConnection db, AccountId account) => Of(db, account)?.Name;

    internal static MemberProfile? Of(StoreConnection db, AccountId account) =>
        db.Identities.ProfileOf(account) is { } json ? Parse(json) : null;

    internal static MemberProfile? Parse(string json) => JsonSerializer.Deserialize(json, ProfileJson.Default.MemberProfile);

    internal void Save(StoreConnection db, AccountId account, Instant at)
    {
        db.Identities.SetProfile(account, JsonSerializer.Serialize(this, ProfileJson.Default.MemberProfile), DayOfBirth, at);
        db.Names.Index(account, NamePieces.Of(Name));
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MemberProfile))]
internal sealed partial class ProfileJson : JsonSerializerContext;
