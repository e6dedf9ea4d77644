using Tessera.Core.Bookings;

namespace Tessera.Storage.Bookings;

/// <summary>A booking as a list shows it.</summary>
/// <param name="Account">Who.</param>
/// <param name="Sequence">Item that made it.</param>
/// <param name="Slot">Slot.</param>
/// <param name="Seats">Seats.</param>
/// <param name="Stage">Where it stands.</param>
public sealed record BookingRow(AccountId Account, long Sequence, BookedSlot Slot, int Seats, BookingStage Stage)
{
    /// <summary>Start of the slot.</summary>
    public Instant StartsAt { get; init; }

    /// <summary>Whether the member does not queue.</summary>
    public bool SkipsQueue { get; init; }

    /// <summary>When it was made.</summary>
    public Instant MadeAt { get; init; }
}

/// <summary>Bookings as rows.</summary>
public sealed class BookingStore
{
    private const string Columns = "member_id, sequence, resource, on_day, minute, seats, starts_at, skips_queue, stage, made_at";
    private readonly StoreConnection _db;

    internal BookingStore(StoreConnection db) => _db = db;

    /// <summary>A booking, or null.</summary>
    public BookingRow? Find(AccountId account, long sequence)
    {
        using var rows = _db.Sql($"select {Columns} from booking where member_id = $1 and sequence = $2").Set(1, account).Set(2, sequence);
        return rows.Step() ? Read(rows) : null;
    }

    /// <summary>A member's bookings, the newest first.</summary>
    /// <param name="account">Whose.</param>
    /// <param name="through">Made at this instant or before; null from the newest.</param>
    /// <param name="limit">Most rows.</param>
    public IReadOnlyList<BookingRow> PageBack(AccountId account, Instant? through, int limit)
    {
        using var rows = _db.Sql($"select {Columns} from booking where member_id = $1 and made_at <= $2 order by made_at desc, sequence desc limit $3").Set(1, account).Set(2, through?.Micros ?? long.MaxValue).Set(3, limit);
        return All(rows);
    }

    /// <summary>Bookings of a resource on a local date: by start, those who do not queue first, then as they were made.</summary>
    public IReadOnlyList<BookingRow> OfDay(string resource, DateOnly day)
    {
        using var rows = _db.Sql($"select {Columns} from booking where resource = $1 and on_day = $2 order by starts_at, skips_queue desc, made_at, member_id, sequence").Set(1, resource).Set(2, day);
        return All(rows);
    }

    private static List<BookingRow> All(Statement rows)
    {
        var all = new List<BookingRow>();
        while (rows.Step()) all.Add(Read(rows));
        return all;
    }

    private static BookingRow Read(Statement rows) => new(
        rows.Account(0), rows.Long(1), new BookedSlot(rows.Text(2), DateOnly.FromDayNumber(rows.Int(3)), new TimeOnly(rows.Int(4) / 60, rows.Int(4) % 60)), rows.Int(5),
        RecordJson.ParseCamelCase<BookingStage>(rows.Text(8)))
    {
        StartsAt = rows.Instant(6), SkipsQueue = rows.Long(7) != 0, MadeAt = rows.Instant(9),
    };
}
