using System.Globalization;
using Tessera.App.Members;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Storage;

namespace Tessera.App.Import;

/// <summary>A row that cannot be taken, as it stands in the file.</summary>
/// <param name="Line">Line of the file.</param>
/// <param name="Cells">Its cells.</param>
/// <param name="Why">Why, or null when another row of the member is to blame.</param>
internal sealed record ReadRow(int Line, IReadOnlyList<string> Cells, BadRow? Why);

/// <summary>The rows of one member: who it is and what is opened.</summary>
internal sealed record MemberRows
{
    /// <summary>Member key.</summary>
    public required string Key { get; init; }

    /// <summary>Rows of the file.</summary>
    public List<ReadRow> Rows { get; } = [];

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

    /// <summary>First line of the file.</summary>
    public int Line => Rows[0].Line;
}

/// <summary>Reads rows into <see cref="MemberRows"/>: rows of one member follow each other.</summary>
internal sealed class MemberRowReader
{
    private const int MostNameChars = 100;
    private const int MostCoupons = 200;
    private static readonly (MemberField Field, string Kind)[] People = [(MemberField.Phone, "phone"), (MemberField.Email, "email"), (MemberField.Card, "card")];
    private readonly MemberMap _map;
    private readonly IReadOnlyList<string> _columns;
    private readonly BusinessCalendar _calendar;
    private readonly int _currencyDecimals;
    private readonly Dictionary<MemberField, FieldReader> _fields;
    private readonly IReadOnlyList<string> _formats;

    /// <exception cref="ImportRefused">A column of the map is not in the file.</exception>
    internal MemberRowReader(MemberMap map, IReadOnlyList<string> columns, BusinessCalendar calendar, int currencyDecimals)
    {
        (_map, _columns, _calendar, _currencyDecimals) = (map, columns, calendar, currencyDecimals);
        _fields = map.Columns.ToDictionary(c => c.Key, c => new FieldReader(c.Value, columns));
        // Date cells of a workbook come in this form, whatever the map says of dates told as text.
        _formats = [.. map.TimeFormats.Union(SheetDates.Formats)];
    }

    /// <summary>All members of a file, streaming.</summary>
    /// <param name="file">The file.</param>
    /// <param name="afterLine">Lines up to this one were taken already.</param>
    internal IEnumerable<MemberRows> Members(ExportFile file, int afterLine = 0)
    {
        MemberRows? member = null;
        while (file.Read())
        {
            if (file.Line <= afterLine) continue;
            var (identities, why) = Who(file);
            var key = identities.Count == 0 ? "" : KeyOf(identities[0]);
            if (member is null || key.Length == 0 || !string.Equals(member.Key, key, StringComparison.Ordinal))
            {
                if (member is not null) yield return member;
                member = new MemberRows { Key = key };
                member.Identities.AddRange(identities);
            }

            Add(file, member, why);
        }

        if (member is not null) yield return member;
    }

    /// <summary>The older system's number as it is; phones, e-mails and cards with their kind.</summary>
    private string KeyOf(Identity identity) => identity.Kind == "external:" + _map.Source ? identity.Value : identity.Kind + ":" + identity.Value;

    private (List<Identity> Identities, BadRow? Why) Who(ExportFile file)
    {
        var identities = new List<Identity>();
        try
        {
            if (file.Count != _columns.Count) return (identities, new BadRow("import.row.columns", "", $"{file.Count} / {_columns.Count}"));
            if (Text(file, MemberField.Member) is { } number) identities.Add(IdentityOf("external:" + _map.Source, number, MemberField.Member));
            foreach (var (field, kind) in People)
            {
                if (Text(file, field) is { } value) identities.Add(IdentityOf(kind, value, field));
            }

            return (identities, identities.Count == 0 ? new BadRow("import.row.noMember") : null);
        }
        catch (RowIsBad e)
        {
            return (identities, e.Why);
        }
    }

    private Identity IdentityOf(string kind, string value, MemberField field)
    {
        // 1.38E+10 has lost the last digits of a phone: nobody can tell whose it was.
        if (kind == "phone" && value.Contains('E', StringComparison.OrdinalIgnoreCase) && decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out _))
        {
            value = SheetRows.Digits(value) is var whole && whole != value ? whole : throw _fields[field].Wrong("import.row.phoneRounded", value);
        }

