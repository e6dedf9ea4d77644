using System.Globalization;

namespace Tessera.Model.Prices;

/// <summary>What a slow, obvious reading of semantics §8 makes of a basket. It keeps a note of every step.</summary>
public sealed partial class ModelBasket
{
    private readonly PriceWords _settings;
    private readonly PriceWords _buyer;
    private readonly List<ModelSaving> _savings;
    private readonly List<ModelSaving> _given = [];
    private bool _pointsUsed;

    private ModelBasket(string settings, string savings, string lines, string buyer)
    {
        (_settings, _buyer) = (new PriceWords(settings), new PriceWords(buyer));
        Lines = [.. PriceWords.Things(lines).Select(ModelPriceLine.Read)];
        _savings = [.. PriceWords.Things(savings).Select(w => new ModelSaving(w)).OrderBy(s => s.Rank).ThenBy(s => s.Id, StringComparer.Ordinal)];
        PointsLeft = (long)_buyer.Number("spendable");
    }

    public List<ModelPriceLine> Lines { get; }

    /// <summary>What each saving took, in the order given.</summary>
    public List<(string Id, long Minor)> Deductions { get; } = [];

    public List<string> Notes { get; } = [];

    /// <summary>Savings not given for a reason of their own scope, condition or limits.</summary>
    public Dictionary<string, string> Missed { get; } = new(StringComparer.Ordinal);

    public long PointsLeft { get; private set; }

    public long PointsSpent { get; private set; }

    public long PointsMinor { get; private set; }

    public long RewardPoints { get; private set; }

    public bool Refused { get; private set; }

    public bool PricesAreNet => _settings.Has("net");

    public long Net => Lines.Sum(l => l.Left);

    public long Tax => Lines.Sum(l => l.Tax);

    public long Pay => PricesAreNet ? Net + Tax : Net;

    public long ToPay => Pay - Lines.Sum(l => l.PaidWithPoints) - Lines.Sum(l => l.PaidWithStoredValue);

    private string Carrier => _settings.Text("carrier");

    public static ModelBasket Price(string settings, string savings, string lines, string buyer)
    {
        var basket = new ModelBasket(settings, savings, lines, buyer);
        basket.Run();
        return basket;
    }

    private void Run()
    {
        if (Room() < 0)
        {
            Refused = true;
            TaxAll();
            return;
        }

        var fitting = _savings.Where(Fits).ToList();
        long[]? beforeCoupons = null;
        foreach (var stage in _settings.Has("stages") ? _settings.List("stages") : ["price", "line", "buyGet", "order", "coupon", "points", "freight"])
        {
            long[] start = [.. Lines.Select(l => l.Left)];
            if (stage is "coupon" or "points") beforeCoupons ??= start;
            if (stage == "freight" && _settings.Text("freight", "before") == "before") start = beforeCoupons ?? start;
            Stage(stage, start, [.. fitting.Where(s => s.Stage == stage)]);
        }

        if (_settings.Text("as") == "payment") Points();
        TaxAll();
        StoredValue();
    }

    private void Stage(string stage, long[] start, List<ModelSaving> savings)
    {
        if (stage == "points")
        {
            if (_settings.Text("as") != "payment") Points();
            return;
        }

        foreach (var reward in savings.Where(s => s.Origin == "reward")) TryAndGive(reward, start);
        savings = [.. savings.Where(s => s.Origin != "reward")];
        var groups = _settings.List("groups").Select(g => g.Split(':')).Where(g => g[1] == stage).ToList();
        if (!groups.Exists(g => g[0] == stage)) groups.Insert(0, [stage, stage, stage == "buyGet" ? "all" : "best"]);
        foreach (var group in groups) Group(group[2], start, [.. savings.Where(s => s.Group == group[0])]);
    }

