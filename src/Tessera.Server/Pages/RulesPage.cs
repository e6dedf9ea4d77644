using Tessera.Core;
using Tessera.Core.Benefits;
using Tessera.Core.Earning;
using Tessera.Core.Programs;
using Tessera.Core.Tiers;
using Tessera.Server.Wording;

namespace Tessera.Server.Pages;

/// <summary>A published version as the rules page shows it.</summary>
/// <param name="Document">The programme.</param>
/// <param name="Version">Number.</param>
/// <param name="EffectiveAt">When it came into force, in the programme's zone.</param>
/// <param name="Others">Other published versions, newest first.</param>
/// <param name="IsCurrent">Whether it is the version in force.</param>
internal sealed record PublishedRules(ProgramDocument Document, int Version, string EffectiveAt, IReadOnlyList<int> Others, bool IsCurrent)
{
    /// <summary>Local date on which the benefits are read.</summary>
    public DateOnly On { get; init; }
}

/// <summary>The public page of the rules (L5), rendered from the published programme and from nothing else.</summary>
internal sealed class RulesPage
{
    private readonly PublishedRules _rules;
    private readonly Figures _figures;
    private readonly LadderWords _ladder;
    private readonly Html _html;

    private RulesPage(PublishedRules rules, Language language, Html html)
    {
        (_rules, _html) = (rules, html);
        _figures = new Figures(rules.Document, language);
        _ladder = new LadderWords(_figures, rules.Document);
    }

    private ProgramDocument Document => _rules.Document;

    public static string Render(PublishedRules rules, Language language, string? ribbon)
    {
        var name = language.Of(rules.Document.Names);
        var here = rules.IsCurrent ? "/rules" : "/rules?version=" + Figures.Text(rules.Version);
        var frame = new Frame(language.Of($"会员规则 · {name}", $"Membership rules · {name}"), here, language, ribbon);
        return frame.Around(html => new RulesPage(rules, language, html).Body());
    }

    private void Body()
    {
        Head();
        Tiers();
        Earning();
        Points();
        Reviews();
        Growth();
        Foot();
    }

    private void Head()
    {
        _html.Line("p", _figures.Name(Document.Names), "over");
        _html.Line("h1", _figures.Of("会员规则", "Membership rules"));
        var version = Figures.Text(_rules.Version);
        _html.Line("p", _figures.Of($"第 {version} 版，{_rules.EffectiveAt} 起生效", $"Version {version}, in force since {_rules.EffectiveAt}"), "meta");
        if (!_rules.IsCurrent) _html.Open("p", "note").Text(_figures.Of("这是以前的版本。", "This is an earlier version. ")).Link("/rules", _figures.Of("看现行规则", "See the rules in force")).Close("p");
    }

    private void Tiers()
    {
        _html.Line("h2", _figures.Of("等级与权益", "Tiers and benefits"));
        var tiers = _ladder.Tiers.ToList();
        _html.Raw("<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"").Text(_figures.Of("等级与权益", "Tiers and benefits")).Raw("\">\n");
        _html.Open("table", "ladder").Open("thead").Open("tr").Raw("<td></td>");
        foreach (var (tier, at) in tiers.Select((t, i) => (t, i))) _html.Raw($"<th scope=\"col\" class=\"{Style(tier, at, tiers.Count)}\"><span class=\"tile\" aria-hidden=\"true\"></span>").Text(_figures.Name(tier.Names)).Raw("</th>");
        _html.Close("tr").Close("thead").Open("tbody");
        Rows(_figures.Of("进入", "Entering"), tiers, EnterRows(tiers));
        Rows(_figures.Of("保级", "Keeping"), tiers, KeepRows(tiers));
        Rows(_figures.Of("权益", "Benefits"), tiers, BenefitRows(tiers));
        _html.Close("tbody").Close("table").Close("div");
    }

    private IEnumerable<(string Head, Func<TierRule, Phrase> Cell)> EnterRows(List<TierRule> tiers)
    {
        yield return (_figures.Of("条件", "Condition"), _ladder.Enter);
        yield return (_figures.Of("方式", "How"), t => new Phrase(_ladder.Mode(t)));
        if (tiers.Exists(t => t.GiftPoints > 0)) yield return (_figures.Of("升级礼", "Gift"), Gift);
    }

    private IEnumerable<(string Head, Func<TierRule, Phrase> Cell)> KeepRows(List<TierRule> tiers)
    {
        if (tiers.Exists(t => t.Validity.Kind != ValidityKind.UntilReview)) yield return (_figures.Of("有效期", "Holds"), t => new Phrase(_ladder.Validity(t)));
        foreach (var review in Document.Reviews) yield return (_figures.Name(review.Names), t => _ladder.Keep(review, t));
    }

    private IEnumerable<(string Head, Func<TierRule, Phrase> Cell)> BenefitRows(List<TierRule> tiers)
    {
        if (Document.Benefits.Count > 0)
        {
            var table = BenefitTable.Of(Document.Benefits, tiers, _rules.On);
            foreach (var column in table.Dimensions) yield return (_figures.Name(BenefitTable.NameOf(column)), t => CellOf(table, t, column));
            yield break;
        }

        if (tiers.Exists(t => t.Multiplier != 10_000)) yield return (_figures.Of("积分倍数", "Points"), t => new Phrase(_figures.Of($"{Figures.Ratio(t.Multiplier)} 倍", $"× {Figures.Ratio(t.Multiplier)}")));
        if (tiers.Exists(t => t.Benefits.Count > 0)) yield return (_figures.Of("礼遇", "More"), t => t.Benefits.Count == 0 ? new Phrase("—") : new Phrase("", [.. t.Benefits.Select(b => new Phrase(_figures.Name(b)))]));
    }

