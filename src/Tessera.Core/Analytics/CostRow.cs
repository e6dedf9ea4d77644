using Tessera.Core.Costs;
using Tessera.Core.Members;

namespace Tessera.Core.Analytics;

/// <summary>One row behind a figure of the report of benefits: the sum of the rows is the figure.</summary>
/// <param name="Source">What cost something; null for what was bought.</param>
/// <param name="Place">Tier in force and store.</param>
/// <param name="Item">The item of the record that it stands in.</param>
/// <param name="Sum">Uses and cost; for what was bought no uses and the net, both signed.</param>
public readonly record struct CostRow(CostSource? Source, CostPlace Place, RecordItem Item, CostSum Sum);

/// <summary>A member behind the figures of conversion and of what is open.</summary>
/// <param name="Tier">Tier the window began in; empty where the member was not there.</param>
/// <param name="IsHeldOut">Whether the hold-out group holds the member.</param>
/// <param name="Bought">Purchases in the window.</param>
/// <param name="NetMinor">What they came to, less refunds.</param>
/// <param name="OpenPoints">Points open at the end of the window.</param>
public readonly record struct MemberRow(string Tier, bool IsHeldOut, long Bought, long NetMinor, long OpenPoints);
