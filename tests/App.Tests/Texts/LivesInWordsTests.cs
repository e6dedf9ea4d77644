using Tessera.App.Programs;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Scripts;

namespace Tessera.App.Tests.Texts;

/// <summary>Plays members' lives under the templates and says everything that was decided: no text has a hole.</summary>
public sealed class LivesInWordsTests
{
    [Theory]
    [InlineData("tea-chain", """
        2024-01-05 join channel=wecom; 2024-01-10 buy A 700.00 birthday; 2024-01-12 act share object=p1; 2024-01-12 act share object=p1; 2024-01-12 act share object=p2
        2024-01-12 act share object=p3; 2024-01-20 buy B 6000.00x2+5.00; 2024-01-21 refund B 1of0; 2024-01-22 refund B all; 2024-02-01 spend s 200; 2024-02-02 unspend s
        2024-02-03 spend t 6000; 2024-02-04 refund A all; 2024-02-05 cancel 30.00; 2024-02-10 buy C 2500.00; 2024-02-10 15:00 void C; 2024-02-11 buy D 2500.00
        2024-03-05 night; 2024-04-05 night; 2024-05-05 night; 2024-05-10 act checkin; 2024-05-11 act checkin; 2024-05-12 act checkin; 2024-06-05 night; 2024-07-05 night
        2024-08-05 night; 2025-01-05 night; 2025-02-05 night; 2025-03-05 night; 2026-01-05 night; 2026-02-05 night
        2026-02-06 set platinum lock=2026-03-06; 2026-02-07 overlay trial platinum through=2026-02-20; 2026-02-21 night; 2026-02-22 unlock; 2026-02-23 set silver
        2026-02-24 adjust 100 never; 2026-02-25 adjust -50; 2026-02-26 freeze; 2026-02-27 unfreeze; 2026-03-01 refer acc_x; 2026-03-02 unrefer acc_x; 2026-03-03 close
        """)]
    [InlineData("retail4", """
        2024-01-05 join; 2024-01-06 open old growth=900 spend=500.00 points=300 since=2023-06-01 through=2024-06-30; 2024-01-10 buy A 700.00; 2024-01-11 act login
        2024-01-11 act login; 2024-01-12 act event; 2024-02-01 buy B 900.00; 2024-02-02 growth 50; 2024-02-03 refund A all; 2024-12-05 night; 2025-01-06 night; 2025-06-01 night
        """)]
    [InlineData("salon", """
        2024-01-05 join; 2024-01-06 refer acc_a; 2024-01-07 refer acc_b; 2024-01-08 refer acc_c; 2024-01-09 unrefer acc_c; 2024-02-01 buy A 5000.00; 2024-02-20 refund A all
        2025-02-05 night; 2025-05-05 night; 2026-02-05 night; 2026-05-05 night
        """)]
    [InlineData("abc", """
        2024-01-05 join; 2024-02-10 buy A 900.00; 2024-04-04 night; 2024-04-05 cutoff quarterly b on=2024-04-01 value=50000; 2024-04-05 cutoff quarterly a on=2024-04-01 value=150000 out
        2025-04-05 night; 2025-07-05 night
        """)]
    [InlineData("online-retail", "2010-12-01 join; 2010-12-02 buy A 1000.50; 2010-12-03 spend s 900; 2010-12-04 refund A all; 2010-12-05 cancel 4.65; 2011-12-05 buy B 5000.00; 2012-06-05 night")]
    public void Everything_decided_in_a_life_is_said_whole_in_both_languages(string template, string script)
    {
        var program = ProgramFile.Load(File.ReadAllText(Repository.PathOf($"templates/{template}/program.yaml"))).Document!;
        var programs = new ProgramHistory([CompiledProgram.Compile(program, 1, new Instant(0), ZoneTables.Calendar(program.Zone))]);

        var reasons = new MemberScript(programs).Play(script).Items.SelectMany(ReasonsOf).ToList();

        Assert.True(reasons.Count > 10);
        Assert.All(reasons, reason =>
        {
            Assert.True(Text.Codes.ContainsKey(reason.Code), reason.Code);
            foreach (var said in new[] { Text.Render(reason, "zh-CN", program), Text.Render(reason, "en", program) })
            {
                Assert.False(said.Contains('…', StringComparison.Ordinal), reason.Code + ": " + said + " of " + string.Join(", ", reason.Parts.Select(p => p.Name)));
            }
        });
    }

    private static IEnumerable<Reason> ReasonsOf(RecordItem item) => item.Reasons
        .Concat(item.Purchase?.Hits ?? [])
        .Concat(item.Effects.SelectMany(effect => effect switch
        {
            LedgerEntry entry => [entry.Reason],
            TierChanged change => change.Reasons,
            TierNoted noted => [noted.Reason],
            Notice notice => [notice.Reason],
            _ => Enumerable.Empty<Reason>(),
        }));
}
