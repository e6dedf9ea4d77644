using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.App.Members;
using Tessera.App.Places;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Programs;
using Tessera.Storage;

namespace Tessera.App.Import;

/// <summary>Takes the members of one batch: joins who is new, brings the others up to date, records openings, and notes what was done so that it can be undone.</summary>
internal sealed class MemberTaking(MemberImportRequest request, MemberMap map, Sealing sealing, ProgramHistory programs, DateOnly today)
{
    /// <summary>Ends the number of a fact that undid what an import told: the number may be told again.</summary>
    internal const string Undone = ":undone";

    private OpeningCodes? _codes;

    /// <summary>Why a member cannot be taken, as far as its rows and the programme tell.</summary>
    internal BadRow? Wrong(MemberRows rows)
    {
        var bad = rows.Rows.Count(r => r.Why is not null);
        if (bad > 0) return bad == rows.Rows.Count && rows.Rows.Count == 1 ? rows.Rows[0].Why : new BadRow("import.document.badRow", "", bad.ToString(CultureInfo.InvariantCulture));
        if (rows.AsOf > today || rows.JoinedOn > today) return new BadRow("import.row.future", "", (rows.AsOf > today ? rows.AsOf : rows.JoinedOn)!.Value.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture));
        if (rows.Opening.Coupons.FirstOrDefault(c => KindOf(c.Kind) is null) is { } coupon) return new BadRow("import.row.coupon", "", coupon.Kind);
        return rows.Opening.Tier is { } tier && TierOf(tier) is null ? new BadRow("import.row.tier", "", tier) : null;
    }

    /// <summary>Takes a member and counts it; why it was refused, or null.</summary>
    internal MemberImportTally Take(BatchScope scope, MemberRows rows, MemberImportTally tally, out BadRow? why)
    {
        var points = rows.Opening.Lots.Sum(l => l.Points);
        tally = tally with { LastLine = rows.Rows[^1].Line, LinesRead = tally.LinesRead + rows.Rows.Count, MembersRead = tally.MembersRead + 1, PointsRead = tally.PointsRead + points };
        var taken = default(Taken);
        why = Wrong(rows) ?? Carry(scope, rows, out taken);
        if (why is not null) return tally with { LinesRefused = tally.LinesRefused + rows.Rows.Count, Refused = tally.Refused + 1, PointsRefused = tally.PointsRefused + points };
        if (!taken.Any) return tally with { Repeats = tally.Repeats + 1, LinesInRepeats = tally.LinesInRepeats + rows.Rows.Count, PointsInRepeats = tally.PointsInRepeats + points };
        return tally with
        {
            Joined = tally.Joined + (taken.Joined ? 1 : 0),
            Opened = tally.Opened + (taken.Opened ? 1 : 0),
            Updated = tally.Updated + (taken.Changed && !taken.Joined ? 1 : 0),
            Taken = tally.Taken + 1,
            LinesTaken = tally.LinesTaken + rows.Rows.Count,
            Points = tally.Points + (taken.Opened ? points : 0),
            PointsInRepeats = tally.PointsInRepeats + (taken.Opened ? 0 : points),
        };
    }

    private BadRow? Carry(BatchScope scope, MemberRows rows, out Taken taken)
    {
        taken = default;
        var asOf = rows.AsOf ?? today;
        var known = rows.Identities.Select(i => scope.Db.Identities.Find(i)).FirstOrDefault(a => a is not null);
        var (opening, repeated, wrong) = OpeningOf(scope, rows, asOf, known);
        if (wrong is not null) return wrong;
        if (known is null && new NamedPlaces(scope.Db).Unknown(rows.Store) is { } place) return new BadRow("import.row.store", "", place);
        var added = rows.Identities.Where(i => scope.Db.Identities.Find(i) is null).ToList();
        var joined = Join(scope, rows, asOf, isKnown: known is not null);
        if (joined.Refusal is { } refusal) return new BadRow(refusal.Reason.Code);
        var member = scope.Member(joined.Value!.Account);
        var profile = joined.IsRepeat ? Amend(scope, member.Account, rows.Profile) : null;
        var (opened, refused) = opening is not null && !repeated ? Open(scope, member, opening) : default;
        if (refused is not null) return refused;
        taken = new Taken(!joined.IsRepeat, opened is not null, profile is not null || (joined.IsRepeat && added.Count > 0));
        if (taken.Any) Note(scope, rows, new ImportedMember(member.Account, request.JobId!, rows.Line, taken.Joined, opened, member.State.Sequence, null), new MemberChanges(profile?.Before, profile?.After, added));
        return null;
    }

    private (long? Opened, BadRow? Wrong) Open(BatchScope scope, LoadedMember member, Opening opening)
    {
        _codes ??= new OpeningCodes(scope);
        var (fact, wrong) = _codes.Number(opening);
        if (wrong is not null) return (null, wrong);
        var decision = scope.Decide(member, new Command(fact));
        if (decision.Refusal is { } not) return (null, new BadRow(not.Reason.Code));
        _codes.Place(fact);
        return (decision.Items[^1].Sequence, null);
    }

    private Answer<JoinedMember> Join(BatchScope scope, MemberRows rows, DateOnly asOf, bool isKnown) => new JoinMember
    {
        Identities = rows.Identities,
        Channel = rows.Channel ?? "import",
        StoreId = rows.Store,
        OccurredAt = Start(rows.JoinedOn is { } day && day < asOf ? day : asOf),
        Profile = isKnown || rows.Profile == new MemberProfile() ? null : rows.Profile,
        Actor = request.Actor,
        Ids = FreeIds(scope, rows.Identities[0]),
    }.Decide(scope);

    /// <summary>Ids derived from the source, so that a killed import ends byte-equal; after an undo the next ones, for a closed account stays closed.</summary>
    private (AccountId Account, MemberId Member) FreeIds(BatchScope scope, Identity identity)
    {
        for (var again = 1; ; again++)
        {
            var value = again == 1 ? identity.Value : string.Create(CultureInfo.InvariantCulture, $"{identity.Value}\n{again}");
            var account = sealing.AccountOf(identity.Kind, value);
            if (scope.Member(account).State.Sequence == 0) return (account, MemberId.Derive(identity.Kind, value));
        }
    }

    /// <summary>What the file tells replaces what was known, field by field.</summary>
    /// <returns>The profile before and after, or null when nothing changed.</returns>
    private static (MemberProfile? Before, MemberProfile After)? Amend(BatchScope scope, AccountId account, MemberProfile told)
    {
        var before = MemberProfile.Of(scope.Db, account);
        var known = before ?? new MemberProfile();
        var after = known with { Name = told.Name ?? known.Name, Birthday = told.Birthday ?? known.Birthday };
        if (after == known) return null;
        after.Save(scope.Db, account, scope.Now);
        return (before, after);
    }

    /// <summary>The opening of a member under its number: told before with the same content it is a repeat, with other content refused; one that was undone is told anew.</summary>
    private (Opening? Fact, bool IsRepeat, BadRow? Wrong) OpeningOf(BatchScope scope, MemberRows rows, DateOnly asOf, AccountId? account)
    {
        var told = rows.Opening;
        if (told is { Lots.Count: 0, Growth: 0, SpendMinor: 0, Orders: 0, PrincipalMinor: 0, BonusMinor: 0, Coupons.Count: 0, Tier: null }) return default;
        var number = NumberOf(scope, rows);
        var known = scope.Document(map.Source, number);
        // A file without dates says the same on another day.
        if (known is { Account: { } owner } && rows.AsOf is null) asOf = programs.Calendar.DayOf(scope.Item(scope.Member(owner), known.Sequence)!.OccurredAt);
        var at = Start(asOf);
        var fact = told with
        {
            OccurredAt = at,
            RecordedAt = request.IsHistory ? at : scope.Now,
            Source = map.Source,
            Number = number,
            Actor = request.Actor,
            Tier = told.Tier is { } tier ? TierOf(tier) : null,
            Coupons = [.. told.Coupons.Select(c => c with { Kind = KindOf(c.Kind)! })],
            Lots = [.. told.Lots.Select(l => l.EarnedOn == default ? l with { EarnedOn = asOf } : l)],
        };
        if (known is not null) return known.SaysTheSameAs(fact) ? (fact, true, null) : (null, false, new BadRow("document.changed", "", rows.Key));
        var isOpened = account is { } holder && scope.Member(holder).State.Rights.Contains("opening:" + map.Source);
        return isOpened ? (null, false, new BadRow("opening.again")) : (fact, false, null);
    }

    /// <summary>Numbers stay for ever: the older system's id of a person is erasable and must not stand in one.</summary>
    private string NumberOf(BatchScope scope, MemberRows rows)
    {
        var name = "opening:" + Convert.ToHexStringLower(sealing.NameOf("opening:" + map.Source, rows.Key)[..16]);
        var number = name;
        for (var again = 2; scope.Document(map.Source, number + Undone) is not null; again++) number = string.Create(CultureInfo.InvariantCulture, $"{name}~{again}");
        return number;
    }

    private static void Note(BatchScope scope, MemberRows rows, ImportedMember imported, MemberChanges changes)
    {
        // The member may stand in the file twice: undo goes back to what was before the first row.
        var first = scope.Db.Work.FindImported(imported.Account, imported.JobId)?.Changes is { } bytes ? MemberChanges.Read(bytes) : null;
        if (first is not null) changes = new MemberChanges(first.After is null ? changes.Before : first.Before, changes.After ?? first.After, [.. first.Added, .. changes.Added]);
        scope.Db.Work.AddImported(imported with { Changes = changes.Write() });
    }

    /// <summary>A tier by its id, or by a name as people write it.</summary>
    private string? TierOf(string told)
    {
        var tiers = programs.Versions[^1].Document.Ladder.Tiers;
        return (tiers.FirstOrDefault(t => t.Id == told) ?? tiers.FirstOrDefault(t => t.Names.Zh == told || string.Equals(t.Names.En, told, StringComparison.OrdinalIgnoreCase)))?.Id;
    }

    /// <summary>A kind of coupons by its id, or by a name as people write it.</summary>
    private string? KindOf(string told)
    {
        var kinds = programs.Versions[^1].Document.Coupons.Select(o => o.Kind).ToList();
        return (kinds.Find(k => k.Id == told) ?? kinds.Find(k => k.Names.Zh == told || string.Equals(k.Names.En, told, StringComparison.OrdinalIgnoreCase)))?.Id;
    }

    private Instant Start(DateOnly day) => programs.Calendar.StartOf(day);

    private readonly record struct Taken(bool Joined, bool Opened, bool Changed)
    {
        public bool Any => Joined || Opened || Changed;
    }
}

/// <summary>What an import changed of a person; kept sealed so that it can be put back.</summary>
/// <param name="Before">Profile before, or null.</param>
/// <param name="After">Profile after, or null when it did not change.</param>
/// <param name="Added">Identities it added.</param>
internal sealed record MemberChanges(MemberProfile? Before, MemberProfile? After, IReadOnlyList<Identity> Added)
{
    internal byte[] Write() => JsonSerializer.SerializeToUtf8Bytes(this, MemberChangesJson.Default.MemberChanges);

    internal static MemberChanges Read(byte[] json) => JsonSerializer.Deserialize(json, MemberChangesJson.Default.MemberChanges)!;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(MemberChanges))]
internal sealed partial class MemberChangesJson : JsonSerializerContext;
