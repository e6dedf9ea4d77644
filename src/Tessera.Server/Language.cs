using Tessera.Core;

namespace Tessera.Server;

/// <summary>The two languages of the product.</summary>
internal enum Language
{
    Zh,
    En,
}

/// <summary>Choosing a language.</summary>
internal static class Languages
{
    public static string Tag(this Language language) => language == Language.Zh ? "zh-CN" : "en";

    public static string Of(this Language language, LocalText text) => language == Language.Zh ? text.Zh : text.En;

    public static string Of(this Language language, string zh, string en) => language == Language.Zh ? zh : en;

    /// <summary>A tag such as <c>en-GB</c> or <c>zh_CN.UTF-8</c>; null when it names neither language.</summary>
    public static Language? Parse(string? tag)
    {
        if (string.IsNullOrWhiteSpace(tag)) return null;
        var primary = tag.Trim().Split('-', '_', '.', '@')[0];
        if (primary.Equals("zh", StringComparison.OrdinalIgnoreCase)) return Language.Zh;
        return primary.Equals("en", StringComparison.OrdinalIgnoreCase) ? Language.En : null;
    }

    /// <summary>Accept-Language: the tag with the highest weight that is ours, the earlier on ties; zh-CN by default.</summary>
    public static Language FromHeader(string? header)
    {
        var (best, weight) = (Language.Zh, 0m);
        foreach (var part in (header ?? "").Split(',').Take(30))
        {
            var pieces = part.Split(';');
            if (Parse(pieces[0]) is not { } language) continue;
            var q = pieces.Skip(1).Select(p => p.Trim()).FirstOrDefault(p => p.StartsWith("q=", StringComparison.OrdinalIgnoreCase));
            var own = q is not null && decimal.TryParse(q.AsSpan(2), System.Globalization.NumberStyles.AllowDecimalPoint, System.Globalization.CultureInfo.InvariantCulture, out var given) ? given : 1m;
            if (own > weight) (best, weight) = (language, own);
        }

        return best;
    }
}
