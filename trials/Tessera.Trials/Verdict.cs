using System.Globalization;

namespace Tessera.Trials;

/// <summary>How a promise stood its trial.</summary>
/// <param name="Promise">Its id.</param>
/// <param name="On">Where it was tried.</param>
/// <param name="Numbers">What was done and measured.</param>
/// <param name="Faults">What broke it; empty when kept.</param>
internal sealed record Verdict(string Promise, string On, string Numbers, IReadOnlyList<string> Faults)
{
    /// <summary>Why it was not tried, or null.</summary>
    public string? Skipped { get; private init; }

    /// <summary>Whether another store is where it is tried: said only to who asks for this one.</summary>
    public bool IsElsewhere { get; private init; }

    public bool IsKept => Skipped is null && Faults.Count == 0;

    public static Verdict Skip(string promise, string on, string why) => new(promise, on, "", []) { Skipped = why };

    public static Verdict Elsewhere(string promise, string on, string why) => Skip(promise, on, why) with { IsElsewhere = true };

    /// <summary>One line.</summary>
    public string Line => Skipped is not null
        ? $"{Promise,-4} {On,-8} skipped  {Skipped}"
        : string.Create(CultureInfo.InvariantCulture, $"{Promise,-4} {On,-8} {(IsKept ? "kept" : "BROKEN"),-8} {Numbers}{(IsKept ? "" : $"; {Faults.Count} faults, the first: {Faults[0]}")}");
}

/// <summary>Collects faults, not without end.</summary>
internal sealed class Findings
{
    private const int Most = 50;
    private readonly List<string> _faults = [];
    private readonly Lock _gate = new();

    public IReadOnlyList<string> All
    {
        get
        {
            lock (_gate) return [.. _faults];
        }
    }

    public void Add(string fault)
    {
        lock (_gate)
        {
            if (_faults.Count < Most) _faults.Add(fault);
        }
    }

    public void Add(IEnumerable<string> faults)
    {
        foreach (var fault in faults) Add(fault);
    }

    /// <summary>Adds a sentence where something that must hold does not.</summary>
    public void Need(bool holds, string fault)
    {
        if (!holds) Add(fault);
    }
}

/// <summary>How much a rig does.</summary>
internal enum TrialSize
{
    /// <summary>What runs in every <c>./test</c>.</summary>
    Fast,

    /// <summary>A tenth of the full numbers, and at least five rounds.</summary>
    Standard,

    /// <summary>The numbers of the promises.</summary>
    Full,
}

/// <summary>One trial to be run.</summary>
/// <param name="Kind">On what.</param>
/// <param name="Size">How much.</param>
/// <param name="Seed">Seed of every choice.</param>
internal sealed record TrialAsk(Ground.StoreKind Kind, TrialSize Size, int Seed)
{
    public string On => Kind switch
    {
        Ground.StoreKind.Sqlite => "sqlite",
        Ground.StoreKind.Postgres => "postgres",
        Ground.StoreKind.Two => "two",
    };

    /// <summary>One of three numbers, by size.</summary>
    public int Of(int fast, int standard, int full) => Size switch
    {
        TrialSize.Fast => fast,
        TrialSize.Standard => standard,
        TrialSize.Full => full,
    };
}