    private void Group(string mode, long[] start, List<ModelSaving> savings)
    {
        if (mode == "all")
        {
            foreach (var saving in savings) TryAndGive(saving, start);
        }
        else if (mode == "first" && savings.Exists(s => s.OfLines))
        {
            var taken = new HashSet<int>();
            foreach (var saving in savings)
            {
                var open = Open(saving).Where(i => !taken.Contains(i)).ToHashSet();
                if (Work(saving, start, open) is not { } work) continue;
                Give(saving, work);
                taken.UnionWith(Enumerable.Range(0, work.Parts.Length).Where(i => work.Parts[i] > 0));
            }
        }
        else if (mode == "first")
        {
            if (savings.Select(s => (Saving: s, Work: WorkOpen(s, start))).FirstOrDefault(s => s.Work is not null) is ({ } saving, { } work)) Give(saving, work);
        }
        else if (savings.Exists(s => s.OfLines))
        {
            BestByLine(start, savings);
        }
        else
        {
            var works = savings.Select(s => (Saving: s, Work: WorkOpen(s, start))).Where(s => s.Work is not null).ToList();
            if (works.Count == 0) return;
            var most = works.Max(w => w.Work!.Total);
            var (saving, work) = works.First(w => w.Work!.Total == most);
            Notes.Add(works.Count == 1 ? "" : "best of " + string.Join(", ", works.Select(w => w.Saving.Id + " " + PriceWords.Yuan(w.Work!.Total))));
            Give(saving, work!);
        }
    }

    /// <summary>Every way to give each line one of the savings that reach it; the first of those that save most.</summary>
    private void BestByLine(long[] start, List<ModelSaving> savings)
    {
        var alone = savings.Select(s => Work(s, start, Open(s))).ToList();
        var choices = Lines.Select((_, i) => Enumerable.Range(0, savings.Count).Where(s => alone[s] is { } w && w.Units[i] > 0 && (savings[s].Words.Has("ownUses") || w.Parts[i] > 0 || IsShared(savings[s]))).ToList()).ToList();
        int[]? best = null;
        long most = -1;
        foreach (var way in Ways(choices, 0, new int[Lines.Count]))
        {
            var saved = savings.Select((s, k) => Work(s, start, LinesOf(way, k))?.Total ?? 0).Sum();
            if (saved <= most) continue;
            (most, best) = (saved, [.. way]);
        }

        var chosen = savings.Select((s, k) => (Saving: s, Work: best is not null && LinesOf(best, k) is { Count: > 0 } lines ? Work(s, start, lines) : null)).ToList();
        foreach (var (saving, work) in chosen)
        {
            if (work is null) continue;
            CutTo(work, [.. Enumerable.Range(0, work.Parts.Length)], Room());
            if (work.Total > 0) Give(saving, work);
        }
    }

    private static bool IsShared(ModelSaving saving) =>
        saving.Words.Has("marginal") || saving.Words.Has("capOrder") || saving.Words.Has("capSku") || saving.Words.Has("unitsOrder") || saving.Words.Has("unitsSku")
        || saving.Words.Has("ownMinor") || saving.Words.Has("allMinor") || saving.Words.Has("ownUnits") || saving.Words.Has("allUnits") || saving.Words.Has("allUses")
        || saving.Words.Text("per") == "order" || saving.PerOf(saving.Amount) == "order";

    private static HashSet<int> LinesOf(int[] way, int saving) => [.. Enumerable.Range(0, way.Length).Where(i => way[i] == saving)];

    private static IEnumerable<int[]> Ways(List<List<int>> choices, int line, int[] way)
    {
        if (line == choices.Count)
        {
            yield return way;
            yield break;
        }

        foreach (var choice in choices[line].Count == 0 ? [-1] : choices[line])
        {
            way[line] = choice;
            foreach (var rest in Ways(choices, line + 1, way)) yield return rest;
        }
    }

    private void TryAndGive(ModelSaving saving, long[] start)
    {
        if (WorkOpen(saving, start) is { } work) Give(saving, work);
    }

    private ModelWork? WorkOpen(ModelSaving saving, long[] start)
    {
        var open = Open(saving);
        return open.Count == 0 ? null : Work(saving, start, open);
    }

