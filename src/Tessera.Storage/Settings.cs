using System.Globalization;

namespace Tessera.Storage;

/// <summary>Names of the settings that live in the store.</summary>
public static class SettingNames
{
    /// <summary>Tells whether the key file belongs to the store.</summary>
    public const string KeyCheck = "key.check";

    /// <summary>Number of the key that seals; missing while it is the first.</summary>
    public const string SealingKey = "sealing.key";

    /// <summary>Number of the oldest key that may have sealed something that is there; missing while it is the one that seals.</summary>
    public const string SealingOldest = "sealing.oldest";

    /// <summary><c>live</c>, <c>test</c> or <c>history</c>; see <see cref="SettingStore.Mode"/>.</summary>
    public const string Mode = "mode";

    /// <summary>The test clock's instant, microseconds.</summary>
    public const string TestClock = "test.clock";

    /// <summary>1 where the store holds a demo.</summary>
    public const string Demo = "demo";

    /// <summary>The store's business date: end of the last history played, or the last night settled; a day number.</summary>
    public const string BusinessDate = "business.date";

    /// <summary>1 once the store ever ran live.</summary>
    public const string EverLive = "ever.live";
}

/// <summary>Small facts about the store itself.</summary>
public sealed class SettingStore
{
    private readonly StoreConnection _db;

    internal SettingStore(StoreConnection db) => _db = db;

    /// <summary><c>live</c>, <c>test</c> or <c>history</c>; null before the first use.</summary>
    public string? Mode
    {
        get => Find(SettingNames.Mode);
        set => Set(SettingNames.Mode, value);
    }

    /// <summary>The test clock, or null on a store without one.</summary>
    public Instant? TestClock
    {
        get => FindLong(SettingNames.TestClock) is { } micros ? new Instant(micros) : null;
        set => Set(SettingNames.TestClock, value?.Micros.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>The store's business date, or null before the first night or history.</summary>
    public DateOnly? BusinessDate
    {
        get => FindLong(SettingNames.BusinessDate) is { } day ? DateOnly.FromDayNumber((int)day) : null;
        set => Set(SettingNames.BusinessDate, value?.DayNumber.ToString(CultureInfo.InvariantCulture));
    }

    /// <summary>Whether the store holds a demo.</summary>
    public bool IsDemo
    {
        get => Find(SettingNames.Demo) == "1";
        set => Set(SettingNames.Demo, value ? "1" : null);
    }

    /// <summary>Whether the store ever ran live; test mode is refused then.</summary>
    public bool EverLive
    {
        get => Find(SettingNames.EverLive) == "1";
        set => Set(SettingNames.EverLive, value ? "1" : null);
    }

    /// <summary>A setting, or null.</summary>
    public string? Find(string name)
    {
        if (_db.Ahead.Settings is { } known) return known.GetValueOrDefault(name);
        using var rows = _db.Sql("select value from setting where name = $1").Set(1, name);
        return rows.Step() ? rows.Text(0) : null;
    }

    /// <summary>Sets a setting; null removes it.</summary>
    public void Set(string name, string? value)
    {
        if (_db.Ahead.Settings is { } known)
        {
            if (value is null) known.Remove(name);
            else known[name] = value;
        }

        if (name is SettingNames.TestClock or SettingNames.Demo) _db.ChangeEntry();
        if (value is null) _db.Sql("delete from setting where name = $1").Set(1, name).RunOnce();
        else _db.Sql("insert into setting (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value").Set(1, name).Set(2, value).RunOnce();
    }

    /// <summary>A setting whose change others of the same kind wait for until the commit; null before the first.</summary>
    public string? FindToChange(string name)
    {
        using var rows = _db.Sql($"select value from setting where name = $1{_db.ForUpdate}").Set(1, name);
        return rows.Step() ? rows.Text(0) : null;
    }

    /// <summary>Keeps the lower of what is there and a number, whoever else does so at the same time.</summary>
    public void Lower(string name, long value)
    {
        if (_db.Ahead.Settings is { } known) known[name] = value.ToString(CultureInfo.InvariantCulture);
        _db.Sql("insert into setting (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value where cast(setting.value as bigint) > cast(excluded.value as bigint)")
            .Set(1, name).Set(2, value.ToString(CultureInfo.InvariantCulture)).RunOnce();
    }

    /// <summary>The key that seals, and the oldest that may have sealed something that is there.</summary>
    public (int Writes, int Oldest) SealingKeys
    {
        get
        {
            var writes = (int)(FindLong(SettingNames.SealingKey) ?? 1);
            return (writes, (int)(FindLong(SettingNames.SealingOldest) ?? writes));
        }

        set
        {
            Set(SettingNames.SealingKey, value.Writes == 1 ? null : value.Writes.ToString(CultureInfo.InvariantCulture));
            Set(SettingNames.SealingOldest, value.Oldest == value.Writes ? null : value.Oldest.ToString(CultureInfo.InvariantCulture));
        }
    }

    private long? FindLong(string name) => Find(name) is { } text ? long.Parse(text, CultureInfo.InvariantCulture) : null;
}

/// <summary>The last of each gap-free number: what is missing at the end of a chain shows against it.</summary>
internal sealed class CounterStore
{
    private readonly StoreConnection _db;

    internal CounterStore(StoreConnection db) => _db = db;

    internal long Get(string name)
    {
        using var rows = _db.Sql("select value from counter where name = $1").Set(1, name);
        return rows.Step() ? rows.Long(0) : 0;
    }

    /// <summary>Takes the next numbers; whoever else takes some waits for the commit, so that there is no gap.</summary>
    /// <returns>The last number taken.</returns>
    internal long Take(string name, int count)
    {
        using var rows = _db.Sql("insert into counter (name, value) values ($1, $2) on conflict (name) do update set value = counter.value + excluded.value returning value").Set(1, name).Set(2, count);
        rows.Step();
        return rows.Long(0);
    }

    /// <summary>The same without asking which numbers they are.</summary>
    internal void Move(string name, int count) =>
        _db.Sql("insert into counter (name, value) values ($1, $2) on conflict (name) do update set value = counter.value + excluded.value").Set(1, name).Set(2, count).RunOnce();

    internal void Set(string name, long value) =>
        _db.Sql("insert into counter (name, value) values ($1, $2) on conflict (name) do update set value = excluded.value").Set(1, name).Set(2, value).RunOnce();
}
