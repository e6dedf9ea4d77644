using System.Globalization;
using Tessera.App.Reads;

namespace Tessera.App.Tests.Stories;

/// <summary>
/// The January settlement of a few hundred random members equals what the facts alone say: their purchases and refunds are added up here, from semantics §1
/// and §5, without reading anything the product derived.
/// </summary>
public sealed class SettlementTests
{
    private static readonly string[] Tiers = ["ordinary", "silver", "gold", "platinum"];
    private static readonly long[] Enter = [0, 60_000, 200_000, 600_000];
    private static readonly long[] Keep = [0, 40_000, 150_000, 450_000];

    [Fact]
    [Covers("D5", "D6", "D7", "D11", "D15")]
    public async Task The_January_settlement_is_what_the_purchases_say()
    {
        const int Members = 400;
        var crowd = Crowd.Of(21, Members, "2024-10-01", "2026-02-05", most: 9);
        using var story = new Story("2024-10-01", OnlyJanuary(), day => day is { Month: 1, Day: < 6 } or { Month: 2, Day: < 4 } ? 1 : 0);
        await crowd.Play(story);
        story.Until("2026-02-05 23:00");
        var (fell, kept, saved) = (0, 0, 0);
        for (var member = 0; member < Members; member++)
        {
            var worked = new Worked([.. crowd.Deeds.Where(d => d.Member == member)]);
            worked.Run(Story.Day("2026-02-05"));
            Assert.True(worked.Path.SequenceEqual(story.Path(Crowd.Member(member))), $"member {member}\n{string.Join('\n', worked.Path)}\nbut\n{string.Join('\n', story.Path(Crowd.Member(member)))}");
            fell += worked.Fell;
            kept += worked.Kept;
            saved += worked.Saved;
        }

        // All three endings are there in numbers that prove something.
        Assert.True(fell >= 10 && kept >= 10 && saved >= 3, $"{fell} fell, {kept} kept, {saved} saved in grace");
        story.AuditsClean();
    }

    private static string OnlyJanuary()
    {
        var text = Story.TeaChain;
        var (monthly, points) = (text.IndexOf("  - id: monthly", StringComparison.Ordinal), text.IndexOf("# 积分：", StringComparison.Ordinal));
        return text[..monthly] + text[points..];
    }

    /// <summary>One member's tier from its deeds.</summary>
    private sealed class Worked(IReadOnlyList<Deed> deeds)
    {
        private readonly List<(DateOnly Day, string Number, long Amount)> _bought = [];
        private readonly Stack<(DateOnly On, int From, int To)> _rises = [];
        private int _tier;
        private DateOnly _since;
        private DateOnly? _lastFall;
        private (DateOnly ReviewOn, DateOnly Due)? _grace;
        private int? _atRiskTo;

        public List<string> Path { get; } = [];

        public int Fell { get; private set; }

        public int Kept { get; private set; }

        public int Saved { get; private set; }

        public void Run(DateOnly last)
        {
            var next = 0;
            for (var day = deeds[0].Day; day <= last; day = day.AddDays(1))
            {
                // A review dated 1 January takes effect at the start of the 4th; a grace that ends on the 31st at the start of 1 February.
                if (day is { Month: 1, Day: 4 } && deeds[0].Day < day.AddDays(-3)) Settle(day.AddDays(-3), day);
                if (_grace is { } grace && grace.Due == day) EndGrace(grace.ReviewOn, day);
                while (next < deeds.Count && deeds[next].Day == day) Do(deeds[next++]);
            }
        }

        private void Do(Deed deed)
        {
            if (deed.Does == "join") Say(deed.Day, "-", 0, "Joined");
            if (deed.Does == "join") _since = deed.Day;
            if (deed.Does == "buy") _bought.Add((deed.Day, deed.Number, deed.Amount));
            if (deed.Does == "refund")
            {
                // In rolling windows a refund counts on the purchase's date, always.
                var at = _bought.FindIndex(b => b.Number == deed.Number);
                _bought[at] = _bought[at] with { Amount = _bought[at].Amount - deed.Amount };
                ReadRisesAgain(deed.Day);
            }

            if (deed.Does != "join") Rise(deed.Day);
            if (deed.Does is "buy" && _grace is { } grace && Spend(grace.ReviewOn.AddMonths(-12), deed.Day) >= Keep[_tier]) Save();
        }

        private void Rise(DateOnly day)
        {
            var reached = Array.FindLastIndex(Enter, e => Spend(day.AddMonths(-12).AddDays(1), day) >= e);
            if (reached <= _tier) return;
            _rises.Push((day, _tier, reached));
            Move(day, reached, "Upgrade");
        }

        private void ReadRisesAgain(DateOnly day)
        {
            while (_rises.TryPeek(out var rise) && rise.To == _tier && Spend(rise.On.AddMonths(-12).AddDays(1), rise.On) < Enter[rise.To])
            {
                if (day > rise.On.AddDays(30))
                {
                    _atRiskTo ??= rise.From;
                    return;
                }

                _rises.Pop();
                Move(day, rise.From, "Reversal");
            }
        }

        private void Settle(DateOnly reviewOn, DateOnly day)
        {
            if (_tier == 0 || _since >= reviewOn) return;
            if (Spend(reviewOn.AddMonths(-12), reviewOn.AddDays(-1)) >= Keep[_tier])
            {
                Kept++;
                _atRiskTo = null;
                return;
            }

            if (_atRiskTo is { } to) Fall(day, to, reviewOn);
            // What came from 1 to 3 January may have met it already: the grace opens and closes at once.
            else if (Spend(reviewOn.AddMonths(-12), day.AddDays(-1)) >= Keep[_tier]) Saved++;
            else _grace = (reviewOn, reviewOn.AddMonths(1));
        }

        private void EndGrace(DateOnly reviewOn, DateOnly day)
        {
            _grace = null;
            if (Spend(reviewOn.AddMonths(-12), day.AddDays(-1)) < Keep[_tier]) Fall(day, _tier - 1, reviewOn);
            else Saved++;
        }

        private void Save()
        {
            _grace = null;
            Saved++;
        }

        private void Fall(DateOnly day, int to, DateOnly reviewOn)
        {
            Assert.True(_lastFall is null || _lastFall <= day.AddMonths(-12), "two falls within a year: the case is not worked here");
            _lastFall = day;
            Fell++;
            while (_rises.TryPeek(out var rise) && rise.To > to) _rises.Pop();
            Move(day, to, "Fall", string.Create(CultureInfo.InvariantCulture, $" ({reviewOn:yyyy-MM-dd})"));
        }

        private void Move(DateOnly day, int to, string cause, string review = "")
        {
            var from = Tiers[_tier];
            (_tier, _since, _grace, _atRiskTo) = (to, day, null, null);
            Say(day, from, to, cause, review);
        }

        private void Say(DateOnly day, string from, int to, string cause, string review = "") =>
            Path.Add(string.Create(CultureInfo.InvariantCulture, $"{day:yyyy-MM-dd} {from}→{Tiers[to]} {cause}{review}"));

        private long Spend(DateOnly from, DateOnly through) => _bought.Where(b => b.Day >= from && b.Day <= through).Sum(b => b.Amount);
    }
}
