using Tessera.Core;
using Tessera.Core.Facts;

namespace Tessera.App.Demo;

/// <summary>
/// One step of the demo's history, plain data: who, and which fact. Members are named by demo keys, earlier facts by their numbers; whoever
/// plays the steps knows the ids. Steps come in order of <see cref="RecordedAt"/>.
/// </summary>
/// <param name="RecordedAt">When it is told.</param>
public abstract record DemoStep(Instant RecordedAt);

/// <summary>A member registers.</summary>
/// <param name="RecordedAt">When.</param>
/// <param name="Who">Demo key.</param>
/// <param name="Person">Name, phone and what else is personal.</param>
/// <param name="Fact">The fact.</param>
/// <param name="InvitedBy">Demo key of who invited, or null.</param>
public sealed record DemoJoins(Instant RecordedAt, string Who, DemoPerson Person, Joined Fact, string? InvitedBy) : DemoStep(RecordedAt);

/// <summary>A member's fact.</summary>
/// <param name="RecordedAt">When it is told.</param>
/// <param name="Who">Demo key.</param>
/// <param name="Fact">The fact; where it names a sequence, that is 0 and <paramref name="About"/> stands instead.</param>
/// <param name="About">Number of the purchase, debit or top-up that the fact is about, or null.</param>
public sealed record DemoTells(Instant RecordedAt, string Who, Fact Fact, string? About = null) : DemoStep(RecordedAt);

/// <summary>A member asks for something that the rules may refuse, as in any shop: a coupon, a reward, an entry, a benefit.</summary>
/// <param name="RecordedAt">When.</param>
/// <param name="Who">Demo key.</param>
/// <param name="Fact">The fact; a coupon or redemption that it is about is the oldest of its kind that stands open then, a number drawn and places are the player's to fill in.</param>
/// <param name="Kind">With a coupon shown: its kind.</param>
public sealed record DemoTries(Instant RecordedAt, string Who, Fact Fact, string? Kind = null) : DemoStep(RecordedAt);

/// <summary>A purchase without a member.</summary>
/// <param name="RecordedAt">When it is told.</param>
/// <param name="Fact">The purchase.</param>
public sealed record DemoAnonymous(Instant RecordedAt, Purchase Fact) : DemoStep(RecordedAt);

/// <summary>A member claims a purchase told without one.</summary>
/// <param name="RecordedAt">When.</param>
/// <param name="Who">Demo key.</param>
/// <param name="Number">Number of the purchase; its source is that of the tills.</param>
public sealed record DemoClaims(Instant RecordedAt, string Who, string Number) : DemoStep(RecordedAt);

/// <summary>Two records of one person become one.</summary>
/// <param name="RecordedAt">When.</param>
/// <param name="Into">Demo key of who stays (A).</param>
/// <param name="From">Demo key of who is merged (B).</param>
public sealed record DemoMerges(Instant RecordedAt, string Into, string From) : DemoStep(RecordedAt);

/// <summary>A merge was a mistake and is undone.</summary>
/// <param name="RecordedAt">When.</param>
/// <param name="Into">Demo key of A.</param>
/// <param name="From">Demo key of B.</param>
public sealed record DemoUnmerges(Instant RecordedAt, string Into, string From) : DemoStep(RecordedAt);

/// <summary>An invented person.</summary>
/// <param name="Name">Name.</param>
/// <param name="Phone">E.164, in the range +86 154, which no carrier uses; null for who joined with WeChat alone.</param>
/// <param name="Birthday">Birthday, or null when not told.</param>
/// <param name="OpenId">WeChat openid, or null.</param>
/// <param name="Card">Card number, or null.</param>
public sealed record DemoPerson(string Name, string? Phone, DateOnly? Birthday, string? OpenId, string? Card);
