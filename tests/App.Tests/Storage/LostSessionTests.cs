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

    private static void Ask(StoreConnection db)
    {
        using var one = db.Sql("select 1");
        Assert.True(one.Step());
    }
}
