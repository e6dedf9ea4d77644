using System.CommandLine;
using Tessera.Core;

namespace Tessera.Server.Verbs;

/// <summary>A verb with what its help shows: examples first, then usage, then exit codes.</summary>
internal sealed class Verb : Command
{
    public Verb(string name, LocalText says)
        : base(name, says.En) => Says = says;

    /// <summary>What it does, one sentence.</summary>
    public LocalText Says { get; }

    /// <summary>Command lines with what each does.</summary>
    public IReadOnlyList<Sample> Samples { get; init; } = [];

    /// <summary>Exit codes besides done, usage and failed.</summary>
    public IReadOnlyList<(int Code, LocalText Means)> Codes { get; init; } = [];

    /// <summary>What it does to a store.</summary>
    public StoreUse Uses { get; init; } = StoreUse.None;

    /// <summary>Carries it out.</summary>
    public Func<Sitting, Task<int>>? Does { get; init; }
}

/// <summary>An example of a command line.</summary>
internal sealed record Sample(string Line, LocalText Says);

/// <summary>What a verb does to a store.</summary>
internal enum StoreUse
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Reads, also beside a running server.</summary>
    Reads,

    /// <summary>Writes: only while no other process owns the store.</summary>
    Writes,
}

/// <summary>Texts of options and arguments, which the library keeps in one language only.</summary>
internal static class Spoken
{
    private static readonly System.Runtime.CompilerServices.ConditionalWeakTable<Symbol, LocalText> Texts = [];

    public static T Says<T>(this T symbol, string zh, string en)
        where T : Symbol
    {
        symbol.Description = en;
        Texts.AddOrUpdate(symbol, new LocalText(zh, en));
        return symbol;
    }

    public static LocalText Of(Symbol symbol) => symbol is Verb verb ? verb.Says : Texts.TryGetValue(symbol, out var text) ? text : new LocalText(symbol.Description ?? "", symbol.Description ?? "");
}
