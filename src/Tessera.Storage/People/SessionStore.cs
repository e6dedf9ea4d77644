using System.Security.Cryptography;
using System.Text;

namespace Tessera.Storage.People;

/// <summary>An open session of a person.</summary>
/// <param name="Person">Whose.</param>
/// <param name="CreatedAt">When it was opened.</param>
/// <param name="SeenAt">When it was last used, to some minutes.</param>
/// <param name="EndsAt">When it ends at the latest.</param>
public sealed record PersonSession(Person Person, Instant CreatedAt, Instant SeenAt, Instant EndsAt)
{
    /// <summary>The till it stands at, where a till page was paired; null for people who signed in.</summary>
    public string? Till { get; init; }

    /// <summary>When the person last gave the password in it, by signing in or once more; null where that is not known.</summary>
    public Instant? ConfirmedAt { get; init; }
}

/// <summary>An open session as its own person sees it.</summary>
/// <param name="Id">Names it to its person; opens nothing.</param>
/// <param name="CreatedAt">When it was opened.</param>
/// <param name="SeenAt">When it was last used, to some minutes.</param>
/// <param name="EndsAt">When it ends at the latest.</param>
/// <param name="Address">From where it was opened.</param>
/// <param name="IsThis">Whether it is the one that asks.</param>
public sealed record OwnSession(string Id, Instant CreatedAt, Instant SeenAt, Instant EndsAt, string Address, bool IsThis);

/// <summary>A link that is used once.</summary>
/// <param name="Person">Whose password it sets; null for the link of the first owner.</param>
/// <param name="EndsAt">Until when.</param>
public sealed record OneTimeLink(string? Person, Instant EndsAt);

/// <summary>Tries of one name or address.</summary>
/// <param name="Failures">Tries that did not end in a session.</param>
/// <param name="LastAt">The last one.</param>
/// <param name="UntilAt">Nothing is tried before.</param>
public sealed record SignInTries(int Failures, Instant LastAt, Instant UntilAt);

/// <summary>Sessions, one-time links and tries. Tokens are stored as digests only. Times are real time, also under the test clock.</summary>
public sealed class SessionStore
{
    private readonly StoreConnection _db;

    internal SessionStore(StoreConnection db) => _db = db;

    /// <summary>The digest under which a token is stored.</summary>
    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    // Part of the digest: enough to tell the sessions of one person apart, and no way back to the token.
    private static string IdOf(ReadOnlySpan<byte> hash) => "ses_" + Convert.ToHexStringLower(hash[..10]);

    /// <summary>The keyed digest of an address.</summary>
    public byte[] IndexOfAddress(string address) => _db.Sealing.IndexOf("person:address", address);

    /// <summary>The session of a token, ended or not, with its person as it is now; null when unknown.</summary>
    public PersonSession? Find(string token)
    {
        using var rows = _db.Sql(
            "select p.id, p.sealed, p.role, p.state, p.password, p.totp, p.totp_waiting, p.totp_step, p.created_at, p.changed_at, s.created_at, s.seen_at, s.ends_at, t.till, s.confirmed_at"
            + " from person_session s join person p on p.id = s.person_id left join till_session t on t.token_hash = s.token_hash where s.token_hash = $1").SetBytes(1, HashOf(token));
        return rows.Step() ? new PersonSession(PersonStore.Read(rows, _db.Sealing), rows.Instant(10), rows.Instant(11), rows.Instant(12)) { Till = rows.TextOrNull(13), ConfirmedAt = rows.InstantOrNull(14) } : null;
    }

    /// <summary>Opens a session; the oldest beyond <paramref name="most"/> of the person and all that are over are dropped.</summary>
    public void Open(string token, PersonSession session, string address, int most)
    {
        _db.Sql("delete from person_session where ends_at < $1").Set(1, session.CreatedAt).RunOnce();
        _db.Sql("delete from person_session where token_hash in (select token_hash from person_session where person_id = $1 order by created_at desc, token_hash limit 1000 offset $2)")
            .Set(1, session.Person.Id).Set(2, most - 1).RunOnce();
        _db.Sql("insert into person_session (token_hash, person_id, created_at, seen_at, ends_at, address, confirmed_at) values ($1, $2, $3, $4, $5, $6, $7)")
            .SetBytes(1, HashOf(token)).Set(2, session.Person.Id).Set(3, session.CreatedAt).Set(4, session.SeenAt).Set(5, session.EndsAt).Set(6, address).Set(7, session.ConfirmedAt).RunOnce();
    }

    /// <summary>Puts a session at a till; those that are over are forgotten.</summary>
    public void PutAtTill(string token, string till)
    {
        _db.Sql("delete from till_session where token_hash not in (select token_hash from person_session)").RunOnce();
        _db.Sql("insert into till_session (token_hash, till) values ($1, $2)").SetBytes(1, HashOf(token)).Set(2, till).RunOnce();
    }

    /// <summary>Keeps a code that pairs a till page; earlier ones of the till and those that are over go.</summary>
    public void AddTillCode(string code, string till, string by, (Instant At, Instant EndsAt) times)
    {
        _db.Sql("delete from till_code where till = $1 or ends_at <= $2").Set(1, till).Set(2, times.At).RunOnce();
        _db.Sql("insert into till_code (code_hash, till, made_by, ends_at) values ($1, $2, $3, $4)").SetBytes(1, HashOf("till:" + code)).Set(2, till).Set(3, by).Set(4, times.EndsAt).RunOnce();
    }

