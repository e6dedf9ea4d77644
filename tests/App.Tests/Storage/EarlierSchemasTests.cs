using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Tests.Storage;

/// <summary>A filled store of a release that knew fewer steps of the schema: it has the rows of a store of today as far as it has tables and columns for them.</summary>
public sealed class EarlierSchemasTests : IDisposable
{
    private readonly StoreFolder _today = new();
    private readonly string _folder = Directory.CreateTempSubdirectory("tessera-earlier-").FullName;

    public static TheoryData<int> Steps => [.. Enumerable.Range(1, Migrator.All.Count - 1)];

    public void Dispose()
    {
        _today.Dispose();
        Place.Delete(_folder);
    }

    [Theory]
    [Covers("R14")]
    [MemberData(nameof(Steps))]
    public void A_filled_store_of_every_earlier_step_is_walked_to_the_newest_and_its_books_stay_clean(int step)
    {
        new Lives(_today.Writer, seed: 14).Play(members: 6, days: 20);
        var place = Earlier(step);
        Assert.Equal("store.migrate", Assert.Throws<StoreRefused>(() => Store.Open(place, StoreAccess.Read)).Code);
        using (var db = Connect(place)) Assert.Equal(Migrator.All.Skip(step).Select(s => s.Name), Migrator.BringUpToDate(db));
        using var store = Store.Open(place, StoreAccess.OwnExisting);
        foreach (var table in _today.Writer.Tables()) Assert.Equal(Tables.Dump(_today.Writer, table.Name), Tables.Dump(store.Writer, table.Name));
        using var reader = store.Read();
        var report = new BooksAudit(reader.Connection, store.Paths, new BooksOptions { NextDueOn = s => Core.Programs.Decide.NextDueOn(Lives.Programs, s) }).Run();
        Assert.True(report.IsClean, BooksTests.Say(report));
        Assert.Equal(6, report.Members);
    }

    [Fact]
    [Covers("R14")]
    public void A_migration_that_stops_between_two_steps_goes_on_where_it_stood()
    {
        new Lives(_today.Writer, seed: 15).Play(members: 3, days: 10);
        var place = Earlier(1);
        using (var db = Connect(place)) Migrator.Carry(db, Migrator.All[1]);
        using (var db = Connect(place))
        {
            Assert.Equal(2, Migrator.Found(db));
            // A step that is there already is not carried out twice, as when two processes start at once.
            Migrator.Carry(db, Migrator.All[1]);
            Assert.Equal(Migrator.All.Skip(2).Select(s => s.Name), Migrator.BringUpToDate(db));
        }

        using var store = Store.Open(place, StoreAccess.OwnExisting);
        Assert.Equal(Tables.Dump(_today.Writer, "item"), Tables.Dump(store.Writer, "item"));
    }

    [Fact]
    [Covers("R14")]
    public void Notices_that_wait_in_the_outbox_of_an_earlier_release_are_taken_out_and_its_positions_go_on()
    {
        new Lives(_today.Writer, seed: 16).Play(members: 2, days: 5);
        var place = Earlier(22);
        long last;
        using (var db = Connect(place))
        {
            db.Begin();
            last = db.Counters.Take("outbox", 4);
            string[] topics = ["notice.purchase.earned", "referral.valid", "notice.tier.upgraded", "noticed"];
            for (var n = 0; n < topics.Length; n++)
            {
                db.Sql("insert into outbox (position, topic, member_id, sequence, n, payload, created_at, sent_at) values ($1, $2, $3, $4, $5, $6, $7, $8)")
                    .Set(1, last - 3 + n).Set(2, topics[n]).Set(3, Lives.Account(0)).Set(4, 1L).Set(5, 1L).SetNoText(6).Set(7, 1_770_000_000_000_000L).SetNoNumber(8).RunOnce();
            }

            db.Commit();
            Assert.Equal(["0023_notices", "0024_signed", "0025_confirmed"], Migrator.BringUpToDate(db));
        }

        using var store = Store.Open(place, StoreAccess.OwnExisting);
        Assert.Equal([(last - 2, "referral.valid"), (last, "noticed")], store.Writer.Outbox.Unsent(10).Select(r => (r.Position, r.Topic)));
        store.Writer.Begin();
        store.Writer.Outbox.Append("next", "{}", new Instant(1_770_000_000_000_001));
        store.Writer.Commit();
        Assert.Equal(last + 1, store.Writer.Outbox.Last);
    }

    private static StoreConnection Connect(StorePlace place)
    {
        var key = Sealing.Read(place.Paths.Key);
        return place.IsPostgres ? new PostgresStoreConnection(place.Connection! + ";Pooling=false", key, isWriter: true) : new SqliteStoreConnection(place.Paths.Database, key, isWriter: true);
    }

    private StorePlace Earlier(int step)
    {
        var place = Place.WithoutTables(_folder);
        File.Copy(_today.Place.Paths.Key, place.Paths.Key);
        using var db = Connect(place);
        foreach (var known in Migrator.All.Take(step)) Migrator.Carry(db, known);
        db.Begin();
        foreach (var table in db.Tables()) Fill(db, table);
        db.Commit();
        return place;
    }

    private void Fill(StoreConnection db, TableShape table)
    {
        using var rows = _today.Writer.Sql($"select {table.ColumnList} from {table.Name} order by {table.KeyList}");
        while (rows.Step())
        {
            using var insert = db.Sql($"insert into {table.Name} ({table.ColumnList}) values ({string.Join(", ", table.Columns.Select((_, i) => $"${i + 1}"))})");
            for (var i = 0; i < table.Columns.Count; i++) Set(insert, rows, i, table.Columns[i].Kind);
            insert.Run();
        }
    }

    private static void Set(Statement insert, Statement rows, int i, ColumnKind kind)
    {
        var isNull = rows.IsNull(i);
        _ = kind switch
        {
            ColumnKind.Number => isNull ? insert.SetNoNumber(i + 1) : insert.Set(i + 1, rows.Long(i)),
            ColumnKind.Text => isNull ? insert.SetNoText(i + 1) : insert.SetText(i + 1, rows.Bytes(i)),
            ColumnKind.Bytes => isNull ? insert.SetNoBytes(i + 1) : insert.SetBytes(i + 1, rows.Bytes(i)),
        };
    }
}