    private void Give(ModelSaving saving, ModelWork work)
    {
        if (work.Added is { } added) Lines.Add(added);
        for (var i = 0; i < work.Parts.Length; i++)
        {
            if (work.UsesUp) Lines[i].UsedUp += work.Units[i];
            if (work.Parts[i] == 0 && work.GivenUnits[i] == 0) continue;
            Lines[i].Left -= work.Parts[i];
            Lines[i].Parts[saving.Id] = work.Parts[i];
            if (saving.Words.Has("afterTax")) Lines[i].StillTaxed += work.Parts[i];
        }

        PointsLeft -= work.Points;
        RewardPoints += work.Points;
        _given.Add(saving);
        Deductions.Add((saving.Id, work.Total));
        Notes.Add(saving.Id + ": " + work.Note + " = " + PriceWords.Yuan(work.Total) + (work.Parts.Length == 1 ? "" : " as " + string.Join("+", work.Parts.Select(PriceWords.Yuan))) + (work.Points > 0 ? $" for {work.Points} points" : ""));
    }

    /// <summary>The lines it may still reach beside what was given.</summary>
    private HashSet<int> Open(ModelSaving saving)
    {
        var open = Enumerable.Range(0, Lines.Count).ToHashSet();
        foreach (var other in _given)
        {
            if (!Bars(saving, other) && !Bars(other, saving)) continue;
            if (!saving.OfLines || !other.OfLines) return [];
            open.RemoveWhere(i => Lines[i].Parts.ContainsKey(other.Id));
        }

        var barsPoints = saving.Words.List("notStage").Contains("points") || saving.Words.List("not").Contains("points") || saving.Words.List("notGroup").Contains("points");
        return _pointsUsed && (barsPoints || (saving.Origin == "coupon" && _settings.Has("noCoupons"))) ? [] : open;
    }

    private static bool Bars(ModelSaving one, ModelSaving other) =>
        one.Words.List("not").Contains(other.Id) || one.Words.List("notGroup").Contains(other.Group) || one.Words.List("notStage").Contains(other.Stage);

    /// <summary>Whether day, place and buyer fit.</summary>
    private bool Fits(ModelSaving saving)
    {
        var words = saving.Words;
        var day = _settings.Has("day") ? DateOnly.ParseExact(_settings.Text("day"), "yyyy-MM-dd", CultureInfo.InvariantCulture) : new DateOnly(2026, 3, 16);
        if (words.Has("off")) return false;
        if (words.Has("from") && string.CompareOrdinal(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), words.Text("from")) < 0) return false;
        if (words.Has("through") && string.CompareOrdinal(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture), words.Text("through")) > 0) return false;
        if (words.Has("days") && !words.List("days").Contains(day.DayOfWeek.ToString())) return false;
        if (words.Has("dates") && !words.List("dates").Contains(day.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture))) return false;
        if (words.Has("hours") && !InHours(words.Text("hours"), _settings.Text("time", "12:00"))) return false;
        if (words.Has("store") && !words.List("store").Contains(_settings.Text("store"))) return false;
        if (words.Has("channel") && !words.List("channel").Contains(_settings.Text("channel", "store"))) return false;
        if (words.Has("sale") && !words.List("sale").Contains(_settings.Text("sale", "retail"))) return false;
        if (saving.Reach == "freight" && words.Has("carrier") && !words.List("carrier").Contains(Carrier)) return false;
        if (words.Has("code") && !_settings.List("codes").Contains(words.Text("code"), StringComparer.OrdinalIgnoreCase)) return false;
        if (!_buyer.Has("tier")) return !words.Has("members") && !words.Has("tier") && !words.Has("tag") && !words.Has("birthday");
        if (words.Has("tier") && !words.List("tier").Contains(_buyer.Text("tier"))) return false;
        if (words.Has("tag") && !words.List("tag").Intersect(_buyer.List("tags")).Any()) return false;
        return !words.Has("birthday") || _buyer.Has("birthday");
    }

    private static bool InHours(string hours, string time)
    {
        var (from, until) = (hours.Split('-')[0], hours.Split('-')[1]);
        var after = from.Length == 0 || string.CompareOrdinal(time, from) >= 0;
        var before = until.Length == 0 || string.CompareOrdinal(time, until) < 0;
        return until.Length > 0 && from.Length > 0 && string.CompareOrdinal(until, from) < 0 ? after || before : after && before;
    }

    /// <summary>What goods, freight and fees cost together: no saving takes it below zero.</summary>
    private long Room() => Lines.Where(l => l.Kind is "Goods" or "Freight" or "Fee").Sum(l => l.Left);
}
