using System.Collections.Frozen;
using Microsoft.AspNetCore.Identity;
using Microsoft.Extensions.Options;
using Tessera.Core;

namespace Tessera.App.People;

/// <summary>Rules and hashes of passwords: at least 8 characters (15 are advised), no forced mixtures, none of the common ones, hashed slowly.</summary>
public static class Passwords
{
    /// <summary>Fewest characters.</summary>
    public const int Fewest = 8;

    /// <summary>Most characters.</summary>
    public const int Most = 256;

    private const string Product = "tessera";
    private const int FewestBeside = 5;
    private const int FewestOfWord = 2;
    private static readonly Lazy<FrozenSet<string>> Common = new(ReadCommon);

    // PBKDF2 with HMAC-SHA-512; the iterations OWASP names for it.
    private static readonly PasswordHasher<string> Hasher = new(Options.Create(new PasswordHasherOptions { IterationCount = 210_000 }));

    // Unknown names take as long as known ones.
    private static readonly Lazy<string> Nobody = new(() => Hash(Secrets.NewToken()));

    /// <summary>Stands for a password that was taken away: nothing fits it.</summary>
    internal const string Unusable = "-";

    /// <summary>The passwords that are tried first.</summary>
    public static IReadOnlyCollection<string> CommonOnes => Common.Value;

    /// <summary>Why a password cannot be used, or null.</summary>
    /// <param name="password">As it was typed.</param>
    /// <param name="known">What whoever guesses would begin with: the name of the person and the words of the shop.</param>
    public static Refusal? Refuse(string password, params IReadOnlyCollection<string> known)
    {
        var plain = password.Trim().ToLowerInvariant();
        if (password.Length < Fewest) return new Refusal(Reason.Of("password.short", Reason.Count("fewest", Fewest)), "/password");
        var isCommon = Common.Value.Contains(plain) || plain.Distinct().Count() <= 2 || Beside(plain, known) < FewestBeside;
        return isCommon ? new Refusal(Reason.Of("password.common"), "/password") : null;
    }

    /// <summary>Why a password cannot be used by somebody of a shop, or null: also where it stands in the list of breaches that the shop was given.</summary>
    /// <param name="site">The shop.</param>
    /// <param name="password">As it was typed.</param>
    /// <param name="name">Name of the person.</param>
    internal static Refusal? Refuse(Site site, string password, string name) =>
        Refuse(password, [name, .. site.Read(WordsOf)]) ?? (site.Breached?.Contains(password) == true ? new Refusal(Reason.Of("password.common"), "/password") : null);

    /// <summary>Words that everybody knows who knows the shop: of this product, and the names of the programme.</summary>
    public static IReadOnlyCollection<string> WordsOf(ReadScope scope) =>
        scope.KnownPrograms?.At(scope.AsOf).Document is { } document ? [Product, document.Code, document.Names.Zh, document.Names.En] : [Product];

    // Letters and digits that are left when the known words are taken out: a year behind the shop's name is no secret.
    private static int Beside(string plain, IReadOnlyCollection<string> known)
    {
        var left = plain;
        foreach (var word in known.Select(w => w.Trim().ToLowerInvariant()).Where(w => w.Length >= FewestOfWord).OrderByDescending(w => w.Length))
        {
            left = left.Replace(word, "", StringComparison.Ordinal);
        }

        return left.Length == plain.Length ? FewestBeside : left.Count(char.IsLetterOrDigit);
    }

    /// <summary>The hash to store; slow, so never on the writer's thread.</summary>
    public static string Hash(string password) => Hasher.HashPassword("", Normal(password));

    /// <summary>Whether a password fits a stored hash; takes as long where there is none.</summary>
    public static bool Fits(string? hash, string password)
    {
        var isKnown = hash is not null and not Unusable;
        var result = Hasher.VerifyHashedPassword("", isKnown ? hash! : Nobody.Value, Normal(password));
        return isKnown && result != PasswordVerificationResult.Failed;
    }

    // Two keyboards may write one character differently.
    private static string Normal(string password) => password.Normalize(System.Text.NormalizationForm.FormKC);

    private static FrozenSet<string> ReadCommon()
    {
        using var stream = typeof(Passwords).Assembly.GetManifestResourceStream("Tessera.App.People.common-passwords.txt")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().Split('\n', StringSplitOptions.RemoveEmptyEntries).Where(l => l[0] != '#').ToFrozenSet(StringComparer.Ordinal);
    }
}
