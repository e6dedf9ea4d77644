using System.Text;
using Tessera.Storage;

namespace Tessera.App.Members;

/// <summary>
/// The form in which identities are compared (semantics §1): phones as E.164 with +86 assumed, e-mail without case, card numbers with case.
/// Malformed ones end here, at the door.
/// </summary>
public static class IdentityForm
{
    /// <summary>Kinds that stand alone; <c>openid:APP</c> and <c>external:SOURCE</c> carry a name after the colon.</summary>
    public static IReadOnlyList<string> Kinds { get; } = ["phone", "email", "card", "unionid", "wecom", "openid:", "external:"];

    /// <summary>An identity in its compared form, or null when it is malformed.</summary>
    public static Identity? Of(string kind, string value)
    {
        var form = kind switch
        {
            "phone" => Phone(value),
            "email" => Email(value),
            "card" or "unionid" or "wecom" => Plain(value),
            _ when IsNamed(kind, "openid:") || IsNamed(kind, "external:") => Plain(value),
            _ => null,
        };
        return form is null ? null : new Identity(kind, form);
    }

    /// <summary>A phone as E.164, or null.</summary>
    public static string? Phone(string value)
    {
        var digits = new StringBuilder(20);
        foreach (var sign in value.Trim())
        {
            // Full-width digits come from Chinese input methods.
            var plain = sign is >= '\uFF10' and <= '\uFF19' ? (char)(sign - '\uFF10' + '0') : sign == '\uFF0B' ? '+' : sign;
            if (plain is ' ' or '-' or '(' or ')' or '.' or '\u00A0' or '\u3000') continue;
            if (plain is not (>= '0' and <= '9') && !(plain == '+' && digits.Length == 0)) return null;
            digits.Append(plain);
        }

        var number = digits.ToString();
        if (number.StartsWith("00", StringComparison.Ordinal)) number = "+" + number[2..];
        else if (!number.StartsWith('+')) number = "+86" + number.TrimStart('0');
        var isPlausible = number.Length is >= 8 and <= 16 && number[1] != '0';
        var isChineseMobile = number.StartsWith("+861", StringComparison.Ordinal);
        return isPlausible && (!isChineseMobile || number.Length == 14 || number[4] == '0') ? number : null;
    }

    private static string? Email(string value)
    {
        var text = value.Trim().ToLowerInvariant();
        var at = text.IndexOf('@', StringComparison.Ordinal);
        return at > 0 && at == text.LastIndexOf('@') && at < text.Length - 1 && text.Length <= 254 && !text.Any(char.IsWhiteSpace) ? text : null;
    }

    private static string? Plain(string value)
    {
        var text = value.Trim();
        return text.Length is > 0 and <= 200 && !text.Any(char.IsControl) ? text : null;
    }

    private static bool IsNamed(string kind, string prefix) =>
        kind.Length > prefix.Length && kind.Length <= 100 && kind.StartsWith(prefix, StringComparison.Ordinal);
}
