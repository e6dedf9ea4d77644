using System.Security.Cryptography;
using Tessera.App.Programs;
using Tessera.App.Redemption;
using Tessera.Core;
using Tessera.Core.Redemption;

namespace Tessera.App.Tests.Redemption;

public sealed class DrawTests : IDisposable
{
    private readonly PrizeShop _prizes = new(Draw());

    public void Dispose() => _prizes.Dispose();

    /// <summary>Ten prizes of 20 %, then points of 30 %.</summary>
    private static string Draw(string odds = "20 %", int stock = 10, string whenOut = "nothing") => $$"""
        draws:
          campaigns:
            - id: spring
              name: { zh: 春日抽奖, en: Spring }
              points: 1
              from: 2026-03-01
              through: 2026-03-31
              owner: marketing
              whenOut: {{whenOut}}
              prizes:
                - { id: mug, name: { zh: 马克杯, en: Mug }, odds: {{odds}}, stock: {{stock}}, worth: 30.00, cost: 9.00 }
                - { id: points, name: { zh: 积分, en: Points }, odds: 30 %, stock: 100000, worth: 0.05, cost: 0.05, points: 5 }
        """;

    // 20,000 entries a shape on each seed; the bounds are the chi-square values that chance passes once in 10,000 times, for 1, 2 and 4 degrees of freedom.
    [Theory]
    [Covers("R21")]
    [InlineData(15.137, new[] { 5_000 })]
    [InlineData(18.421, new[] { 100, 900 })]
    [InlineData(23.513, new[] { 10, 90, 400, 2_500 })]
    public void What_is_drawn_is_what_was_published(double bound, int[] odds)
    {
        const int entries = 20_000;
        var prizes = odds.Select((o, i) => new Prize { Id = $"p{i}", Names = new LocalText("奖", "Prize"), Odds = o, Stock = entries, CostMinor = 1 }).ToList();
        var draw = new DrawTerms { Id = "fair", Names = new LocalText("抽", "Draw"), Prizes = prizes };
        Assert.Contains(Enumerable.Range(0, 2), _ =>
        {
            var seed = RandomNumberGenerator.GetBytes(32);
            var counts = new int[odds.Length + 1];
            for (var nonce = 1; nonce <= entries; nonce++)
            {
                var (_, given) = draw.Pick(DrawNumbers.Of(seed, draw.Id, nonce), _ => entries);
                counts[given is null ? odds.Length : prizes.IndexOf(given)]++;
            }

            return Enumerable.Range(0, counts.Length).Sum(i => Share(counts[i], (i < odds.Length ? odds[i] : 10_000 - odds.Sum()) * (double)entries / 10_000)) < bound;
        });

        static double Share(int seen, double expected) => (seen - expected) * (seen - expected) / expected;
    }

    // The correlation of neighbours among n independent numbers is about normal with a deviation of 1 ÷ √n; 3.89 deviations are passed once in 10,000 times.
    [Fact]
    [Covers("R21")]
    public void A_number_says_nothing_of_the_next()
    {
        const int entries = 20_000;
        Assert.Contains(Enumerable.Range(0, 2), _ =>
        {
            var seed = RandomNumberGenerator.GetBytes(32);
            var numbers = Enumerable.Range(1, entries).Select(n => DrawNumbers.Of(seed, "fair", n) - 4_999.5).ToList();
            var correlation = numbers.Zip(numbers.Skip(1)).Sum(p => p.First * p.Second) / numbers.Sum(n => n * n);
            return Math.Abs(correlation) * Math.Sqrt(entries) < 3.89;
        });
    }

    [Fact]
    [Covers("E10", "R5", "R21")]
    public async Task Two_thousand_entries_at_once_never_give_more_prizes_than_there_are()
    {
        var members = Enumerable.Range(0, 20).Select(i => _prizes.Rich($"138000000{i:00}")).ToList();
        var answers = await Task.WhenAll(Enumerable.Range(0, 2_000).Select(i => _prizes.Of(i).Write(PrizeShop.Enter(members[i % 20]))));
        Assert.All(answers, a => Assert.Null(a.Refusal));
        var made = answers.Select(a => a.Value!.Made).OrderBy(m => m.Nonce).ToList();
        Assert.Equal(Enumerable.Range(1, 2_000).Select(n => (long)n), made.Select(m => m.Nonce));
        Assert.Equal(10, made.Count(m => m.Given == "mug"));
        Assert.Equal(10, _prizes.Used("draw:spring:prize:mug"));
        // A number of the prize after the last one of it wins nothing, as published.
        var last = made.Last(m => m.Given == "mug").Nonce;
        Assert.All(made.Where(m => m.Hit == "mug"), m => Assert.Equal(m.Nonce <= last, m.Given == "mug"));
        CheckNumbers();
        _prizes.CheckBooks();
    }

    [Fact]
    [Covers("R21", "Z4")]
    public void Whoever_has_the_seed_computes_every_number_and_the_seed_is_the_one_committed_to()
    {
        var member = _prizes.Rich("13800000001");
        var commitment = _prizes.Shop.Site.Read(r => r.Db.Draws.CommitmentOf("spring"))!;
        for (var i = 0; i < 25; i++) _prizes.Shop.Accepted(PrizeShop.Enter(member));
        Assert.Equal(commitment, Convert.ToHexStringLower(SHA256.HashData(_prizes.Shop.Site.Read(r => r.Db.Draws.SeedOf("spring"))!)));
        CheckNumbers();
        _prizes.CheckBooks();
    }

    // A draw that has begun can be made better for members and not worse; its seed stays.
    [Fact]
    [Covers("Z4")]
    public void A_publication_that_breaks_what_was_published_of_a_draw_is_refused()
    {
        var commitment = _prizes.Shop.Site.Read(r => r.Db.Draws.CommitmentOf("spring"));
        Assert.Equal("program.drawChanged", _prizes.Shop.Refused(Publication(Draw(odds: "19 %"))));
        Assert.Equal("program.drawChanged", _prizes.Shop.Refused(Publication("")));
        _prizes.Shop.Accepted(Publication(Draw(stock: 11)));
        Assert.Equal(commitment, _prizes.Shop.Site.Read(r => r.Db.Draws.CommitmentOf("spring")));
    }

    // Worked apart from the product: HMAC-SHA256 under 32 zero bytes over "spring:1:0" begins with 44 61 19 40, 1,147,214,144 as a number.
    [Fact]
    [Covers("R21")]
    public void The_number_is_the_first_word_of_the_digest_modulo_ten_thousand() => Assert.Equal(4_144, DrawNumbers.Of(new byte[32], "spring", 1));

    private static PublishProgram Publication(string draws) => new() { SourceText = TestSite.Program(more: draws), Reason = "change", Actor = "key:test" };

    private void CheckNumbers()
    {
        var (seed, entries) = _prizes.Shop.Site.Read(r => (r.Db.Draws.SeedOf("spring")!, r.Db.Draws.Entries("spring", 0, 10_000)));
        Assert.All(entries, e => Assert.Equal(DrawNumbers.Of(seed, "spring", e.Nonce), e.Number));
    }
}
