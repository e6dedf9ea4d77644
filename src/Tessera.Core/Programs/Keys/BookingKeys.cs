using Tessera.Core.Bookings;

namespace Tessera.Core.Programs.Keys;

/// <summary>Keys of what can be booked.</summary>
internal static class BookingKeys
{
    private static readonly BookableResource Start = new() { Id = "", Names = new LocalText("", "") };
    private static readonly OpenHours HoursStart = new([], TimeOnly.MinValue, TimeOnly.MinValue);
    private static readonly CountKind Some = new(1, 10_000);
    private static readonly CountKind Slot = new(5, 1_440);
    private static readonly CountKind Limit = new(0, 1_000);

    private static readonly ChoiceKind<BookingConfirm> Confirms = new((BookingConfirm.AtOnce, "atOnce", "约上即成", "it stands at once"), (BookingConfirm.Staff, "staff", "由店员确认", "staff confirm it"));

    private static readonly ShapeKind<OpenHours> Hours = new("openHours", new LocalText("时段，如 { weekdays: [tue, wed], from: '10:00', until: '20:00' }", "hours such as { weekdays: [tue, wed], from: '10:00', until: '20:00' }"), HoursStart,
    [
        OfHours("weekdays", new ListKind<DayOfWeek>(Kinds.Weekdays, 7), h => h.Weekdays, (h, v) => h with { Weekdays = v }).Says("星期", "weekdays", "哪几天；不写则每天", "Weekdays; left out, every day").In("P40"),
        OfHours("from", Kinds.Time, h => h.From, (h, v) => h with { From = v }).Says("开始", "from", "第一个时段开始", "The first slot begins").In("P40").Required(),
        OfHours("until", Kinds.Time, h => h.Until, (h, v) => h with { Until = v }).Says("结束", "until", "最后一个时段到此结束", "The last slot has ended by then").In("P40").Required(),
    ]);

    public static readonly ShapeKind<BookableResource> Shape = new("bookable", new LocalText("可预约的人、房间或课程", "something that can be booked"), Start,
    [
        Key("id", Kinds.Id, r => r.Id, (r, v) => r with { Id = v }).Says("编号", "id", "编号，不可重复，也不另作他用", "Id, unique and never used for something else").In("P40").Required(),
        Key("name", Kinds.Name, r => r.Names, (r, v) => r with { Names = v }).Says("名称", "name", "显示名称", "Display name").In("P40").Required(),
        Key("category", Kinds.CategoryPath, r => r.Category, (r, v) => r with { Category = v }).Says("类别", "category", "服务类别", "Category").In("P40"),
        Key("store", Kinds.Id, r => r.Store, (r, v) => r with { Store = v }).Says("门店", "store", "哪家门店", "Store").In("P40"),
        Key("staff", Kinds.Id, r => r.Staff, (r, v) => r with { Staff = v }).Says("人员", "staff", "人员编号，不写姓名", "Staff by a code, never a name").In("P40"),
        Key("hours", new ListKind<OpenHours>(Hours, 50), r => r.Hours, (r, v) => r with { Hours = v }).Says("开放时段", "hours", "哪些日子的什么时间可约", "When its slots are").In("P40").Required(),
        Key("closedOn", new ListKind<DateOnly>(Kinds.Date, 500), r => r.ClosedOn, (r, v) => r with { ClosedOn = v }).Says("停约日", "closed on", "这些日期不可约", "Dates without slots").In("P40"),
        Key("slot", Slot, r => r.SlotMinutes, (r, v) => r with { SlotMinutes = (int)v }).Says("时段长度", "slot", "一个时段多少分钟", "Minutes of a slot").In("P40"),
        Key("seats", Some, r => r.Seats, (r, v) => r with { Seats = (int)v }).Says("名额", "seats", "一个时段几个名额", "Seats of one slot").In("P40"),
        Key("tiers", Kinds.Ids, r => r.Tiers, (r, v) => r with { Tiers = v }).Says("等级", "tiers", "只有这些等级可约；不写则都可以", "Tiers that may book it; left out, all").In("F23"),
        Key("ahead", Kinds.Days, r => r.AheadDays, (r, v) => r with { AheadDays = v }).Says("提前开放", "ahead", "提前几天开放预约；有优先预约权益的再提前", "Days ahead on which a slot opens; earlier with a benefit of priority booking").In("F25"),
        Key("cancelBefore", Kinds.Minutes, r => r.CancelMinutes, (r, v) => r with { CancelMinutes = v }).Says("取消时限", "cancel before", "开始前多少分钟之内不能取消", "It can be cancelled until so many minutes before its start").In("P40"),
        Key("perMember", Limit, r => r.PerMember, (r, v) => r with { PerMember = (int)v }).Says("每人同时", "per member", "每位会员同时可有几个预约，0 不限", "Bookings a member may have open at once, 0 for no limit").In("F35"),
        Key("confirm", Confirms, r => r.Confirm, (r, v) => r with { Confirm = v }).Says("确认", "confirm", "约上即成，还是由店员确认", "Whether it stands at once or staff confirm it").In("P40").Switch(),
        Key("remind", Kinds.Days, r => r.RemindDays, (r, v) => r with { RemindDays = v }).Says("提醒", "remind", "提前几天提醒，0 不提醒", "Days before at which the member is reminded, 0 for none").In("§6"),
        Key("noQueue", Kinds.Id, r => r.NoQueue, (r, v) => r with { NoQueue = v }).Says("免排队", "no queue", "有这项权益的会员免排队", "Benefit whose members do not queue").In("F23"),
        Key("terms", Kinds.Sentence, r => r.Terms, (r, v) => r with { Terms = v }).Says("说明", "terms", "给会员看的说明", "Terms for members").In("§7"),
        Key("enabled", Kinds.YesNo, r => r.Enabled, (r, v) => r with { Enabled = v }).Says("启用", "enabled", "是否可约", "Whether it is offered").In("B10"),
    ]);

    private static Key<BookableResource> Key<TValue>(string name, ValueKind<TValue> kind, Func<BookableResource, TValue?> get, Func<BookableResource, TValue, BookableResource> set) =>
        new Key<BookableResource, TValue>(kind, get, set, Start) { Name = name };

    private static Key<OpenHours> OfHours<TValue>(string name, ValueKind<TValue> kind, Func<OpenHours, TValue?> get, Func<OpenHours, TValue, OpenHours> set) =>
        new Key<OpenHours, TValue>(kind, get, set, HoursStart) { Name = name };
}
