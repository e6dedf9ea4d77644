using System.CommandLine;
using Tessera.Storage;
using Tessera.Storage.Safekeeping;

namespace Tessera.Server.Verbs;

/// <summary><c>tessera migrate-store</c>.</summary>
internal static class MoveVerb
{
    private static readonly Option<string> From = new Option<string>("--from") { HelpName = "PLACE", Required = true }.Says("现在的数据：文件夹或连接", "The store as it is: a folder or a connection");
    private static readonly Option<string> To = new Option<string>("--to") { HelpName = "PLACE", Required = true }.Says("新的地方，必须是空的", "The new place; it must be empty");

    public static Verb Make()
    {
        var verb = new Verb("migrate-store", new("把数据搬到另一种数据库，例如从 SQLite 到 PostgreSQL", "Move a store to another engine, such as from SQLite to PostgreSQL"))
        {
            Samples = [new("tessera migrate-store --from data --to postgres://tessera@db/tessera --key tessera.key", new("逐表复制、比对，两边各审计一次；原数据不变", "Every table copied and compared, both sides audited; the old store stays as it is"))],
            Uses = StoreUse.Writes, Codes = [(ExitCode.Store, new("目标不空、账目有出入或连不上", "The target is not empty, the books do not agree or it cannot be reached"))], Does = Move,
        };
        verb.Add(From);
        verb.Add(To);
        verb.Add(Common.DryRun);
        return verb;
    }

    private static Task<int> Move(Sitting sitting)
    {
        var key = sitting.Settings.Of(Settings.Setting.SealKey) is { Length: > 0 } file ? file : null;
        var (from, to) = (StorePlace.Parse(sitting.Value(From)!), StorePlace.Parse(sitting.Value(To)!, key));
        using var store = Store.Open(from.IsPostgres ? StorePlace.Parse(sitting.Value(From)!, key) : from, StoreAccess.OwnExisting);
        var moved = sitting.DryRun ? Rehearse(store, to) : StoreMove.Run(store, to);
        sitting.Terminal.Give(moved, () =>
        {
            foreach (var table in moved.Tables.Where(t => t.Rows > 0)) sitting.Terminal.Print($"{table.Table}  {table.Rows}  {table.Digest}");
        });
        if (sitting.DryRun)
        {
            sitting.Terminal.Say($"试运行：会员 {moved.Members:N0}，{moved.Tables.Count} 张表可以搬；{to} 未改动。", $"A dry run: {moved.Members:N0} members and {moved.Tables.Count} tables can be moved; {to} stays as it is.");
            return Task.FromResult(ExitCode.Done);
        }

        sitting.Terminal.Say(
            $"会员 {moved.Members:N0}，{moved.Tables.Count} 张表两边一致，账目两边都对。密钥在 {to.Paths.Key}。",
            $"{moved.Members:N0} members; {moved.Tables.Count} tables are the same on both sides, the books of both agree. The key is {to.Paths.Key}.");
        return Task.FromResult(ExitCode.Done);
    }

    // The whole way, into a place that is thrown away.
    private static MovedStore Rehearse(Store store, StorePlace to)
    {
        if (Store.Exists(to)) throw StoreMove.NotEmpty(to);
        var folder = Directory.CreateTempSubdirectory("tessera-dry-").FullName;
        try
        {
            return StoreMove.Run(store, StorePlace.Parse(folder));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
