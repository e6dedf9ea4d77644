using System.Globalization;
using Tessera.App.Members;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Storage;

namespace Tessera.App.Import;

/// <summary>The rows of one member: who it is and what is opened.</summary>
internal sealed record MemberRows
{
    /// <summary>Member key.</summary>
    public required string Key { get; init; }

    /// <summary>Lines of the file.</summary>
    public List<int> Lines { get; } = [];

    /// <summary>Identities, the external id first.</summary>
    public List<Identity> Identities { get; } = [];

    /// <summary>Profile.</summary>
    public MemberProfile Profile { get; set; } = new();

    /// <summary>Joined on, or null.</summary>
    public DateOnly? JoinedOn { get; set; }

    /// <summary>Channel, or null.</summary>
    public string? Channel { get; set; }

    /// <summary>Store, or null.</summary>
    public string? Store { get; set; }

    /// <summary>Date of the figures, or null.</summary>
    public DateOnly? AsOf { get; set; }

    /// <summary>The opening facts so far; instants are filled in later.</summary>
    public Opening Opening { get; set; } = new() { OccurredAt = default, RecordedAt = default };

    /// <summary>Why a row cannot be read, by line.</summary>
    public List<(int Line, BadRow Why)> Bad { get; } = [];
}

/// <summary>Reads rows into <see cref="MemberRows"/>: rows of one member follow each other.</summary>
internal sealed class MemberRowReader(MemberMap map, IReadOnlyList<string> columns, BusinessCalendar calendar, int currencyDecimals)
{
    private readonly Dictionary<MemberField, FieldReader> _fields = map.Columns.ToDictionary(c => c.Key, c => new FieldReader(c.Value, columns));

    /// <summary>All members of a file, streaming.</summary>
    internal IEnumerable<MemberRows> Members(ExportFile file)
    {
        MemberRows? member = null;
        while (file.Read())
        {
            var key = file.Count == columns.Count ? KeyOf(file) : "";
            if (member is null || !string.Equals(member.Key, key, StringComparison.Ordinal))
            {
                if (member is not null) yield return member;
                member = new MemberRows { Key = key };
            }

            Add(file, member);
        }

        if (member is not null) yield return member;
    }

    private string KeyOf(ExportFile file)
    {
        try
        {
            return _fields[MemberField.Member].Read(file);
        }
        catch (RowIsBad)
        {
            return "";
        }
    }

    private void Add(ExportFile file, MemberRows member)
    {
        member.Lines.Add(file.Line);
        try
        {
            if (file.Count != columns.Count) throw new RowIsBad(new BadRow("import.row.columns", "", $"{file.Count} / {columns.Count}"));
            if (member.Key.Length == 0) throw _fields[MemberField.Member].Wrong("import.row.noMember", "");
            if (member.Lines.Count == 1) AddPerson(file, member);
            AddFigures(file, member);
        }
        catch (RowIsBad e)
        {
            member.Bad.Add((file.Line, e.Why));
        }
    }

    private void AddPerson(ExportFile file, MemberRows member)
    {
        AddIdentity(member, "external:" + map.Source, member.Key, MemberField.Member);
        foreach (var (field, kind) in new[] { (MemberField.Phone, "phone"), (MemberField.Email, "email"), (MemberField.Card, "card") })
        {
            if (Text(file, field) is { } value) AddIdentity(member, kind, value, field);
        }

        member.Profile = new MemberProfile { Name = Text(file, MemberField.Name), Birthday = Date(file, MemberField.Birthday) };
        member.JoinedOn = Date(file, MemberField.JoinedOn);
        member.AsOf = Date(file, MemberField.AsOf);
        (member.Channel, member.Store) = (Text(file, MemberField.Channel), Text(file, MemberField.Store));
    }

    private void AddIdentity(MemberRows member, string kind, string value, MemberField field) =>
        member.Identities.Add(IdentityForm.Of(kind, value) ?? throw _fields[field].Wrong("import.member.malformed", value));

    private void AddFigures(ExportFile file, MemberRows member)
    {
        var opening = member.Opening;
        if (Number(file, MemberField.Points, 0) is { } points and > 0)
        {
            var lot = new OpeningLot(points, Date(file, MemberField.PointsEarnedOn) ?? default, Date(file, MemberField.PointsThrough));
            opening = opening with { Lots = [.. opening.Lots, lot] };
        }

        if (member.Lines.Count == 1)
        {
            opening = opening with
            {
                Growth = Number(file, MemberField.Growth, 0) ?? 0,
                SpendMinor = Number(file, MemberField.Spend, currencyDecimals) ?? 0,
                Orders = checked((int)(Number(file, MemberField.Orders, 0) ?? 0)),
                Tier = Text(file, MemberField.Tier),
                TierSince = Date(file, MemberField.TierSince),
                LockThrough = Date(file, MemberField.LockThrough),
            };
        }

        member.Opening = opening;
    }

    private string? Text(ExportFile file, MemberField field) => _fields.TryGetValue(field, out var reader) && reader.Read(file) is { Length: > 0 } text ? text : null;

    private DateOnly? Date(ExportFile file, MemberField field)
    {
        if (Text(file, field) is not { } text) return null;
        return LocalTimes.TryRead(text, map.TimeFormats, calendar, out var at) ? calendar.DayOf(at) : throw _fields[field].Wrong("import.row.time", text);
    }

    /// <summary>A whole number of the smallest unit; more decimals than it has are an error, not rounded away.</summary>
    private long? Number(ExportFile file, MemberField field, int decimals)
    {
        if (Text(file, field) is not { } text) return null;
        if (!ExactNumber.TryRead(text, map.File, out var value)) throw _fields[field].Wrong("import.row.number", text);
        for (var i = 0; i < decimals; i++) value *= 10;
        var isUsable = value == decimal.Truncate(value) && (value >= 0 || field is MemberField.Growth or MemberField.Spend);
        return isUsable ? (long)value : throw _fields[field].Wrong("import.row.number", value.ToString(CultureInfo.InvariantCulture));
    }
}
