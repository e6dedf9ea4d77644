namespace Tessera.Core.Facts;

/// <summary>What was left of a shared limit before a fact was decided: an input of the fact (semantics §12), never personal.</summary>
/// <param name="Id">The limit.</param>
/// <param name="Left">Units, or minor units of a budget; at least 0.</param>
public sealed record Room(string Id, long Left);

/// <summary>A limit that all members share: the budget or uses of a promotion, the supply of a coupon kind, the stock of a reward or prize, seats (semantics §8 Limits).</summary>
/// <param name="Id">The limit; it names what it belongs to, such as <c>stock:mug</c>, and never changes its meaning.</param>
/// <param name="Most">How much there is in all, used or not; at least 0. A programme that lowers it below what is used leaves nothing.</param>
public sealed record SharedLimit(string Id, long Most);
