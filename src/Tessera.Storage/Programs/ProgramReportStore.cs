namespace Tessera.Storage.Programs;

/// <summary>A report of a backtest or a calibration, without what it found.</summary>
/// <param name="Id">Id, that of the job that made it.</param>
/// <param name="Kind"><c>backtest</c> or <c>calibration</c>.</param>
/// <param name="MadeAt">When it was made.</param>
/// <param name="MadeBy">Who ordered it.</param>
/// <param name="Title">The window, as a person reads it.</param>
public sealed record ProgramReportHead(string Id, string Kind, Instant MadeAt, string MadeBy, string Title);

/// <summary>A report whole.</summary>
/// <param name="Head">What it is.</param>
/// <param name="DraftText">The programme file that was tried.</param>
/// <param name="Content">What was found, as JSON.</param>
public sealed record ProgramReport(ProgramReportHead Head, string DraftText, byte[] Content);

/// <summary>Reports that publishing can cite; the oldest leave when there are many.</summary>
public sealed class ProgramReportStore
{
    /// <summary>Most reports kept.</summary>
    public const int Most = 200;

    private const string Columns = "id, kind, made_at, made_by, title";
    private readonly StoreConnection _db;

    internal ProgramReportStore(StoreConnection db) => _db = db;

    /// <summary>Keeps a report; one that is there already stays.</summary>
    public void Add(ProgramReport report)
    {
        if (Find(report.Head.Id) is not null) return;
        _db.Sql($"insert into program_report ({Columns}, draft_text, content) values ($1, $2, $3, $4, $5, $6, $7)").Set(1, report.Head.Id).Set(2, report.Head.Kind).Set(3, report.Head.MadeAt)
            .Set(4, report.Head.MadeBy).Set(5, report.Head.Title).Set(6, report.DraftText).SetBytes(7, report.Content).RunOnce();
        foreach (var old in Heads(Most + 100).Skip(Most)) _db.Sql("delete from program_report where id = $1").Set(1, old.Id).RunOnce();
    }

    /// <summary>A report, or null.</summary>
    public ProgramReport? Find(string id)
    {
        using var rows = _db.Sql($"select {Columns}, draft_text, content from program_report where id = $1").Set(1, id);
        return rows.Step() ? new ProgramReport(Head(rows), rows.Text(5), rows.Bytes(6).ToArray()) : null;
    }

    /// <summary>Reports, the newest first.</summary>
    public IReadOnlyList<ProgramReportHead> Heads(int limit)
    {
        using var rows = _db.Sql($"select {Columns} from program_report order by made_at desc, id desc limit $1").Set(1, limit);
        var list = new List<ProgramReportHead>();
        while (rows.Step()) list.Add(Head(rows));
        return list;
    }

    private static ProgramReportHead Head(Statement rows) => new(rows.Text(0), rows.Text(1), rows.Instant(2), rows.Text(3), rows.Text(4));
}
