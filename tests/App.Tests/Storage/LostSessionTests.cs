using Tessera.Storage;

namespace Tessera.App.Tests.Storage;

/// <summary>A session with PostgreSQL that ends while it is in use: what is asked of it afterwards fails as the wire does, and the next transaction has another.</summary>
public sealed class LostSessionTests
{
    [Fact]
    [Covers("R8")]
    public void A_session_that_is_gone_is_a_fault_of_the_wire_however_often_it_is_asked()
    {
        Only.OnPostgres();
        using var folder = new StoreFolder();
        using var other = folder.Store.Read();
        var db = folder.Writer;
        db.Begin();
        using (var mine = db.Sql("select pg_backend_pid()"))
        {
            Assert.True(mine.Step());
            using var end = other.Connection.Sql($"select pg_terminate_backend({mine.Long(0)})");
            Assert.True(end.Step());
        }

        for (var time = 0; time < 3; time++) Assert.Equal(FaultKind.Disk, Assert.Throws<StoreFault>(() => Ask(db)).Kind);
        db.Rollback();
        folder.Write(Ask);
    }

    [Fact]
    [Covers("R8")]
    public void Sessions_that_ended_while_they_lay_idle_are_opened_anew_and_nobody_hears_of_it()
    {
        Only.OnPostgres();
        using var folder = new StoreFolder();
        folder.Write(db => db.Settings.Set("kept", "1"));
        using var admin = new StoreFolder();
        using (var reader = folder.Store.Read()) reader.Connection.Settings.Find("kept");
        var name = new Npgsql.NpgsqlConnectionStringBuilder(folder.Place.Connection!).Database;
        using (var end = admin.Writer.Sql($"select pg_terminate_backend(pid) from pg_stat_activity where datname = '{name}'"))
        {
            var ended = 0;
            while (end.Step()) ended++;
            Assert.True(ended >= 2);
        }

        using (var reader = folder.Store.Read())
        {
            reader.Connection.BeginRead();
            Assert.Equal("1", reader.Connection.Settings.Find("kept"));
        }

        folder.Write(db => db.Settings.Set("kept", db.Settings.Find("kept") + "2"));
        Assert.Equal("12", folder.Writer.Settings.Find("kept"));
    }

    private static void Ask(StoreConnection db)
    {
        using var one = db.Sql("select 1");
        Assert.True(one.Step());
    }
}
