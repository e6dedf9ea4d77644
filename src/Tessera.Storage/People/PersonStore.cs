namespace Tessera.Storage.People;

/// <summary>Where a person stands.</summary>
public enum PersonState
{
    /// <summary>Asked, has not chosen a password yet (or must choose a new one).</summary>
    Invited,

    /// <summary>May sign in.</summary>
    Active,

    /// <summary>May not sign in; all sessions are ended.</summary>
    Disabled,
}

/// <summary>Somebody who signs in: staff, never a member.</summary>
public sealed record Person
{
    /// <summary>Id, <c>per_…</c>; the only name in facts and audit records.</summary>
    public required string Id { get; init; }

    /// <summary>Name to sign in with; unique without regard to case.</summary>
    public required string Name { get; init; }

    /// <summary>Role id.</summary>
    public required string Role { get; init; }

    /// <summary>State.</summary>
    public required PersonState State { get; init; }

    /// <summary>When the person was invited.</summary>
    public required Instant CreatedAt { get; init; }

    /// <summary>When something of it last changed.</summary>
    public required Instant ChangedAt { get; init; }

    /// <summary>The hash of the password, or null before one is chosen.</summary>
    public string? Password { get; init; }

    /// <summary>Secret of the second factor, or null without one.</summary>
    public IReadOnlyList<byte>? Totp { get; init; }

    /// <summary>A secret that was shown and not confirmed yet.</summary>
    public IReadOnlyList<byte>? TotpWaiting { get; init; }

    /// <summary>The last step whose code was used; each code works once.</summary>
    public long TotpStep { get; init; }
}

/// <summary>People and their recovery codes.</summary>
public sealed class PersonStore
{
    private const string Columns = "id, sealed, role, state, password, totp, totp_waiting, totp_step, created_at, changed_at";
    internal const string NameKind = "person:name";
    internal const string TotpKind = "person:totp";
    private readonly StoreConnection _db;

    internal PersonStore(StoreConnection db) => _db = db;

    /// <summary>The keyed digest of a name, without regard to case.</summary>
    public byte[] IndexOf(string name) => _db.Sealing.IndexOf(NameKind, Plain(name));

    /// <summary>A person by id, or null.</summary>
    public Person? Find(string id) => One($"select {Columns} from person where id = $1", s => s.Set(1, id));

    /// <summary>A person by name, or null.</summary>
    public Person? ByName(string name) => Named(name) ?? (_db.LearnKeys() ? Named(name) : null);

    private Person? Named(string name) =>
        _db.Sealing.IndexesOf(NameKind, Plain(name)).Select(index => One($"select {Columns} from person where name_index = $1", s => s.SetBytes(1, index))).FirstOrDefault(found => found is not null);

    /// <summary>Everybody, in the order they came.</summary>
    public IReadOnlyList<Person> All()
    {
        using var rows = _db.Sql($"select {Columns} from person order by created_at, id");
        var people = new List<Person>();
        while (rows.Step()) people.Add(Read(rows));
        return people;
    }

    /// <summary>Stores a new person.</summary>
    public void Add(Person person) =>
        Bind(_db.Sql("insert into person (id, name_index, sealed, role, state, password, totp, totp_waiting, totp_step, created_at, changed_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)"), person)
            .Set(10, person.CreatedAt).Set(11, person.ChangedAt).RunOnce();

    /// <summary>Replaces what is stored of a person.</summary>
    public void Save(Person person) =>
        Bind(_db.Sql("update person set name_index = $2, sealed = $3, role = $4, state = $5, password = $6, totp = $7, totp_waiting = $8, totp_step = $9, changed_at = $10 where id = $1"), person)
            .Set(10, person.ChangedAt).RunOnce();

    /// <summary>Moves a name to the digest of the key that writes now.</summary>
    internal void Move(string id, string name) => _db.Sql("update person set name_index = $2 where id = $1").Set(1, id).SetBytes(2, IndexOf(name)).RunOnce();

    /// <summary>Replaces the recovery codes of a person.</summary>
    public void SetCodes(string person, IEnumerable<byte[]> hashes)
    {
        _db.Sql("delete from person_code where person_id = $1").Set(1, person).RunOnce();
        foreach (var hash in hashes) _db.Sql("insert into person_code (person_id, code_hash) values ($1, $2)").Set(1, person).SetBytes(2, hash).RunOnce();
    }

    /// <summary>Uses a recovery code; says whether there was one.</summary>
    public bool UseCode(string person, byte[] hash) =>
        _db.Sql("delete from person_code where person_id = $1 and code_hash = $2").Set(1, person).SetBytes(2, hash).RunCounted() > 0;

    /// <summary>How many recovery codes are left.</summary>
    public int CodesLeft(string person)
    {
        using var rows = _db.Sql("select count(*) from person_code where person_id = $1").Set(1, person);
        return rows.Step() ? rows.Int(0) : 0;
    }

    internal static Person Read(Statement rows, Sealing sealing)
    {
        var id = rows.Text(0);
        return new Person
        {
            Id = id,
            Name = sealing.OpenText(NameKind + id, rows.Bytes(1)),
            Role = rows.Text(2),
            State = StateOf(rows.Text(3)),
            Password = rows.TextOrNull(4),
            Totp = rows.IsNull(5) ? null : sealing.Open(TotpKind + id, rows.Bytes(5)),
            TotpWaiting = rows.IsNull(6) ? null : sealing.Open(TotpKind + id, rows.Bytes(6)),
            TotpStep = rows.Long(7),
            CreatedAt = rows.Instant(8),
            ChangedAt = rows.Instant(9),
        };
    }

    private static string Plain(string name) => name.Trim().Normalize(System.Text.NormalizationForm.FormKC).ToLowerInvariant();

    private Person Read(Statement rows) => Read(rows, _db.Sealing);

    private Person? One(string sql, Func<Statement, Statement> bind)
    {
        using var rows = bind(_db.Sql(sql));
        return rows.Step() ? Read(rows) : null;
    }

    private Statement Bind(Statement statement, Person person)
    {
        statement.Set(1, person.Id).SetBytes(2, IndexOf(person.Name)).SetBytes(3, _db.Sealing.Seal(NameKind + person.Id, person.Name)).Set(4, person.Role).Set(5, TextOf(person.State)).Set(6, person.Password);
        SetSecret(statement, 7, person.Id, person.Totp);
        SetSecret(statement, 8, person.Id, person.TotpWaiting);
        return statement.Set(9, person.TotpStep);
    }

    private void SetSecret(Statement statement, int at, string id, IReadOnlyList<byte>? secret)
    {
        if (secret is null) statement.SetNoBytes(at);
        else statement.SetBytes(at, _db.Sealing.Seal(TotpKind + id, [.. secret]));
    }

    private static string TextOf(PersonState state) => state switch
    {
        PersonState.Invited => "invited",
        PersonState.Active => "active",
        PersonState.Disabled => "disabled",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, null),
    };

    private static PersonState StateOf(string text) => text switch
    {
        "invited" => PersonState.Invited,
        "active" => PersonState.Active,
        _ => PersonState.Disabled,
    };
}
