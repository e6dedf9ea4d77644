using Tessera.Storage;

namespace Tessera.App.Tests.Storage;

public sealed class StoreTests
{
    [Fact]
    public void A_store_is_made_from_an_empty_folder_and_opens_again()
    {
        using var folder = new StoreFolder();
        Assert.Equal(Migrator.Known, Migrator.Found(folder.Writer));
        folder.Write(db => db.Settings.Mode = "test");
        folder.Close();
        Assert.Equal("test", folder.Writer.Settings.Mode);
    }

    [Fact]
    public void Two_processes_cannot_own_one_store()
    {
        Only.OnSqlite();
        using var folder = new StoreFolder();
        folder.Store.Announce("http://127.0.0.1:5080");
        var refused = Assert.Throws<StoreRefused>(() => Store.Open(folder.Place, StoreAccess.Own));
        Assert.Equal("store.locked", refused.Code);
        Assert.Equal([Environment.ProcessId.ToString(System.Globalization.CultureInfo.InvariantCulture), "http://127.0.0.1:5080"], refused.Values);
        Assert.Equal(new StoreOwner(Environment.ProcessId, "http://127.0.0.1:5080"), StoreLock.OwnerOf(folder.Folder));
        folder.Close();
        Assert.Null(StoreLock.OwnerOf(folder.Folder));
    }

    [Fact]
    public void The_writer_keeps_what_it_acknowledges_on_disk()
    {
        Only.OnSqlite();
        using var folder = new StoreFolder();
        Assert.Equal("wal", Pragma(folder.Writer, "journal_mode"));
        Assert.Equal("2", Pragma(folder.Writer, "synchronous"));
        Assert.Equal("4096", Pragma(folder.Writer, "page_size"));
    }

    [Fact]
    public void A_store_without_its_key_or_with_another_is_refused()
    {
        using var folder = new StoreFolder();
        using var other = new StoreFolder();
        _ = (folder.Store, other.Store);
        folder.Close();
        File.Delete(folder.Paths.Key);
        Assert.Equal("store.key.missing", Assert.Throws<StoreRefused>(() => folder.Store).Code);
        File.Copy(other.Paths.Key, folder.Paths.Key);
        Assert.Equal("store.key.wrong", Assert.Throws<StoreRefused>(() => folder.Store).Code);
    }

    [Fact]
    [Covers("R7")]
    public void A_place_that_cannot_be_written_and_a_file_that_is_no_store_are_refused_with_a_code()
    {
        Only.OnSqlite();
        using var folder = new StoreFolder();
        File.WriteAllText(Path.Combine(folder.Folder, "file"), "");
        Assert.Equal("store.unwritable", Assert.Throws<StoreRefused>(() => Store.Open(Path.Combine(folder.Folder, "file", "store"), StoreAccess.Own)).Code);
        _ = folder.Store;
        folder.Close();
        File.WriteAllText(folder.Paths.Database, new string('x', 9000));
        Assert.Equal("store.damaged", Assert.Throws<StoreRefused>(() => folder.Store).Code);
        Assert.Null(StoreLock.OwnerOf(folder.Folder));
    }

    [Fact]
    [Covers("R7")]
    public void A_full_disk_fails_the_batch_whole_and_works_again_with_room()
    {
        Only.OnSqlite();
        using var folder = new StoreFolder();
        new Lives(folder.Writer, seed: 8).Play(members: 3, days: 3);
        folder.Writer.Checkpoint();
        folder.Writer.Execute($"pragma max_page_count = {Pragma(folder.Writer, "page_count")}");
        var fault = Assert.Throws<StoreFault>(() => folder.Write(db =>
        {
            db.Settings.Set("small", "1");
            db.Settings.Set("room", new string('x', 500_000));
        }));
        Assert.Equal(FaultKind.Disk, fault.Kind);
        Assert.False(folder.Writer.InTransaction);
        Assert.Null(folder.Writer.Settings.Find("small"));
        folder.Writer.Execute("pragma max_page_count = 100000");
        folder.Write(db => db.Settings.Set("room", new string('x', 50_000)));
        Assert.True(BooksTests.Audit(folder).IsClean);
    }

    [Fact]
    public void A_reader_sees_what_is_committed_and_nothing_else()
    {
        using var folder = new StoreFolder();
        folder.Write(db => db.Settings.Set("a", "1"));
        using var reader = Store.Open(folder.Place, StoreAccess.Read);
        folder.Writer.Begin();
        folder.Writer.Settings.Set("a", "2");
        using (var read = reader.Read()) Assert.Equal("1", read.Connection.Settings.Find("a"));
        folder.Writer.Commit();
        using (var read = reader.Read()) Assert.Equal("2", read.Connection.Settings.Find("a"));
        using (var read = reader.Read()) Assert.Throws<StoreFault>(() => read.Connection.Settings.Set("a", "3"));
    }

    [Fact]
    public void A_store_nobody_owns_can_be_read()
    {
        using var folder = new StoreFolder();
        folder.Write(db => db.Settings.Set("a", "1"));
        folder.Close();
        using var reader = Store.Open(folder.Place, StoreAccess.Read);
        using var read = reader.Read();
        Assert.Equal("1", read.Connection.Settings.Find("a"));
        Assert.Equal("store.missing", Assert.Throws<StoreRefused>(() => Store.Open(Place.Of(Path.Combine(folder.Folder, "none")), StoreAccess.Read)).Code);
    }

    private static string Pragma(StoreConnection db, string name)
    {
        using var rows = db.Sql("pragma " + name);
        Assert.True(rows.Step());
        return rows.Text(0);
    }

    [Fact]
    public void Walks_over_different_columns_follow_each_other_in_one_session()
    {
        using var folder = new StoreFolder();
        new Lives(folder.Writer, seed: 1).Play(members: 3, days: 3, factsADay: 2);
        using var reader = folder.Store.Read();
        for (var turn = 0; turn < 4; turn++)
        {
            reader.Connection.BeginRead();
            Assert.Equal(3, Rows(reader.Connection.Walk("select member_id from member_state order by member_id"), columns: 1));
            Assert.NotEqual(0, Rows(reader.Connection.Walk("select member_id, sequence, kind from item order by member_id, sequence"), columns: 3));
            reader.Connection.Rollback();
            reader.Connection.BeginRead();
            Assert.NotEqual(0, Rows(reader.Connection.Walk("select member_id, sequence, kind from item order by member_id, sequence"), columns: 3));
            reader.Connection.Rollback();
        }

        static int Rows(Statement walk, int columns)
        {
            using var rows = walk;
            var count = 0;
            while (rows.Step())
            {
                Assert.Equal(columns, rows.ColumnCount);
                count++;
            }

            return count;
        }
    }
}
