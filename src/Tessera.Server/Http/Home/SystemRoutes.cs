using System.ComponentModel;
using Tessera.Core;
using Tessera.Server.Host;
using Tessera.Storage.Migrations;
using Tessera.Storage.Safekeeping;

namespace Tessera.Server.Http.Home;

/// <summary>How the system stands.</summary>
internal sealed record SystemView
{
    [Description("Version of the program.")]
    public required string Version { get; init; }

    [Description("sqlite or postgresql.")]
    public required string Engine { get; init; }

    [Description("Version of the tables.")]
    public required int Schema { get; init; }

    [Description("live, test, history or absent before the first use.")]
    public string? Mode { get; init; }

    [Description("Whether demo data is in.")]
    public required bool IsDemo { get; init; }

    [Description("Bytes of the database.")]
    public required long Bytes { get; init; }

    public required long Members { get; init; }

    [Description("Members halted as their books did not agree; anything but 0 must be looked at.")]
    public required long Halted { get; init; }

    [Description("The last night that finished; absent before the first.")]
    public NightView? Night { get; init; }

    [Description("Whether a night is due and has not run.")]
    public required bool NightIsDue { get; init; }

    [Description("The last backup made on this machine; absent without.")]
    public SafekeepingView? Backup { get; init; }

    [Description("The last restore tried with `tessera restore FILE --test` that held; absent without.")]
    public SafekeepingView? TestedRestore { get; init; }

    [Description("The last check of the books, made after each night or by `tessera audit` on this machine; absent without.")]
    public BooksCheckView? Books { get; init; }

    [Description("What one member's decision means for others, such as a referral that became valid, and was not told to them yet. Notices do not wait: they stand in the inbox at once.")]
    public required long OutboxWaiting { get; init; }

    public required WebhookHealth Webhooks { get; init; }

    public required JobHealth Jobs { get; init; }
}

/// <summary>A night.</summary>
/// <param name="On">Local date settled.</param>
/// <param name="StartedAt">Began.</param>
/// <param name="FinishedAt">Ended.</param>
/// <param name="Members">Members for whom something was due.</param>
/// <param name="Items">Items written.</param>
internal sealed record NightView(DateOnly On, Instant StartedAt, Instant? FinishedAt, long Members, long Items);

/// <summary>A backup, or a restore that was tried.</summary>
/// <param name="At">When.</param>
/// <param name="File">Name of the file.</param>
/// <param name="Members">Members in it.</param>
/// <param name="Bytes">Its size; 0 for a restore.</param>
internal sealed record SafekeepingView(Instant At, string File, long Members, long Bytes)
{
    public static SafekeepingView? Of(SafekeepingMark? mark) => mark is null ? null : new SafekeepingView(new Instant(mark.AtMicros), mark.File, mark.Members, mark.Bytes);
}

/// <summary>A check of the books: every stored decision folded and compared.</summary>
/// <param name="At">When it ended.</param>
/// <param name="Members">Members walked.</param>
/// <param name="Entries">Entries compared.</param>
/// <param name="Findings">Differences; 0 when the books agree.</param>
internal sealed record BooksCheckView(Instant At, long Members, long Entries, long Findings)
{
    public static BooksCheckView? Of(BooksMark? mark) => mark is null ? null : new BooksCheckView(new Instant(mark.AtMicros), mark.Members, mark.Entries, mark.Findings);
}

/// <summary>Webhooks.</summary>
/// <param name="Endpoints">Endpoints.</param>
/// <param name="Failing">Endpoints that are on and fail at the moment.</param>
/// <param name="SwitchedOff">Endpoints switched off as they failed too long.</param>
/// <param name="Waiting">Deliveries that wait or are tried again.</param>
/// <param name="Failed">Deliveries given up.</param>
internal sealed record WebhookHealth(int Endpoints, int Failing, int SwitchedOff, long Waiting, long Failed);

/// <summary>Jobs kept, by state.</summary>
/// <param name="Waiting">Waiting.</param>
/// <param name="Running">Running.</param>
/// <param name="Failed">Failed.</param>
/// <param name="Done">Done.</param>
/// <param name="Cancelled">Cancelled.</param>
internal sealed record JobHealth(long Waiting, long Running, long Failed, long Done, long Cancelled);

/// <summary>System health.</summary>
internal sealed class SystemRoutes(Desk desk)
{
    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/system", Id = "getSystem", Tag = "system", IsHeavy = true, Scope = Scopes.SystemRead, Gives = typeof(SystemView), Summary = "System health",
            Says = "Version, store and size, the last night, the last backup and tested restore, what waits and what failed.", Handle = ask => Task.FromResult(desk.Read(ask, (scope, _) => Reply.Ok(View(scope)))),
        };
    }

    private SystemView View(App.ReadScope scope)
    {
        var (store, db) = (desk.Site.Store, scope.Db);
        var (counts, marks, endpoints) = (SystemCounts.Of(db, store.Place), SafekeepingMarks.Of(store.Paths), db.Webhooks.All());
        return new SystemView
        {
            Version = WebServer.Version, Engine = store.Place.IsPostgres ? "postgresql" : "sqlite", Schema = Migrator.Known, Mode = db.Settings.Mode, IsDemo = db.Settings.IsDemo, Bytes = counts.Bytes, Members = counts.Members, Halted = counts.Halted,
            Night = db.Nights.LastFinished() is { } night ? new NightView(night.On, night.StartedAt, night.FinishedAt, night.Members, night.Items) : null, NightIsDue = App.Night.RunDay.IsDue(scope, desk.Site.Clock.Now),
            Backup = SafekeepingView.Of(marks.Backup), TestedRestore = SafekeepingView.Of(marks.TestedRestore), Books = BooksCheckView.Of(marks.Books), OutboxWaiting = counts.OutboxWaiting,
            Webhooks = new WebhookHealth(endpoints.Count, endpoints.Count(e => e is { IsOn: true, FailingSince: not null }), endpoints.Count(e => e is { IsOn: false, OffReason: not null }), counts.DeliveriesWaiting, counts.DeliveriesFailed),
            Jobs = new JobHealth(Of("waiting"), Of("running"), Of("failed"), Of("done"), Of("cancelled")),
        };

        long Of(string state) => counts.Jobs.GetValueOrDefault(state);
    }
}