    /// <summary>Uses a code; the till it pairs, or null.</summary>
    public string? UseTillCode(string code, Instant at)
    {
        string? till = null;
        using (var rows = _db.Sql("select till from till_code where code_hash = $1 and ends_at > $2").SetBytes(1, HashOf("till:" + code)).Set(2, at))
        {
            if (rows.Step()) till = rows.Text(0);
        }

        return till is not null && _db.Sql("delete from till_code where code_hash = $1").SetBytes(1, HashOf("till:" + code)).RunCounted() == 1 ? till : null;
    }

    /// <summary>Notes that a session was used.</summary>
    public void Touch(string token, Instant at) => _db.Sql("update person_session set seen_at = $2 where token_hash = $1").SetBytes(1, HashOf(token)).Set(2, at).RunOnce();

    /// <summary>Notes that the password was given once more.</summary>
    public void Confirm(string token, Instant at) => _db.Sql("update person_session set confirmed_at = $2 where token_hash = $1").SetBytes(1, HashOf(token)).Set(2, at).RunOnce();

    /// <summary>Ends one session; says whether there was one.</summary>
    public bool End(string token) => _db.Sql("delete from person_session where token_hash = $1").SetBytes(1, HashOf(token)).RunCounted() > 0;

    /// <summary>The sessions of a person that may still be open, the newest first.</summary>
    /// <param name="person">Whose.</param>
    /// <param name="token">The one that asks.</param>
    /// <param name="seenAfter">Those that were not used since are over.</param>
    /// <param name="now">Those that end before are over.</param>
    public IReadOnlyList<OwnSession> Of(string person, string token, Instant seenAfter, Instant now)
    {
        var (found, mine) = (new List<OwnSession>(), IdOf(HashOf(token)));
        using var rows = _db.Sql("select token_hash, created_at, seen_at, ends_at, address from person_session where person_id = $1 and seen_at > $2 and ends_at > $3 order by created_at desc, token_hash")
            .Set(1, person).Set(2, seenAfter).Set(3, now);
        while (rows.Step())
        {
            var id = IdOf(rows.Bytes(0));
            found.Add(new OwnSession(id, rows.Instant(1), rows.Instant(2), rows.Instant(3), rows.Text(4), id == mine));
        }

        return found;
    }

    /// <summary>Ends sessions of a person by their ids; says how many there were.</summary>
    public int End(string person, IReadOnlyCollection<string> ids)
    {
        var hashes = new List<byte[]>();
        using (var rows = _db.Sql("select token_hash from person_session where person_id = $1").Set(1, person))
        {
            while (rows.Step())
            {
                if (ids.Contains(IdOf(rows.Bytes(0)))) hashes.Add(rows.Bytes(0).ToArray());
            }
        }

        return hashes.Sum(hash => _db.Sql("delete from person_session where token_hash = $1").SetBytes(1, hash).RunCounted());
    }

    /// <summary>Ends all sessions of a person, but for one if given.</summary>
    public int EndAll(string person, string? butToken = null) =>
        _db.Sql("delete from person_session where person_id = $1 and token_hash <> $2").Set(1, person).SetBytes(2, butToken is null ? [] : HashOf(butToken)).RunCounted();

    /// <summary>Stores a link; earlier ones for the same are void.</summary>
    public void AddLink(string token, OneTimeLink link, Instant at)
    {
        DropLinks(link.Person);
        _db.Sql("insert into one_time_link (token_hash, purpose, person_id, created_at, ends_at) values ($1, $2, $3, $4, $5)")
            .SetBytes(1, HashOf(token)).Set(2, link.Person is null ? "owner" : "person").Set(3, link.Person).Set(4, at).Set(5, link.EndsAt).RunOnce();
    }

    /// <summary>A link that is still good, or null.</summary>
    public OneTimeLink? FindLink(string token, Instant at)
    {
        using var rows = _db.Sql("select person_id, ends_at from one_time_link where token_hash = $1 and ends_at > $2").SetBytes(1, HashOf(token)).Set(2, at);
        return rows.Step() ? new OneTimeLink(rows.TextOrNull(0), rows.Instant(1)) : null;
    }

    /// <summary>Makes the links of a person (or of the first owner) worthless.</summary>
    public void DropLinks(string? person)
    {
        if (person is null) _db.Sql("delete from one_time_link where purpose = 'owner'").RunOnce();
        else _db.Sql("delete from one_time_link where person_id = $1").Set(1, person).RunOnce();
    }

    /// <summary>What was tried under a digest, or null.</summary>
    public SignInTries? Tries(byte[] subject)
    {
        using var rows = _db.Sql("select failures, last_at, until_at from sign_in_try where subject = $1").SetBytes(1, subject);
        return rows.Step() ? new SignInTries(rows.Int(0), rows.Instant(1), rows.Instant(2)) : null;
    }

    /// <summary>Notes tries; null forgets them.</summary>
    public void SetTries(byte[] subject, SignInTries? tries)
    {
        if (tries is null) _db.Sql("delete from sign_in_try where subject = $1").SetBytes(1, subject).RunOnce();
        else
        {
            _db.Sql("insert into sign_in_try (subject, failures, last_at, until_at) values ($1, $2, $3, $4) on conflict (subject) do update set failures = excluded.failures, last_at = excluded.last_at, until_at = excluded.until_at")
                .SetBytes(1, subject).Set(2, tries.Failures).Set(3, tries.LastAt).Set(4, tries.UntilAt).RunOnce();
        }
    }

    /// <summary>Forgets tries whose last one is older.</summary>
    public void DropTries(Instant before) => _db.Sql("delete from sign_in_try where last_at < $1").Set(1, before).RunOnce();
}
