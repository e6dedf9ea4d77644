using System.Text.RegularExpressions;

namespace Tessera.Server.Json;

/// <summary>Named shapes of text fields, shared by validation and the API description.</summary>
internal static partial class TextShapes
{
    /// <summary>An id of the programme: lower case, digits, and hyphens, underscores or dots between.</summary>
    public const string Slug = "slug";

    /// <summary>A typed id of a member.</summary>
    public const string MemberId = "memberId";

    /// <summary>A category path such as <c>tea/milk</c>.</summary>
    public const string Path = "path";

    /// <summary>A time of day such as <c>09:30</c>.</summary>
    public const string TimeOfDay = "timeOfDay";

    public static string PatternOf(string shape) => shape switch
    {
        Slug => SlugPattern,
        MemberId => MemberPattern,
        Path => PathPattern,
        TimeOfDay => TimePattern,
        _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, "no such shape"),
    };

    public static bool Fits(string shape, string text) => shape switch
    {
        Slug => SlugRegex().IsMatch(text),
        MemberId => MemberRegex().IsMatch(text),
        Path => PathRegex().IsMatch(text),
        TimeOfDay => TimeRegex().IsMatch(text),
        _ => throw new ArgumentOutOfRangeException(nameof(shape), shape, "no such shape"),
    };

    private const string SlugPattern = "^[A-Za-z0-9]([A-Za-z0-9._:-]*[A-Za-z0-9])?$";
    private const string MemberPattern = "^mem_[0-9a-z]+$";
    private const string TimePattern = "^([01][0-9]|2[0-3]):[0-5][0-9]$";
    private const string PathPattern = "^[^/]+(/[^/]+)*$";

    // \z instead of $ would be exact in .NET, but the pattern is published; a trailing line break is refused before as a control character.
    [GeneratedRegex(SlugPattern, RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking, 1000)]
    private static partial Regex SlugRegex();

    [GeneratedRegex(MemberPattern, RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking, 1000)]
    private static partial Regex MemberRegex();

    [GeneratedRegex(PathPattern, RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking, 1000)]
    private static partial Regex PathRegex();

    [GeneratedRegex(TimePattern, RegexOptions.ExplicitCapture | RegexOptions.NonBacktracking, 1000)]
    private static partial Regex TimeRegex();
}
