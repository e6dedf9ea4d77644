using System.Collections.Concurrent;
using System.Diagnostics;
using System.Globalization;
using System.Text;
using Tessera.App.Behaviours;
using Tessera.App.Coupons;
using Tessera.App.Import;
using Tessera.App.Members;
using Tessera.App.Programs;
using Tessera.App.Tests.Storage;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Tests.Stories;

/// <summary>Promise R1: a process killed (kill -9) at random moments, ten times, loses nothing that was acknowledged and repeats nothing.</summary>
public sealed class KilledTests : IDisposable
{
    private const int Kills = 10;
    private readonly string _folder = Directory.CreateTempSubdirectory("tessera-killed-").FullName;

    public void Dispose() => Place.Delete(_folder);

    [Fact]
    [Covers("R1", "R6")]
    public async Task An_import_killed_ten_times_ends_with_the_tables_of_one_left_alone()
    {
        var whole = Path.Combine(_folder, "whole");
        Publish(whole, "templates/online-retail/program.yaml");
        Copy(whole, "empty");
        var took = Stopwatch.StartNew();
        Assert.Contains("done", await LeftAlone(Child.Import, whole));
        took.Stop();
        var tables = Dump(whole);

        // Killed at any moment of its life; one that came to its end in spite of the kills before is compared, and another begins anew.
        var chance = new SeededSequence(8);
        var (kills, afterSomething) = (0, 0);
        for (var store = 1; kills < Kills; store++)
        {
            var folder = Copy(Path.Combine(_folder, "empty"), $"killed{store}");
            var isDone = false;
            while (kills < Kills && !isDone)
            {
                // Every second kill waits until there is work to cut, however slow the machine is today.
                var lines = kills % 2 == 0
                    ? await KilledAfter(Child.Import, folder, store, says => says.Contains("open"), chance.Below((int)(took.ElapsedMilliseconds * 2 / 3) + 1))
                    : await KilledAfter(Child.Import, folder, store, says => says.Any(IsAtWork), chance.Below((int)(took.ElapsedMilliseconds / 5) + 1));
                // Between its last commit and its last word there is nothing left to do: started again it would be another import, of repeats.
                isDone = lines.Any(l => l.StartsWith("Done", StringComparison.Ordinal)) && IsDone(folder);
                if (lines.Contains("done")) break;
                kills++;
                if (lines.Any(IsAtWork)) afterSomething++;
            }

            if (!isDone) Assert.Contains("done", await LeftAlone(Child.Import, folder));
            Assert.Equal(tables, Dump(folder));
            using var end = Open(folder);
            Story.AuditsClean(end);
        }

        Assert.True(afterSomething > 0, "every kill came before the first batch");
    }

    [Fact]
    [Covers("R1", "P7")]
    public async Task A_batch_of_coupons_killed_again_and_again_gives_to_nobody_twice_and_leaves_nobody_out()
    {
        const int members = 1_500;
        Publish(_folder, null, "coupons: [{ id: tea, name: { zh: 茶券, en: Tea }, takes: [assigned], lasts: 30 days }]");
        using (var site = Open(_folder))
        {
            await Task.WhenAll(Enumerable.Range(0, members).Select(async i =>
            {
                var joined = await site.Write(new JoinMember { Identities = [IdentityForm.Of("card", $"c{i}")!] });
                await site.Write(new GiveTag { Member = MemberRef.By(joined.Value!.Account), Tag = "vip" });
            }));
            Assert.Null((await site.Write(new OrderCouponBatch { Ask = new CouponBatchAsk { Kind = "tea", Tags = ["vip"] }, Language = "en" })).Refusal);
        }

        var chance = new SeededSequence(10);
        var isDone = false;
        for (var round = 0; round < Kills && !isDone; round++) isDone = (await KilledAfter(Child.Coupons, _folder, round, says => says.Contains("open"), chance.Below(200))).Contains("done");
        if (!isDone) Assert.Contains("done", await LeftAlone(Child.Coupons, _folder));

        using var end = Open(_folder);
        var held = end.Read(r => r.Db.Members.Page(null, members + 1).Select(m => r.Db.Coupons.Page(m.Account, openOnly: false, null, 5).Count).ToList());
        Assert.Equal((members, members), (held.Count, held.Count(h => h == 1)));
        Story.AuditsClean(end);
    }

    [Fact]
    [Covers("R1", "R6")]
    public async Task No_acknowledged_write_is_lost_and_the_record_has_no_gap()
    {
        Publish(_folder, null);
        var chance = new SeededSequence(9);
        var told = new List<string[]>();
        for (var round = 0; round < Kills; round++)
        {
            // A round counts from 500 acknowledged writes on; 32 clients always have a batch in flight.
            var lines = await KilledAfter(Child.Write, _folder, round, says => says.Count > 500, chance.Below(120));
            Assert.True(lines.Count > 500, $"{lines.Count} lines");
            told.AddRange(lines.Where(l => l != "open").Select(l => l.Split(' ')));
        }

        using var site = Open(_folder);
        foreach (var words in told) CheckTold(site, words);
        Assert.Equal("", site.Read(r => Gaps(r.Db)));
        // Asked again, the answer is the first one.
        foreach (var words in told.Where(w => w[0] == "document" && !w[1].StartsWith('R')).Where((_, i) => i % 100 == 0))
        {
            var i = int.Parse(words[1].Split('.')[2], CultureInfo.InvariantCulture);
            var again = await site.Write(Child.Purchase(MemberRef.By(AccountId.Parse(words[2])), words[1], 1_000 + (i % 50)));
            Assert.True(again.IsRepeat);
            Assert.Equal(words[3], again.Value!.Told!.Item.Sequence.ToString(CultureInfo.InvariantCulture));
        }

        Story.AuditsClean(site);
    }

