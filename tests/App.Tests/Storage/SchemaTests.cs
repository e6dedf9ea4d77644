using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Tests.Storage;

public sealed class SchemaTests
{
    [Fact]
    public void Tables_keep_the_rules_of_a_distributed_database()
    {
        using var folder = new StoreFolder();
        foreach (var table in folder.Writer.Tables())
        {
            var column = Distribution.ByOwnKey.GetValueOrDefault(table.Name);
            if (Distribution.Reference.Contains(table.Name))
            {
                Assert.Null(column);
                continue;
            }

            // What is in no list belongs to a member: the member comes first, so that a shard is a range of every index.
            if (column is null) Assert.All(table.Uniques.Append(table.Key), unique => Assert.Equal($"{table.Name} member_id", $"{table.Name} {unique[0]}"));
            else Assert.All(table.Uniques.Append(table.Key), unique => Assert.True(unique.Contains(column), $"{table.Name} has a unique index without {column}"));
        }
    }

    [Fact]
    public void The_script_for_Citus_names_every_table_as_the_rules_do()
    {
        using var folder = new StoreFolder();
        var script = File.ReadAllText(Repository.PathOf("docs/operating/citus.sql"));
        foreach (var table in folder.Writer.Tables().Select(t => t.Name))
        {
            var line = Distribution.Reference.Contains(table)
                ? $"select create_reference_table('{table}');"
                : $"select create_distributed_table('{table}', '{Distribution.ByOwnKey.GetValueOrDefault(table, Distribution.Member)}'";
            Assert.Contains(line, script, StringComparison.Ordinal);
        }
    }

    [Fact]
    public void No_column_is_a_floating_number()
    {
        using var folder = new StoreFolder();
        var types = Names(folder.Writer, PostgresServer.IsWanted
            ? "select distinct data_type::text from information_schema.columns where table_schema = 'public' order by 1"
            : "select distinct lower(c.type) from sqlite_master t, pragma_table_info(t.name) c where t.type = 'table' and t.name not like 'sqlite_%' order by 1");
        Assert.Equal(PostgresServer.IsWanted ? ["bigint", "bytea", "text"] : ["bigint", "blob", "integer", "text"], types);
    }

    [Theory]
    [InlineData("a balance that is not what was before and what was moved", "update entry set balance_after = balance_after + 1")]
    [InlineData("a lot that does not add up", "update lot set consumed = consumed + 1")]
    [InlineData("a lot with less than nothing left", "update lot set remaining = -1, consumed = opened + 1 + returned - expired - clawed_back")]
    [InlineData("more expired points counted than expired", "update lot set expired_counted = expired + 1")]
    [InlineData("debt and open lots together", "update member_state set open_points = 5, debt = 3, balance = 2")]
    [InlineData("a balance that is not open points less debt", "update member_state set balance = balance + 1")]
    [InlineData("pending points below zero", "update member_state set pending = -1")]
    [InlineData("an item that is neither fact nor step", "update item set fact = null, step = null")]
    [InlineData("an item without a hash", "update item set hash = cast('0' as {bytes})")]
    [InlineData("a second item at one place", "insert into item select member_id, sequence, kind, occurred_at, recorded_at, version, semantics, is_history, step, fact, decision, text_digest, hash from item")]
    [InlineData("a second entry at one place", "insert into entry select * from entry")]
    [InlineData("a second document with one number", "insert into document select source, number, null, null, kind, content from document")]
    [InlineData("a second debit with one reference", "insert into debit_reference select member_id, reference, 99 from debit_reference")]
    public void The_database_itself_refuses(string what, string sql)
    {
        using var folder = new StoreFolder();
        new Lives(folder.Writer, seed: 3).Play(members: 3, days: 15);
        folder.Writer.Begin();
        var fault = Assert.Throws<StoreFault>(() => folder.Writer.Execute(folder.Writer.Render(sql)));
        Assert.True(fault.Kind == FaultKind.Constraint, $"{what}: {fault.Message}");
        folder.Writer.Rollback();
    }

    [Fact]
    public void An_identity_belongs_to_one_member()
    {
        using var folder = new StoreFolder();
        folder.Write(db => db.Identities.Add(new AccountId(1), new Identity("phone", "+8613800001234"), new Instant(1)));
        folder.Writer.Begin();
        // Across a wire a constraint may speak as late as the commit.
        var fault = Assert.Throws<StoreFault>(() =>
        {
            folder.Writer.Identities.Add(new AccountId(2), new Identity("phone", "+8613800001234"), new Instant(2));
            folder.Writer.Commit();
        });
        Assert.Equal(FaultKind.Constraint, fault.Kind);
        folder.Writer.Rollback();
    }

    [Fact]
    public void Migrations_are_numbered_without_gaps_and_each_has_a_check()
    {
        Assert.Equal(Enumerable.Range(1, Migrator.Known), Migrator.All.Select(m => m.Number));
        Assert.All(Migrator.All, m => Assert.Contains("select", m.Check, StringComparison.Ordinal));
    }

    [Fact]
    public void A_migrated_store_is_not_migrated_again_and_a_newer_one_is_refused()
    {
        using var folder = new StoreFolder();
        Assert.Empty(Migrator.BringUpToDate(folder.Writer));
        folder.Writer.SchemaNumber = 99;
        folder.Close();
        Assert.Equal("store.newer", Assert.Throws<StoreRefused>(() => folder.Store).Code);
    }

    [Fact]
    public void A_step_that_fails_leaves_nothing_behind()
    {
        using var folder = new StoreFolder();
        var broken = new Migration(Migrator.Known + 1, "broken", "create table half (a bigint);\ninsert into half values (1);\n", "select count(*) = 2 from half;\n");
        Assert.Throws<InvalidOperationException>(() => Migrator.Carry(folder.Writer, broken));
        Assert.Equal(Migrator.Known, Migrator.Found(folder.Writer));
        Assert.DoesNotContain(folder.Writer.Tables(), t => t.Name == "half");
        Migrator.Carry(folder.Writer, broken with { Check = "select count(*) = 1 from half;\n" });
        Assert.Equal(Migrator.Known + 1, Migrator.Found(folder.Writer));
    }

    private static List<string> Names(StoreConnection db, string sql)
    {
        using var rows = db.Sql(sql);
        var names = new List<string>();
        while (rows.Step()) names.Add(rows.Text(0));
        return names;
    }
}