    private Phrase CellOf(BenefitTable table, TierRule tier, BenefitDimension column) =>
        new(_figures.Name(table.Rows.First(r => r.Tier == tier).Cells.First(c => c.Dimension == column).Text));

    private Phrase Gift(TierRule tier) => new(tier.GiftPoints == 0 ? "—" : _figures.Of($"{_figures.Points(tier.GiftPoints)} 积分", $"{_figures.Points(tier.GiftPoints)} points"));

    private void Rows(string band, List<TierRule> tiers, IEnumerable<(string Head, Func<TierRule, Phrase> Cell)> rows)
    {
        var all = rows.ToList();
        if (all.Count == 0) return;
        _html.Raw($"<tr class=\"band\"><th scope=\"colgroup\" colspan=\"{Figures.Text(tiers.Count + 1)}\">").Text(band).Raw("</th></tr>\n");
        foreach (var (head, cell) in all)
        {
            _html.Open("tr").Raw("<th scope=\"row\">").Text(head).Raw("</th>");
            foreach (var tier in tiers)
            {
                _html.Open("td");
                Write(cell(tier));
                _html.Close("td");
            }

            _html.Close("tr");
        }
    }

    private void Write(Phrase phrase)
    {
        if (phrase.Parts.Count == 0)
        {
            _html.Text(phrase.Text);
            return;
        }

        if (phrase.Text.Length > 0) _html.Open("span", "any").Text(phrase.Text).Raw("</span>");
        _html.Open("ul");
        foreach (var part in phrase.Parts)
        {
            _html.Open("li");
            Write(part);
            _html.Close("li");
        }

        _html.Close("ul");
    }

    private void Earning()
    {
        var words = new EarnWords(_figures, Document);
        var rules = Document.Earn.Where(r => r.Enabled).ToList();
        if (rules.Count == 0) return;
        _html.Line("h2", _figures.Of("怎样得积分", "How points are earned"));
        List(rules.Where(r => r.Kind != EarnKind.Behaviour), words);
        var behaviours = rules.Where(r => r.Kind == EarnKind.Behaviour).ToList();
        if (behaviours.Count == 0) return;
        _html.Line("h3", _figures.Of("互动", "Beyond purchases"));
        List(behaviours, words);
    }

    private void List(IEnumerable<EarnRule> rules, EarnWords words)
    {
        _html.Open("dl", "rules");
        foreach (var sentence in rules.Select(words.Of))
        {
            _html.Open("div").Line("dt", sentence.Name).Open("dd").Open("span", "gives").Text(sentence.Gives).Raw("</span>");
            if (sentence.Terms.Count > 0) _html.Open("span", "terms").Text(string.Join(_figures.Of("；", "; "), sentence.Terms)).Raw("</span>");
            _html.Close("dd").Close("div");
        }

        _html.Close("dl");
    }

    private void Points()
    {
        _html.Line("h2", _figures.Of("积分有效期与退款", "How points end, and refunds"));
        Sentences(new PointsWords(_figures, Document).Sentences());
    }

    private void Reviews()
    {
        if (Document.Reviews.Count == 0) return;
        _html.Line("h2", _figures.Of("评定、宽限与降级", "Reviews, grace and falls"));
        foreach (var review in Document.Reviews)
        {
            _html.Line("h3", _figures.Name(review.Names));
            Sentences(_ladder.Review(review));
        }

        _html.Line("h3", _figures.Of("共同规则", "For all reviews"));
        Sentences([_ladder.Falls(), _ladder.FallLimit(), _ladder.Climbing()]);
    }

    private void Growth()
    {
        if (Document.Growth is not { } growth) return;
        _html.Line("h2", _figures.Of("成长值", "Growth value"));
        Sentences(new GrowthWords(_figures).Sentences(growth));
    }

    private void Sentences(IEnumerable<string> sentences)
    {
        _html.Open("ul", "plain");
        foreach (var sentence in sentences) _html.Line("li", sentence);
        _html.Close("ul");
    }

    private void Foot()
    {
        _html.Open("footer").Open("p").Text(_figures.Of(
            $"日期按 {Document.Zone} 计，金额以 {Document.Currency} 计。规则改变时会有新的版本，旧版本一直可查。",
            $"Days are those of {Document.Zone}, money is in {Document.Currency}. A change of the rules makes a new version; earlier ones stay here."));
        _html.Close("p");
        if (_rules.Others.Count > 0)
        {
            _html.Open("p").Text(_figures.Of("其他版本：", "Other versions: "));
            foreach (var other in _rules.Others) _html.Link("/rules?version=" + Figures.Text(other), Figures.Text(other)).Raw(" ");
            _html.Close("p");
        }

        _html.Close("footer");
    }

    /// <summary>The colour of a tier: by its id where it says one, else by its place between base and top.</summary>
    private static string Style(TierRule tier, int at, int count)
    {
        string[] known = ["base", "silver", "gold", "platinum", "diamond"];
        var named = known.FirstOrDefault(k => tier.Id.Contains(k, StringComparison.OrdinalIgnoreCase));
        return "t-" + (named ?? known[count <= 1 ? 0 : Math.Min(at, known.Length - 1)]);
    }
}
