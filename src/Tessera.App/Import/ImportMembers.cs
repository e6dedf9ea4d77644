using Tessera.App.Members;
using Tessera.App.Programs;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Programs;
using Tessera.Storage;

namespace Tessera.App.Import;

/// <summary>What an import of members is asked.</summary>
public sealed record MemberImportRequest
{
    /// <summary>The list, plain or gzip.</summary>
    public required string File { get; init; }

    /// <summary>The map.</summary>
    public required MemberMap Map { get; init; }

    /// <summary>The past is played: recorded-at = occurred-at, nothing is sent.</summary>
    public bool IsHistory { get; init; }

    /// <summary>Where refused rows go; null writes none.</summary>
    public string? BadRows { get; init; }

    /// <summary>Language of the reasons in that file.</summary>
    public string Language { get; init; } = Text.Chinese;

    /// <summary>Who imports.</summary>
    public string Actor { get; init; } = "import";
}

/// <summary>What an import of members counted; lines read = opened + repeats + refused, members likewise.</summary>
/// <param name="LinesRead">Rows read.</param>
/// <param name="LinesTaken">Rows of members that joined or were opened now.</param>
/// <param name="LinesInRepeats">Rows of members told before.</param>
/// <param name="LinesRefused">Rows refused.</param>
/// <param name="MembersRead">Members read.</param>
/// <param name="Joined">Members who joined.</param>
/// <param name="Opened">Members whose opening was recorded.</param>
/// <param name="Taken">Members who joined or were opened.</param>
/// <param name="Repeats">Members told before.</param>
/// <param name="Refused">Members refused.</param>
/// <param name="Points">Points opened.</param>
public sealed record MemberImportTally(
    long LinesRead, long LinesTaken, long LinesInRepeats, long LinesRefused, long MembersRead, long Joined, long Opened, long Taken, long Repeats, long Refused, long Points)
{
    /// <summary>Nothing yet.</summary>
    public static MemberImportTally Nothing { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    /// <summary>Whether all sums add up.</summary>
    public bool AddsUp => LinesRead == LinesTaken + LinesInRepeats + LinesRefused && MembersRead == Taken + Repeats + Refused;
}

/// <summary>
/// Imports members of an older system with what it knew of them (api.md): dated, once per source, in the ledger as kind <c>opening</c>. Killed and started
/// again it goes through the file anew: what is there already is a repeat.
/// </summary>
public sealed class ImportMembers
{
    private const int MembersAtOnce = 500;
    private readonly Site _site;
    private readonly MemberImportRequest _request;

    private ImportMembers(Site site, MemberImportRequest request) => (_site, _request) = (site, request);

    /// <summary>Runs an import.</summary>
    /// <exception cref="ImportRefused">The file or the map cannot be used here.</exception>
    public static Task<MemberImportTally> Run(Site site, MemberImportRequest request, IProgress<MemberImportTally>? progress = null, CancellationToken stop = default) =>
        new ImportMembers(site, request).Run(progress, stop);

    private async Task<MemberImportTally> Run(IProgress<MemberImportTally>? progress, CancellationToken stop)
    {
        var program = _site.Read(r => r.KnownPrograms?.Versions[^1]) ?? throw new NoProgram();
        var zone = _request.Map.Zone ?? program.Calendar.Zone;
        if (!ZoneTables.IsKnown(zone)) throw new ImportRefused("import.zone", 0, zone);
        var tally = MemberImportTally.Nothing;
        using var bad = new BadRowFile(_request.BadRows, 0, _request.Language);
        using var file = new ExportFile(_request.File, _request.Map.File);
        var reader = new MemberRowReader(_request.Map, file.Columns, zone == program.Calendar.Zone ? program.Calendar : ZoneTables.Calendar(zone), program.Document.CurrencyDecimals);
        foreach (var batch in reader.Members(file).Chunk(MembersAtOnce))
        {
            stop.ThrowIfCancellationRequested();
            var before = tally;
            tally = await _site.Alone(outer => Batch(outer, batch, before, bad)).ConfigureAwait(false);
            bad.Flush();
            progress?.Report(tally);
        }

        return tally;
    }

    private MemberImportTally Batch(BatchScope outer, MemberRows[] batch, MemberImportTally tally, BadRowFile bad)
    {
        var scope = new BatchScope(outer.Db, outer.KnownPrograms, outer.Now, _request.IsHistory);
        foreach (var rows in batch)
        {
            tally = tally with { LinesRead = tally.LinesRead + rows.Lines.Count, MembersRead = tally.MembersRead + 1 };
            tally = Take(scope, rows, tally, out var why);
            if (why is null) continue;
            tally = tally with { LinesRefused = tally.LinesRefused + rows.Lines.Count, Refused = tally.Refused + 1 };
            foreach (var line in rows.Lines) bad.Add(line, rows.Key, rows.Bad.Find(b => b.Line == line).Why ?? why);
        }

        scope.Flush();
        return tally;
    }

    private MemberImportTally Take(BatchScope scope, MemberRows rows, MemberImportTally tally, out BadRow? why)
    {
        why = rows.Bad.Count > 0 ? new BadRow("import.document.badRow", "", rows.Bad.Count.ToString(System.Globalization.CultureInfo.InvariantCulture)) : null;
        if (why is not null) return tally;
        var asOf = rows.AsOf ?? scope.Today;
        var identity = rows.Identities[0];
        var joined = new JoinMember
        {
            Identities = rows.Identities,
            Channel = rows.Channel ?? "import",
            StoreId = rows.Store,
            OccurredAt = Start(scope, rows.JoinedOn is { } day && day < asOf ? day : asOf),
            Profile = rows.Profile == new MemberProfile() ? null : rows.Profile,
            Actor = _request.Actor,
            Ids = (_site.Store.Sealing.AccountOf(identity.Kind, identity.Value), MemberId.Derive(identity.Kind, identity.Value)),
        }.Decide(scope);
        if (joined.Refusal is { } refusal)
        {
            why = new BadRow(refusal.Reason.Code);
            return tally;
        }

        var opened = Open(scope, rows, joined.Value!.Account, asOf, out why);
        if (why is not null) return tally;
        if (joined.IsRepeat && !opened) return tally with { Repeats = tally.Repeats + 1, LinesInRepeats = tally.LinesInRepeats + rows.Lines.Count };
        return tally with
        {
            Joined = tally.Joined + (joined.IsRepeat ? 0 : 1),
            Opened = tally.Opened + (opened ? 1 : 0),
            Taken = tally.Taken + 1,
            LinesTaken = tally.LinesTaken + rows.Lines.Count,
            Points = tally.Points + (opened ? rows.Opening.Lots.Sum(l => l.Points) : 0),
        };
    }

    /// <returns>Whether the opening was recorded now.</returns>
    private bool Open(BatchScope scope, MemberRows rows, AccountId account, DateOnly asOf, out BadRow? why)
    {
        why = null;
        var opening = rows.Opening;
        if (opening is { Lots.Count: 0, Growth: 0, SpendMinor: 0, Orders: 0, Tier: null }) return false;
        var known = scope.Document(_request.Map.Source, NumberOf(rows));
        // A file without dates says the same on another day.
        if (known is { Account: { } owner } && rows.AsOf is null) asOf = scope.Programs.Calendar.DayOf(scope.Item(scope.Member(owner), known.Sequence)!.OccurredAt);
        var at = Start(scope, asOf);
        var fact = opening with
        {
            OccurredAt = at,
            RecordedAt = _request.IsHistory ? at : scope.Now,
            Source = _request.Map.Source,
            Number = NumberOf(rows),
            Actor = _request.Actor,
            Lots = [.. opening.Lots.Select(l => l.EarnedOn == default ? l with { EarnedOn = asOf } : l)],
        };
        if (known is not null)
        {
            if (!known.SaysTheSameAs(fact)) why = new BadRow("document.changed", "", fact.Number);
            return false;
        }

        var decision = scope.Decide(scope.Member(account), new Command(fact));
        if (decision.Refusal is { } refusal) why = new BadRow(refusal.Reason.Code);
        return decision.IsAccepted;
    }

    // Numbers stay for ever: the older system's id of a person is erasable and must not stand in one.
    private string NumberOf(MemberRows rows) => "opening:" + Convert.ToHexStringLower(_site.Store.Sealing.IndexOf("opening:" + _request.Map.Source, rows.Key)[..16]);

    private Instant Start(BatchScope scope, DateOnly day) => scope.Programs.Calendar.StartOf(day);
}
