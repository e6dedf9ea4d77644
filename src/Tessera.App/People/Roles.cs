using Tessera.Core;

namespace Tessera.App.People;

/// <summary>A role: what a person may do. People hold scopes through it exactly as keys hold them.</summary>
/// <param name="Id">Id.</param>
/// <param name="Names">Names.</param>
/// <param name="Says">What it is for.</param>
/// <param name="Scopes">Scopes, or patterns: <c>*</c> for all, <c>*:read</c> for every right to read.</param>
public sealed record Role(string Id, LocalText Names, LocalText Says, IReadOnlyList<string> Scopes)
{
    /// <summary>Whether people of the role need a second factor to do anything.</summary>
    public bool NeedsSecondFactor { get; init; }

    /// <summary>Whether the role gives a scope.</summary>
    public bool Gives(string scope) => Scopes.Any(s => s == "*" || s == scope || (s == "*:read" && scope.EndsWith(":read", StringComparison.Ordinal)));
}

/// <summary>The roles, in one table: who may do what is read here and nowhere else.</summary>
public static class Roles
{
    /// <summary>The right to publish a programme (semantics §11).</summary>
    public const string Publish = "program:publish";

    /// <summary>The right to sell, refund and void.</summary>
    public const string Sell = "purchases:write";

    /// <summary>The right to adjust points by hand.</summary>
    public const string Adjust = "points:adjust";

    /// <summary>The right to pay stored value back.</summary>
    public const string RefundValue = "wallet:refund";

    /// <summary>The right to give coupons.</summary>
    public const string GrantCoupons = "coupons:grant";

    /// <summary>The right to set tiers of many members at once.</summary>
    public const string TiersBatch = "tiers:batch";

    /// <summary>The right to export.</summary>
    public const string Export = "exports:write";

    /// <summary>The right to export personal fields whole.</summary>
    public const string ExportPersonal = "exports:personal";

    /// <summary>The right to decide what waits for a second person; the right of the command itself is needed too.</summary>
    public const string Decide = "approvals:decide";

    /// <summary>Role of the first person.</summary>
    public const string Owner = "owner";

    private static readonly string[] AtTheTill =
    [
        "members:read", "members:write", "purchases:read", Sell, "activities:write", "points:read", "points:write", "wallet:read", "wallet:write", "coupons:read", "coupons:write", "rewards:read", "rewards:write", "plans:read", "plans:write", "bookings:read", "bookings:write", "benefits:read", "benefits:write", "tiers:read", "program:read",
    ];

    /// <summary>What weighs more than a change of the profile and can be undone; closing cannot, and stays with the office.</summary>
    private static readonly string[] AtTheDesk = ["members:freeze", "members:merge"];

    /// <summary>All roles.</summary>
    public static IReadOnlyList<Role> All { get; } =
    [
        new(Owner, new("所有者", "Owner"), new("全部权限，包括人员和密钥", "Everything, people and keys included"), ["*"]) { NeedsSecondFactor = true },
        new("operator", new("运营", "Operator"), new("日常运营：会员、积分、等级、规则", "The daily work at the office: members, points, tiers, the programme"),
        [
            .. AtTheTill, .. AtTheDesk, "members:bulk", "members:close", "members:erase", "members:export", "purchases:backdate", GrantCoupons, Adjust, RefundValue, "tiers:write", TiersBatch, "program:write", Publish, "segments:read", "segments:write", "reports:read", "people:read", "approvals:read", Decide, "audit:read", "rewards:codes",
            "imports:write", "exports:write", "jobs:read", "stores:read", "stores:write", "webhooks:read", "system:read", "tills:pair",
        ]),
        new("marketing", new("市场", "Marketing"), new("看会员和报表，写规则草案，建人群", "Reads members and reports, writes the draft programme and segments"),
            ["members:read", "purchases:read", "points:read", "wallet:read", "coupons:read", "rewards:read", "plans:read", "bookings:read", "benefits:read", "tiers:read", "program:read", "program:write", "segments:read", "segments:write", "reports:read", "approvals:read", "exports:write", "jobs:read", "stores:read"]),
        new("finance", new("财务", "Finance"), new("看账，批准调整", "Reads the books, approves adjustments"),
            ["members:read", "purchases:read", "points:read", "wallet:read", "coupons:read", "rewards:read", "plans:read", "bookings:read", "benefits:read", Adjust, RefundValue, "tiers:read", "program:read", "reports:read", "approvals:read", Decide, "audit:read", "exports:write", "jobs:read", "stores:read"]) { NeedsSecondFactor = true },
        new("storeManager", new("店长", "Store manager"), new("收银之外可调整积分、补记消费、冻结与合并会员", "The till, and adjustments, late purchases, freezes and merges besides"),
            [.. AtTheTill, .. AtTheDesk, "purchases:backdate", GrantCoupons, Adjust, RefundValue, "reports:read", "approvals:read", Decide, "jobs:read", "stores:read", "tills:pair"]),
        new("clerk", new("店员", "Clerk"), new("收银：登记会员、记消费、用积分", "The till: registers members, records purchases, spends points"), AtTheTill),
        new("auditor", new("审计", "Auditor"), new("只看，不改", "Reads everything, changes nothing"), ["*:read"]),
    ];

    /// <summary>A role by id, or null.</summary>
    public static Role? Find(string id) => All.FirstOrDefault(r => r.Id == id);

    /// <summary>People who may sign in and hold a right. A key counts as none.</summary>
    public static IReadOnlyList<Person> Holders(Storage.StoreConnection db, params IReadOnlyList<string> scopes) =>
        [.. db.People.All().Where(p => p.State == PersonState.Active && Find(p.Role) is { } role && scopes.All(role.Gives))];
}
