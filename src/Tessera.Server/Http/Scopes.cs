using Tessera.Core;

namespace Tessera.Server.Http;

/// <summary>What a key may do. A scope is a resource and a verb; the list is a contract.</summary>
internal static class Scopes
{
    public const string MembersRead = "members:read";
    public const string MembersWrite = "members:write";
    public const string MembersBulk = "members:bulk";
    public const string MembersFreeze = "members:freeze";
    public const string MembersMerge = "members:merge";
    public const string MembersClose = "members:close";
    public const string MembersErase = "members:erase";
    public const string MembersExport = "members:export";
    public const string PurchasesRead = "purchases:read";
    public const string PurchasesWrite = "purchases:write";
    public const string PurchasesBackdate = "purchases:backdate";
    public const string ActivitiesWrite = "activities:write";
    public const string PointsRead = "points:read";
    public const string PointsWrite = "points:write";
    public const string PointsAdjust = "points:adjust";
    public const string WalletRead = "wallet:read";
    public const string WalletWrite = "wallet:write";
    public const string WalletRefund = "wallet:refund";
    public const string CouponsRead = "coupons:read";
    public const string CouponsWrite = "coupons:write";
    public const string CouponsGrant = "coupons:grant";
    public const string RewardsRead = "rewards:read";
    public const string RewardsWrite = "rewards:write";
    public const string RewardsCodes = "rewards:codes";
    public const string BookingsRead = "bookings:read";
    public const string BookingsWrite = "bookings:write";
    public const string PlansRead = "plans:read";
    public const string PlansWrite = "plans:write";
    public const string BenefitsRead = "benefits:read";
    public const string BenefitsWrite = "benefits:write";
    public const string TiersRead = "tiers:read";
    public const string TiersWrite = "tiers:write";
    public const string ProgramRead = "program:read";
    public const string ProgramWrite = "program:write";
    public const string ProgramPublish = "program:publish";
    public const string SegmentsRead = "segments:read";
    public const string SegmentsWrite = "segments:write";
    public const string ReportsRead = "reports:read";
    public const string WebhooksRead = "webhooks:read";
    public const string WebhooksManage = "webhooks:manage";
    public const string ImportsWrite = "imports:write";
    public const string ExportsWrite = "exports:write";
    public const string ExportsPersonal = "exports:personal";
    public const string JobsRead = "jobs:read";
    public const string StoresRead = "stores:read";
    public const string StoresWrite = "stores:write";
    public const string TiersBatch = "tiers:batch";
    public const string KeysManage = "keys:manage";
    public const string PeopleRead = "people:read";
    public const string PeopleManage = "people:manage";
    public const string ApprovalsRead = "approvals:read";
    public const string ApprovalsDecide = "approvals:decide";
    public const string AuditRead = "audit:read";
    public const string TillsPair = "tills:pair";
    public const string SystemRead = "system:read";
    public const string ClockMove = "clock:move";

    /// <summary>Stands for every scope when a key is made; stored as the list it stood for.</summary>
    public const string All = "all";