        if (kind == "phone" && value.EndsWith(".0", StringComparison.Ordinal)) value = value[..^2];
        return IdentityForm.Of(kind, value) ?? throw _fields[field].Wrong("import.member.malformed", value);
    }

    private void Add(ExportFile file, MemberRows member, BadRow? why)
    {
        try
        {
            if (why is null && member.Rows.Count == 0) AddPerson(file, member);
            if (why is null) AddFigures(file, member);
        }
        catch (RowIsBad e)
        {
            why = e.Why;
        }

        member.Rows.Add(new ReadRow(file.Line, file.Cells, why));
    }

    private void AddPerson(ExportFile file, MemberRows member)
    {
        var name = Text(file, MemberField.Name);
        if (name is { Length: > MostNameChars }) throw _fields[MemberField.Name].Wrong("import.row.long", name);
        if (name is not null) name = Clean(name);
        member.Profile = new MemberProfile { Name = name, Birthday = Date(file, MemberField.Birthday) };
        member.JoinedOn = Date(file, MemberField.JoinedOn);
        member.AsOf = Date(file, MemberField.AsOf);
        (member.Channel, member.Store) = (Text(file, MemberField.Channel), Text(file, MemberField.Store));
    }

    /// <summary>Without control characters; half a character cannot be stored.</summary>
    private string Clean(string name)
    {
        for (var i = 0; i < name.Length; i++)
        {
            if (!char.IsSurrogate(name[i])) continue;
            if (i + 1 == name.Length || !char.IsSurrogatePair(name[i], name[i + 1])) throw _fields[MemberField.Name].Wrong("import.row.encoding", "");
            i++;
        }

        return string.Concat(name.Where(c => !char.IsControl(c)));
    }

    private void AddFigures(ExportFile file, MemberRows member)
    {
        var opening = member.Opening;
        if (Number(file, MemberField.Points, 0) is { } points and > 0)
        {
            var lot = new OpeningLot(points, Date(file, MemberField.PointsEarnedOn) ?? default, Date(file, MemberField.PointsThrough));
            opening = opening with { Lots = [.. opening.Lots, lot] };
        }

        if (Text(file, MemberField.Coupon) is { } kind && (Number(file, MemberField.CouponCount, 0) ?? 1) is var count and not 0)
        {
            var code = Text(file, MemberField.CouponCode);
            if (count > (code is null ? MostCoupons : 1)) throw _fields[MemberField.CouponCount].Wrong("import.row.number", count.ToString(CultureInfo.InvariantCulture));
            opening = opening with { Coupons = [.. opening.Coupons, new OpeningCoupon(kind, (int)count, Date(file, MemberField.CouponThrough)) { Code = code }] };
        }

        if (member.Rows.Count == 0)
        {
            opening = opening with
            {
                Growth = Number(file, MemberField.Growth, 0) ?? 0,
                SpendMinor = Number(file, MemberField.Spend, _currencyDecimals) ?? 0,
                Orders = Number(file, MemberField.Orders, 0) is not { } orders ? 0 : orders <= int.MaxValue ? (int)orders : throw _fields[MemberField.Orders].Wrong("import.row.number", "…"),
                PrincipalMinor = Number(file, MemberField.Principal, _currencyDecimals) ?? 0,
                BonusMinor = Number(file, MemberField.Bonus, _currencyDecimals) ?? 0,
                Tier = Text(file, MemberField.Tier),
                TierSince = Date(file, MemberField.TierSince),
                LockThrough = Date(file, MemberField.LockThrough),
            };
        }

        member.Opening = opening;
    }

    private string? Text(ExportFile file, MemberField field)
    {
        if (!_fields.TryGetValue(field, out var reader) || reader.Read(file) is not { Length: > 0 } text) return null;
        // Our own files lead what looks like a formula with an apostrophe (trials S8).
        if (text.Length > 1 && text[0] == '\'' && text[1] is '=' or '+' or '-' or '@' or (>= '0' and <= '9')) text = text[1..];
        return text;
    }

    private DateOnly? Date(ExportFile file, MemberField field)
    {
        if (Text(file, field) is not { } text) return null;
        return LocalTimes.TryRead(text, _formats, _calendar, out var at) ? _calendar.DayOf(at) : throw _fields[field].Wrong("import.row.time", text);
    }

    /// <summary>A whole number of the smallest unit; more decimals than it has are an error, not rounded away.</summary>
    private long? Number(ExportFile file, MemberField field, int decimals)
    {
        if (Text(file, field) is not { } text) return null;
        // Numbers of a workbook are plain digits, whatever signs the map has for text.
        var isRead = ExactNumber.TryRead(text, _map.File, out var value) || (file.IsWorkbook && ExactNumber.TryRead(text, new FileFormat(), out value));
        if (!isRead) throw _fields[field].Wrong("import.row.number", text);
        for (var i = 0; i < decimals; i++) value *= 10;
        var isUsable = value == decimal.Truncate(value) && (value >= 0 || field is MemberField.Growth or MemberField.Spend);
        return isUsable ? (long)value : throw _fields[field].Wrong("import.row.number", value.ToString(CultureInfo.InvariantCulture));
    }
}
