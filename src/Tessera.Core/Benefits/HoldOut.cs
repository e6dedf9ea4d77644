namespace Tessera.Core.Benefits;

/// <summary>
/// The hold-out group 对照组: members that do without the benefits that are measured, so that it can be read what these bring (semantics §10). Whoever is in it stays in
/// it: membership follows from the random ledger account id alone. A larger group holds the smaller one.
/// </summary>
public static class HoldOut
{
    /// <summary>Largest share of members, ten-thousandths.</summary>
    public const int Most = 2_000;

    private static readonly SeededSequence Draw = new SeededSequence(0).Part("hold-out");

    /// <summary>Whether a member is in the group.</summary>
    /// <param name="account">Ledger account id.</param>
    /// <param name="share">Size of the group, ten-thousandths of all members; 0: there is none.</param>
    public static bool Holds(string account, int share) => share > 0 && Draw.Part(account).At(0) % 10_000 < (ulong)share;
}
