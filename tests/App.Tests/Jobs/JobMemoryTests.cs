using Tessera.App.Jobs;

namespace Tessera.App.Tests.Jobs;

/// <summary>Tests that weigh the whole process, and therefore run when no other does.</summary>
[CollectionDefinition(nameof(Alone), DisableParallelization = true)]
public sealed class Alone;

/// <summary>What jobs may take beside the tills.</summary>
[Collection(nameof(Alone))]
public sealed class JobMemoryTests
{
    private const long Mb = 1L << 20;

    [Fact]
    public void All_jobs_together_count_from_where_the_first_began()
    {
        var resident = 200 * Mb;
        var memory = new JobMemory(100 * Mb, () => resident);
        Assert.False(memory.IsOver());
        using var first = memory.Begin();
        resident = 290 * Mb;
        using var second = memory.Begin();
        Assert.False(memory.IsOver());
        // 200 + 100 is still allowed, one byte more is not, though the second job took 11 MB only.
        resident = 300 * Mb;
        Assert.False(memory.IsOver());
        resident = (300 * Mb) + 1;
        Assert.True(memory.IsOver());
    }

    [Fact]
    public void Nothing_is_over_when_no_job_runs_and_the_next_counts_anew()
    {
        var resident = 100 * Mb;
        var memory = new JobMemory(64 * Mb, () => resident);
        var job = memory.Begin();
        resident = 500 * Mb;
        Assert.True(memory.IsOver());
        job.Dispose();
        job.Dispose();
        Assert.False(memory.IsOver());
        using var next = memory.Begin();
        Assert.False(memory.IsOver());
        resident = 565 * Mb;
        Assert.True(memory.IsOver());
    }

    [Fact]
    public void What_a_job_took_is_given_back_when_it_ends()
    {
        var memory = new JobMemory(4096 * Mb);
        var before = Environment.WorkingSet;
        var held = Take(memory);
        var most = Environment.WorkingSet;
        Assert.True(most - before > 200 * Mb, $"{before / Mb} and {most / Mb} MB");
        held.Dispose();
        // 256 MB were taken and let go; at least 150 of them are the machine's again, whatever other tests take meanwhile.
        Assert.True(Environment.WorkingSet < most - (150 * Mb), $"{before / Mb}, {most / Mb} and {Environment.WorkingSet / Mb} MB");
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static IDisposable Take(JobMemory memory)
    {
        var held = memory.Begin();
        var taken = new List<byte[]>();
        for (var i = 0; i < 256; i++)
        {
            taken.Add(new byte[Mb]);
            Array.Fill(taken[^1], (byte)1);
        }

        GC.KeepAlive(taken);
        return held;
    }
}