    /// <summary>Every scope with what it allows.</summary>
    public static IReadOnlyList<(string Scope, LocalText Allows)> Known { get; } =
    [
        (MembersRead, new("查看会员、时间线、站内信", "Read members, timelines, inboxes")),
        (MembersWrite, new("登记和修改会员、标签", "Register and change members and tags")),
        (MembersBulk, new("批量处理会员：标签；积分和券还须各自的权限", "Bulk work on members: tags; points and coupons need their own rights too")),
        (MembersFreeze, new("冻结和解冻会员", "Freeze members and end freezes")),
        (MembersMerge, new("合并会员，撤销合并", "Merge members, undo merges")),
        (MembersClose, new("注销会员", "Close memberships")),
        (MembersErase, new("注销后抹除个人信息", "Erase personal fields")),
        (MembersExport, new("导出一位会员的全部个人信息", "Export everything about one member, unmasked")),
        (PurchasesRead, new("查看消费", "Read purchases")),
        (PurchasesWrite, new("记消费、退款、撤销、认领", "Record purchases, refunds, voids, claims")),
        (PurchasesBackdate, new("补记三天以前的消费", "Record purchases more than three days old")),
        (ActivitiesWrite, new("记行为", "Record behaviours")),
        (PointsRead, new("查看积分和成长值", "Read points and growth")),
        (PointsWrite, new("扣减、转赠积分", "Debit and transfer points")),
        (PointsAdjust, new("手工调整积分", "Adjust points by hand")),
        (WalletRead, new("查看储值与卡，试算退款", "Read stored value and cards, ask the refund calculator")),
        (WalletWrite, new("充值、售卡、用卡、挂失与冻结储值", "Top up, sell and use cards, report loss, freeze wallets")),
        (WalletRefund, new("退还储值与卡", "Pay stored value and cards back")),
        (CouponsRead, new("查看券", "Read coupons")),
        (CouponsWrite, new("领券、锁券、核销、退券、转赠", "Claim, lock, use, return and transfer coupons")),
        (CouponsGrant, new("发券、作废券、上传券码", "Give and void coupons, upload codes")),
        (RewardsRead, new("查看兑换品与兑换记录", "Read rewards and redemptions")),
        (RewardsWrite, new("兑换、抽奖、核销、取消兑换", "Redeem, enter draws, write off and cancel redemptions")),
        (RewardsCodes, new("查看提货码和收货地址", "See pick-up codes and delivery addresses")),
        (BookingsRead, new("查看预约与时段", "Read bookings and slots")),
        (BookingsWrite, new("预约、确认、取消、核销预约", "Book, confirm, cancel and write off bookings")),
        (PlansRead, new("查看付费会员方案与订单", "Read paid plans and their orders")),
        (PlansWrite, new("售出与退还付费会员", "Sell paid plans and pay them back")),
        (BenefitsRead, new("查看会员的权益与剩余次数", "Read a member's benefits and what is left of them")),
        (BenefitsWrite, new("核销权益，取消核销", "Use benefits, take uses back")),
        (TiersRead, new("查看等级与原因", "Read tiers and their reasons")),
        (TiersWrite, new("手工定级、受理申请", "Set tiers by hand, decide applications")),
        (ProgramRead, new("查看规则与版本", "Read the programme and its versions")),
        (ProgramWrite, new("编辑规则草案", "Edit the draft programme")),
        (ProgramPublish, new("发布规则", "Publish the programme")),
        (SegmentsRead, new("查看人群及其会员", "Read segments and who is in them")),
        (SegmentsWrite, new("建立、修改人群", "Make and change segments")),
        (ReportsRead, new("查看报表", "Read reports")),
        (WebhooksRead, new("查看事件推送与记录", "Read webhooks and their log")),
        (WebhooksManage, new("管理事件推送：地址、密钥、重发", "Manage webhooks: endpoints, secrets, replays")),
        (TiersBatch, new("批量调整等级", "Set tiers of many members at once")),
        (ImportsWrite, new("导入会员和消费，撤销导入", "Import members and purchases, undo imports")),
        (ExportsWrite, new("导出数据", "Export data")),
        (ExportsPersonal, new("导出不遮盖的个人信息", "Export personal fields unmasked")),
        (JobsRead, new("查看任务及其结果", "Read jobs and what they made")),
        (StoresRead, new("查看门店和收银台", "Read stores and tills")),
        (StoresWrite, new("管理门店和收银台", "Manage stores and tills")),
        (KeysManage, new("管理密钥", "Manage keys")),
        (PeopleRead, new("查看人员和角色", "Read people and roles")),
        (PeopleManage, new("邀请、停用人员，改角色", "Invite and disable people, change roles")),
        (ApprovalsRead, new("查看待批事项", "Read what waits for approval")),
        (ApprovalsDecide, new("批准或驳回（还须有该操作的权限；只限人员）", "Approve or reject, with the right of the operation itself; people only")),
        (AuditRead, new("查看审计记录", "Read the audit trail")),
        (TillsPair, new("为收银页开配对码", "Open codes that pair till pages")),
        (SystemRead, new("查看系统状态", "Read how the system stands")),
        (ClockMove, new("拨动测试时钟", "Move the test clock")),
    ];

    public static bool IsKnown(string scope) => Known.Any(k => k.Scope == scope);
}

/// <summary>Who is asking: a key, or a person who signed in.</summary>
/// <param name="Id">Id of the key or person; never a secret, never a name.</param>
/// <param name="Name">Name given when it was made.</param>
/// <param name="Held">Scopes; a person's come from the role.</param>
internal sealed record Caller(string Id, string Name, IReadOnlySet<string> Held)
{
    /// <summary>The session a person asks from; null for keys.</summary>
    public PersonSession? Session { get; init; }

    /// <summary>Whether the person gave the password in this session lately.</summary>
    public bool IsConfirmed { get; init; }

    /// <summary>Whether it is a person: only people are a second pair of eyes.</summary>
    public bool IsPerson => Session is not null;

    /// <summary>How the record names who told a fact.</summary>
    public string Actor => (IsPerson ? "person:" : "key:") + Id;

    public bool Holds(string scope) => Held.Contains(scope);

    /// <summary>Whether the limits of tills hold for it: a person at a till who may not approve. Systems that sell by a key have limits of their own.</summary>
    public bool HasTillLimits => IsPerson && !Holds(Scopes.ApprovalsDecide);
}
