namespace Tessera.Core.Members;

/// <summary>
/// Names of orders that came with a merge (semantics §1 Merge). Facts stay where they are, so an order of a merged record needs a name in the record it was merged
/// into: unlike every sequence there, so that what refunds took of it is kept apart.
/// </summary>
public static class MergedOrder
{
    private const ulong NamesOfChains = 0x1FFF_FFFF_FFFF_FFFF;

    /// <summary>
    /// An order as the record names it into which its record was merged; 0 for none. One merge is told exactly; through chains the name is drawn from 2⁶¹ below zero,
    /// so that two orders share one as good as never.
    /// </summary>
    /// <param name="merge">Sequence of the merge in the record that stays.</param>
    /// <param name="order">The order as the merged record names it.</param>
    public static long Of(long merge, long order) => order switch
    {
        0 => 0,
        > 0 and <= uint.MaxValue => (merge << 32) | order,
        _ => -1 - (long)(new SeededSequence(unchecked((ulong)order)).At((ulong)merge) & NamesOfChains),
    };

    /// <summary>An order as a record names it that holds it by a chain of merges; the sequence itself without any.</summary>
    /// <param name="order">Sequence in the record that holds the purchase.</param>
    /// <param name="merges">Sequences of the merges, that of the record next to the purchase first.</param>
    public static long Through(long order, IEnumerable<long> merges) => merges.Aggregate(order, (name, merge) => Of(merge, name));
}
