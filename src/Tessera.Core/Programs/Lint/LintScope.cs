using System.Globalization;
using Tessera.Core.Earning;
using Tessera.Core.Pricing;

namespace Tessera.Core.Programs.Lint;

/// <summary>What a saving or an earn rule reaches, so that two can be compared: whether one reaches everything that another does.</summary>
internal sealed record LintScope
{
    /// <summary>All goods, always.</summary>
    public static LintScope Everything { get; } = new();

    public IReadOnlyList<string> Categories { get; private init; } = [];

    public IReadOnlyList<string> Without { get; private init; } = [];

    public IReadOnlyList<string> Skus { get; private init; } = [];

    public IReadOnlyList<string> WithoutSkus { get; private init; } = [];

    public IReadOnlyList<string> Places { get; private init; } = [];

    public IReadOnlyList<string> SaleKinds { get; private init; } = [];

    public IReadOnlyList<string> Times { get; private init; } = [];

    /// <summary>Hours, dates, codes and tags in one word: they are compared whole.</summary>
    public string Other { get; private init; } = "";

    /// <summary>Whether it holds on any day for anybody who shops at retail: a give-back can be judged by it.</summary>
    public bool IsEveryday => Places.Count == 0 && Times.Count == 0 && Skus.Count == 0 && Other.Length == 0 && (SaleKinds.Count == 0 || SaleKinds.Contains("retail"));

    public static LintScope Of(SavingScope s) => new()
    {
        Categories = s.Categories, Without = s.ExcludeCategories, Skus = s.Skus, WithoutSkus = s.ExcludeSkus, SaleKinds = s.SaleKinds,
        Places = [.. s.Stores.Select(x => "store " + x), .. s.Channels.Select(x => "channel " + x)],
        Times = [.. s.Weekdays.Select(x => x.ToString()), .. s.Dates.Select(Day)],
        Other = Joined([Hour(s.FromHour), Hour(s.UntilHour), Day(s.From), Day(s.Through), s.Code ?? "", s.OnBirthday ? "birthday" : "", .. s.Tags]),
    };

    public static LintScope Of(EarnScope s) => new()
    {
        Categories = s.Categories, Without = s.ExcludeCategories, Skus = s.Skus, WithoutSkus = s.ExcludeSkus, SaleKinds = s.SaleKinds,
        Places = [.. s.Stores.Select(x => "store " + x), .. s.Channels.Select(x => "channel " + x)],
        Times = [.. s.Weekdays.Select(x => x.ToString())],
        Other = Joined([Hour(s.FromHour), Hour(s.UntilHour), Day(s.From), Day(s.Through), s.Code ?? "", .. s.Tags, s.OrderAtLeastMinor > 0 ? s.OrderAtLeastMinor.ToString(CultureInfo.InvariantCulture) : ""]),
    };

    /// <summary>Whether it reaches everything that another reaches.</summary>
    public bool Covers(LintScope other) =>
        Wide(Categories, other.Categories, Under) && Spares(Without, other.Categories, other.Without) && Wide(Skus, other.Skus, Same)
        && WithoutSkus.All(s => other.WithoutSkus.Contains(s) || (other.Skus.Count > 0 && !other.Skus.Contains(s)))
        && Wide(Places, other.Places, Same) && Wide(SaleKinds, other.SaleKinds, Same) && Wide(Times, other.Times, Same)
        && (Other.Length == 0 || Other == other.Other);

    // A list that is not empty reaches another when each of its words lies under one of its own.
    private static bool Wide(IReadOnlyList<string> own, IReadOnlyList<string> other, Func<string, string, bool> lies) =>
        own.Count == 0 || (other.Count > 0 && other.All(o => own.Any(x => lies(o, x))));

    // What is taken out must be out of the other as well: excluded there, or never among its categories.
    private static bool Spares(IReadOnlyList<string> without, IReadOnlyList<string> categories, IReadOnlyList<string> alsoWithout) => without.All(path =>
        alsoWithout.Any(w => Under(path, w)) || (categories.Count > 0 && !categories.Any(c => Under(c, path) || Under(path, c))));

    private static bool Under(string path, string above) => path == above || path.StartsWith(above + "/", StringComparison.Ordinal);

    private static bool Same(string a, string b) => a == b;

    private static string Joined(string[] words) => string.Join('|', words.Where(w => w.Length > 0));

    private static string Hour(TimeOnly? time) => time?.ToString("HH:mm", CultureInfo.InvariantCulture) ?? "";

    private static string Day(DateOnly? day) => day is { } on ? Day(on) : "";

    private static string Day(DateOnly day) => day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);
}
