using Tessera.Storage;

namespace Tessera.App.Tests.Storage;

public sealed class MovingTests
{
    [Fact]
    public void A_store_moved_to_another_engine_has_the_same_tables_and_clean_books_on_both_sides()
    {
        Assert.SkipUnless(PostgresServer.IsWanted, "没有 PostgreSQL。 Needs PostgreSQL.");
        var work = Directory.CreateTempSubdirectory("tessera-move-").FullName;
        try
        {
            using (var old = Store.Open(Path.Combine(work, "old"), StoreAccess.Own))
            {
                new Lives(old.Writer, seed: 11).Play(members: 12, days: 30);
                var to = Place.Of(Path.Combine(work, "new"));
                var moved = StoreMove.Run(old, to);
                Assert.Equal(12, moved.Members);
                Assert.Contains(moved.Tables, t => t is { Table: "item", Rows: > 100 });
                Assert.Equal("store.notEmpty", Assert.Throws<StoreRefused>(() => StoreMove.Run(old, to)).Code);
                using var there = Store.Open(to, StoreAccess.OwnExisting);
                foreach (var table in old.Writer.Tables()) Assert.Equal(Tables.Dump(old.Writer, table.Name), Tables.Dump(there.Writer, table.Name));
            }

            // And back again: nothing of either engine sticks to what is stored.
            using var server = Store.Open(Place.Of(Path.Combine(work, "new")), StoreAccess.OwnExisting);
            var back = StoreMove.Run(server, StorePlace.Parse(Path.Combine(work, "back")));
            Assert.Equal(12, back.Members);
        }
        finally
        {
            Place.Delete(work);
        }
    }

    [Fact]
    [Covers("R1", "R14")]
    public void A_move_that_was_killed_leaves_no_store_and_can_be_done_again()
    {
        using var folder = new StoreFolder();
        new Lives(folder.Writer, seed: 13).Play(members: 3, days: 10);
        var to = StorePlace.Parse(Path.Combine(folder.Folder, "moved"));
        // As after kill -9 between the tables and the commit of the rows: key and tables are there, under a name that nobody opens.
        Directory.CreateDirectory(to.Paths.Folder);
        File.Copy(folder.Paths.Key, to.Paths.Key);
        using (var begun = new SqliteStoreConnection(to.Paths.Database + ".part", folder.Store.Sealing, isWriter: true)) Migrator.BringUpToDate(begun);
        Assert.False(Store.Exists(to));
        Assert.Equal("store.missing", Assert.Throws<StoreRefused>(() => Store.Open(to, StoreAccess.OwnExisting)).Code);
        Assert.Equal(3, StoreMove.Run(folder.Store, to).Members);
        using var moved = Store.Open(to, StoreAccess.OwnExisting);
        Assert.Equal(Tables.Dump(folder.Writer, "entry"), Tables.Dump(moved.Writer, "entry"));
        Assert.False(File.Exists(to.Paths.Database + ".part"));
    }

    [Fact]
    public void A_store_whose_books_are_damaged_is_not_moved()
    {
        Assert.SkipUnless(PostgresServer.IsWanted, "没有 PostgreSQL。 Needs PostgreSQL.");
        using var folder = new StoreFolder();
        new Lives(folder.Writer, seed: 12).Play(members: 3, days: 10);
        folder.Write(db => db.Execute("update lot set ends_on = 1"));
        var to = Path.Combine(folder.Folder, "moved");
        Assert.Equal("store.books", Assert.Throws<StoreRefused>(() => StoreMove.Run(folder.Store, StorePlace.Parse(to))).Code);
        Assert.False(Store.Exists(to));
    }
}
