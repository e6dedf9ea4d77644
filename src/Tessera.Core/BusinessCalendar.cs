namespace Tessera.Core;

/// <summary>From this instant on local time is UTC + offset, until the next transition.</summary>
/// <param name="FromMicros">First microsecond UTC at which the offset holds.</param>
/// <param name="OffsetSeconds">Local time minus UTC, in seconds.</param>
public readonly record struct ZoneTransition(long FromMicros, int OffsetSeconds);

/// <summary>
/// The local days of one programme (semantics §1 Time). Made outside Core from the IANA zone and stored with the
/// programme version, so that an update of the zone data never changes a decided day.
/// </summary>
public sealed class BusinessCalendar
{
    private static readonly int EpochDay = new DateOnly(1970, 1, 1).DayNumber;
    private readonly ZoneTransition[] _transitions;

    // The stretch read last: neighbouring facts share it. Replaced whole, so that any thread sees one that is right.
    private volatile Stretch _latest = new(0, 0, 0);

    /// <summary>A calendar over the transitions of one zone.</summary>
    /// <param name="zone">IANA name, as in the programme file.</param>
    /// <param name="transitions">In order of time, at least one; the first holds for all earlier instants too.</param>
    public BusinessCalendar(string zone, IReadOnlyList<ZoneTransition> transitions)
    {
        if (transitions.Count == 0) throw new ArgumentException("at least one transition", nameof(transitions));
        Zone = zone;
        _transitions = [.. transitions];
    }

    /// <summary>The IANA zone name.</summary>
    public string Zone { get; }

    /// <summary>The transitions, in order of time.</summary>
    public IReadOnlyList<ZoneTransition> Transitions => _transitions;

    /// <summary>The local date of an instant.</summary>
    public DateOnly DayOf(Instant at) => DateOnly.FromDayNumber(LocalDay(LocalMicros(at)));

    /// <summary>The local time of day of an instant.</summary>
    public TimeOnly TimeOf(Instant at)
    {
        var local = LocalMicros(at);
        return new TimeOnly((local - ((LocalDay(local) - EpochDay) * Instant.MicrosPerDay)) * 10);
    }

    /// <summary>The first instant of a local date; a midnight that does not exist moves to the next valid instant, one that exists twice takes the first.</summary>
    public Instant StartOf(DateOnly day) => At(day, TimeOnly.MinValue);

    /// <summary>The instant of a local date and time, with the same rules for gaps and repeats.</summary>
    public Instant At(DateOnly day, TimeOnly time)
    {
        var local = ((day.DayNumber - EpochDay) * Instant.MicrosPerDay) + (time.Ticks / 10);
        for (var i = 0; i < _transitions.Length; i++)
        {
            var utc = local - Micros(_transitions[i].OffsetSeconds);
            var startsBefore = i == 0 || utc >= _transitions[i].FromMicros;
            var endsAfter = i == _transitions.Length - 1 || utc < _transitions[i + 1].FromMicros;
            if (startsBefore && endsAfter) return new Instant(utc);
            if (!startsBefore) return new Instant(_transitions[i].FromMicros);
        }

        throw new InvalidOperationException("the last transition holds for ever");
    }

    private sealed record Stretch(long From, long Until, long Offset);

    private static long Micros(int seconds) => seconds * 1_000_000L;

    private static int LocalDay(long localMicros)
    {
        var day = localMicros / Instant.MicrosPerDay;
        if (localMicros < 0 && localMicros % Instant.MicrosPerDay != 0) day--;
        return (int)day + EpochDay;
    }

    private long LocalMicros(Instant at)
    {
        int low = 0, high = _transitions.Length - 1;
        var latest = _latest;
        if (latest.From <= at.Micros && at.Micros < latest.Until) return at.Micros + latest.Offset;
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            if (_transitions[middle].FromMicros <= at.Micros) low = middle;
            else high = middle - 1;
        }

        var until = low + 1 < _transitions.Length ? _transitions[low + 1].FromMicros : long.MaxValue;
        latest = new Stretch(_transitions[low].FromMicros, until, Micros(_transitions[low].OffsetSeconds));
        _latest = latest;
        return at.Micros + latest.Offset;
    }
}
