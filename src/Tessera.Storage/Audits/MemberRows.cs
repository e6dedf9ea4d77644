namespace Tessera.Storage.Audits;

/// <summary>
/// Rows of one member after another. Over the whole base each table is walked once in order of the member, whatever a question costs to travel; for one
/// member each table is asked by its key.
/// </summary>
/// <param name="db">Inside a transaction.</param>
/// <param name="isWhole">Members come in order of their account, and each table has rows of no other.</param>
internal sealed class MemberRows(StoreConnection db, bool isWhole) : IDisposable
{
    private readonly Dictionary<(string Table, string Columns), Walked> _walks = [];

    /// <summary>Rows of a member.</summary>
    internal Statement Of(AccountId account, string columns, string table, string order)
    {
        if (!isWhole) return db.Sql($"select {columns} from {table} where member_id = $1 order by {order}").Set(1, account);
        if (!_walks.TryGetValue((table, columns), out var walk))
        {
            _walks.Add((table, columns), walk = new Walked(db.Walk($"select {columns}, member_id from {table} where member_id is not null order by member_id, {order}")));
        }

        return walk.Of(account);
    }

    public void Dispose()
    {
        foreach (var walk in _walks.Values) walk.Close();
    }

    /// <summary>A walk that stops at the last row of the member it was asked for. The member's own column is the last and not shown.</summary>
    private sealed class Walked(Statement rows) : Statement
    {
        private AccountId _account;
        private bool _hasBegun;
        private bool _waits;
        private bool _hasEnded;

        internal override string Sql => rows.Sql;

        internal override int ColumnCount => rows.ColumnCount - 1;

        internal Walked Of(AccountId account)
        {
            // Rows that the member before did not take are passed over.
            _account = account;
            return this;
        }

        internal override bool Step()
        {
            if (!_waits) Advance();
            while (!_hasEnded && rows.Account(ColumnCount).Value < _account.Value) Advance();
            _waits = !_hasEnded && rows.Account(ColumnCount) != _account;
            return !_hasEnded && !_waits;
        }

        internal override bool IsNull(int column) => rows.IsNull(column);

        internal override long Long(int column) => rows.Long(column);

        internal override string Text(int column) => rows.Text(column);

        internal override ReadOnlySpan<byte> Bytes(int column) => rows.Bytes(column);

        internal override Statement Set(int at, long value) => throw Bound();

        internal override Statement Set(int at, string? value) => throw Bound();

        internal override Statement SetText(int at, ReadOnlySpan<byte> utf8) => throw Bound();

        internal override Statement SetBytes(int at, ReadOnlySpan<byte> value) => throw Bound();

        internal override Statement SetMany(int at, long[] values) => throw Bound();

        internal override Statement SetNoNumber(int at) => throw Bound();

        internal override Statement SetNoText(int at) => throw Bound();

        internal override Statement SetNoBytes(int at) => throw Bound();

        internal override void Run() => throw Bound();

        internal override int RunCounted() => throw Bound();

        // The walk goes on with the next member.
        public override void Dispose()
        {
        }

        internal void Close() => rows.Dispose();

        private void Advance()
        {
            // A statement that has ended would begin anew.
            if (_hasEnded) return;
            var before = _hasBegun ? rows.Account(ColumnCount).Value : long.MinValue;
            _hasEnded = !rows.Step();
            _hasBegun = true;
            if (!_hasEnded && rows.Account(ColumnCount).Value < before) throw new InvalidOperationException($"{rows.Sql} is out of order");
        }

        private static InvalidOperationException Bound() => new("a walk over the base has nothing to bind");
    }
}