    private static void CheckTold(Site site, string[] words) => site.Read(r =>
    {
        if (words[0] == "join")
        {
            Assert.Equal(words[2], r.Db.Identities.Find(IdentityForm.Of("card", words[1])!).ToString());
            return 0;
        }

        var known = r.Db.Documents.Find("till", words[1]);
        Assert.True(known is not null, $"{words[1]} was acknowledged and is lost");
        Assert.Equal((words[2], words[3]), (known.Account.ToString(), known.Sequence.ToString(CultureInfo.InvariantCulture)));
        return 0;
    });

    // Sequences without a gap, and each entry's balance begins where the one before ended.
    private static string Gaps(StoreConnection db)
    {
        var gaps = new StringBuilder();
        using (var rows = db.Sql("select member_id, count(*), min(sequence), max(sequence) from item group by member_id"))
        {
            while (rows.Step())
            {
                if (rows.Long(2) != 1 || rows.Long(3) != rows.Long(1)) gaps.Append(CultureInfo.InvariantCulture, $"{rows.Account(0)}: {rows.Long(1)} items to {rows.Long(3)}\n");
            }
        }

        using var entries = db.Sql("select member_id, balance_before, balance_after, sequence from entry order by member_id, sequence, n");
        var (member, balance) = (0L, 0L);
        while (entries.Step())
        {
            if (entries.Long(0) != member) (member, balance) = (entries.Long(0), 0);
            if (entries.Long(1) != balance) gaps.Append(CultureInfo.InvariantCulture, $"{entries.Account(0)} {entries.Long(3)}: {entries.Long(1)} after {balance}\n");
            balance = entries.Long(2);
        }

        return gaps.ToString();
    }

    private static bool IsDone(string folder)
    {
        using var site = Open(folder);
        return site.Read(r => Names(r.Db, "select state from job")) is ["done"];
    }

    private string Copy(string from, string name)
    {
        var to = Path.Combine(_folder, name);
        Place.Copy(from, to);
        return to;
    }

    private static Site Open(string folder) => Site.Open(Place.Of(folder), StoreAccess.Own, new Child.StillClock());

    private static void Publish(string folder, string? template, string more = "")
    {
        var text = template is null ? TestSite.Program(more: more) : File.ReadAllText(Repository.PathOf(template));
        using var site = Open(folder);
        Assert.Null(site.Write(new PublishProgram { SourceText = text, Reason = "first", Actor = "key:test" }).GetAwaiter().GetResult().Refusal);
    }

    private static async Task<IReadOnlyCollection<string>> KilledAfter(string work, string folder, int round, Func<IReadOnlyCollection<string>, bool> isUnderWay, int milliseconds)
    {
        using var child = Start(work, folder, round, out var says, out var ended);
        while (!isUnderWay(says) && !child.HasExited) await Task.Delay(2);
        await Task.Delay(milliseconds);
        child.Kill();
        await child.WaitForExitAsync();
        await ended;
        return says;
    }

    private static bool IsAtWork(string line) => line.StartsWith("Staging", StringComparison.Ordinal) || line.StartsWith("Deciding", StringComparison.Ordinal);

    private static async Task<IReadOnlyCollection<string>> LeftAlone(string work, string folder)
    {
        using var child = Start(work, folder, Kills, out var says, out var ended);
        await child.WaitForExitAsync();
        await ended;
        Assert.Equal(0, child.ExitCode);
        return says;
    }

    private static Process Start(string work, string folder, int round, out ConcurrentQueue<string> says, out Task ended)
    {
        var lines = says = new ConcurrentQueue<string>();
        var child = Process.Start(new ProcessStartInfo(Environment.ProcessPath!)
        {
            ArgumentList = { "--child", work, folder, round.ToString(CultureInfo.InvariantCulture) },
            RedirectStandardOutput = true,
            UseShellExecute = false,
        })!;
        ended = Task.Run(async () =>
        {
            // The last line may be cut by the kill: only a whole one was told.
            var text = new StringBuilder();
            var buffer = new char[4_096];
            for (int read; (read = await child.StandardOutput.ReadAsync(buffer)) > 0;)
            {
                text.Append(buffer, 0, read);
                var all = text.ToString();
                var whole = all.LastIndexOf('\n') + 1;
                foreach (var line in all[..whole].Split('\n', StringSplitOptions.RemoveEmptyEntries)) lines.Enqueue(line);
                text.Clear().Append(all, whole, all.Length - whole);
            }
        });
        return child;
    }

    /// <summary>All tables, row by row. Sealed values carry a random nonce: their lengths stand for them, the audit opens each.</summary>
    private static string Dump(string folder)
    {
        using var site = Open(folder);
        return site.Read(r =>
        {
            var text = new StringBuilder();
            foreach (var table in r.Db.Tables()) text.Append(table.Name).Append('\n').AppendJoin('\n', Tables.Dump(r.Db, table, c => c.Name == "sealed" ? "length(sealed)" : c.Name)).Append('\n');
            return text.ToString();
        });
    }

    private static List<string> Names(StoreConnection db, string sql)
    {
        var names = new List<string>();
        using var rows = db.Sql(sql);
        while (rows.Step()) names.Add(rows.Text(0));
        return names;
    }
}
