namespace Tessera.Server.Tests.Http;

/// <summary>The calculator of a material right over HTTP, by the handbook's case (features Z7, trials L14).</summary>
public sealed class LiabilityRouteTests
{
    // Whole units. Shares 100,000 : 10,000 × 97 % = 9,700 are 91.16 % and 8.84 %, in whole percents 91 and 9: 9,000 deferred.
    // First year: 9,000 × 4,500 ÷ 9,700 = 4,175.3. Second year to date, 8,500 used: 9,000 × 8,500 ÷ 9,900 = 7,727.3, less 4,175 is 3,552; ÷ 9,200 it is 8,315.2, less 4,175 is 4,140.
    [Theory]
    [Covers("Z7", "L14")]
    [InlineData(9_900, 3_552, 1_273)]
    [InlineData(9_200, 4_140, 685)]
    public async Task The_handbooks_case_comes_out_of_the_calculator(long expected, long secondYear, long left)
    {
        await using var server = await ClockServer.Start(TestServer.Program);
        var answer = await server.Post("/v1/calculators/liability", $$"""
            {"salesMinor":100000,"points":10000,"pointsWorthMinor":10000,"expectedShare":9700,"wholePercents":true,"periods":[{"used":4500,"expected":9700},{"used":8500,"expected":{{expected}}}]}
            """);

        Assert.Equal(200, answer.Status);
        Assert.Equal((91_000L, 9_000L), ((long)answer.Json["goodsMinor"]!, (long)answer.Json["deferredMinor"]!));
        var periods = answer.Json["periods"]!.AsArray();
        Assert.Equal([4_175L, secondYear], periods.Select(p => (long)p!["recognisedMinor"]!));
        Assert.Equal([9_000L - 4_175, left], periods.Select(p => (long)p!["liabilityMinor"]!));
    }

    [Fact]
    [Covers("L14")]
    public async Task Exact_shares_differ_from_the_handbooks_whole_percents()
    {
        await using var server = await ClockServer.Start(TestServer.Program);
        var answer = await server.Post("/v1/calculators/liability", """{"salesMinor":100000,"points":10000,"pointsWorthMinor":10000,"expectedShare":9700,"periods":[{"used":4500,"expected":9700}]}""");

        // 100,000 × 9,700 ÷ 109,700 = 8,842.3; × 4,500 ÷ 9,700 = 4,102.
        Assert.Equal((8_842L, 4_102L), ((long)answer.Json["deferredMinor"]!, (long)answer.Json["periods"]![0]!["recognisedMinor"]!));
    }
}
