using Tessera.Server.Http;

namespace Tessera.Server.OpenApi;

/// <summary>Words of the API description.</summary>
internal static class Words
{
    /// <summary>The refusal that is answered 429: there is no room now.</summary>
    private const string Crowded = "job.tooMany";

    public const string Introduction = """
        Facts come in (purchases, refunds, behaviours), a pure engine decides, the points ledger and the tiers follow, and every figure can be asked for its reasons.

        **Numbers.** Money is an integer of the currency's minor unit in fields named `…Minor`; points are integers; instants are RFC 3339 with an offset; dates are `YYYY-MM-DD` in the programme's zone. Unknown fields are refused.

        **Keys.** `Authorization: Bearer tsk_…` with scopes. Test keys work only in test mode, live keys only on a live store.

        **People** sign in at `POST /v1/session` and hold scopes through their role. The session is a cookie; with it, a request that changes something must come from a page of this server (`Origin`) or carry `Tessera-Csrf: 1`. `Tessera-Store` and `Tessera-Till` may say where somebody stands; both go into the audit trail.

        **Idempotency.** Every POST that changes state takes an `Idempotency-Key`. Without one: 400. The same key with other content: 422. Still running: 409. Finished: the first answer byte for byte, with `Idempotency-Replayed: true`. Keys are kept for at least 30 days; natural keys (source + number) hold for ever. Refusals of the business rules (409) are stored and replayed too.

        **Errors** are `application/problem+json` (RFC 9457) with a stable `code`, `title` and `detail` by `Accept-Language` (zh-CN, en), `errors[]` with JSON pointers and a `requestId`.

        **Lists** take `limit` (at most 200) and `cursor`; the next page is in `next` and in the `Link` header, stable under inserts.
        """;

    /// <summary>Sections of the reference page, in order.</summary>
    public static IReadOnlyList<(string Name, string Says)> Tags { get; } =
    [
        ("members", "People who joined: profile, identities, tags, referrals, freezes, merges, erasure."),
        ("purchases", "What was bought, given back, voided and claimed."),
        ("activities", "Behaviours: logins, check-ins, reviews, shares, events."),
        ("points", "The ledger: balance, lots with their ends, entries, debits, adjustments, transfers; growth value."),
        ("benefits", "Benefits of a member: what it has, what is left of quotas and grants, uses with their cost."),
        ("wallet", "Stored value: top-ups with principal and bonus, count and period cards, loss reports, refunds by the law's arithmetic, slips."),
        ("coupons", "Coupons: given, claimed, locked for a till, used at the counter, returned, voided, handed on; codes of other systems."),
        ("rewards", "The points shop: rewards, redemptions, pick-up codes written off once."),
        ("bookings", "Bookings: resources, slots with reasons, seats, codes written off once."),
        ("plans", "Paid membership: what is sold, orders, renewals, refunds."),
        ("segments", "Segments: conditions over members, live or as lists; counts before they are saved, and who is in them."),
        ("draws", "Draws: odds, the hash of the seed, entries, and the proof afterwards."),
        ("tiers", "The tier, why it is held, what keeps it, what comes next; its history; changes by hand and applications."),
        ("program", "The rules: published versions, the draft, differences in sentences, publishing."),
        ("reports", "Members by tier, and their movement between two dates."),
        ("webhooks", "Events sent to your own systems: endpoints, deliveries, replays."),
        ("work", "Jobs: imports and exports that run beside the tills, their files, their undo; maps of files."),
        ("setup", "The first run: guide, industry templates, demo data."),
        ("system", "How the system stands, and what waits for people."),
        ("stores", "Regions, stores and tills, and where keys stand."),
        ("keys", "Keys for machines."),
        ("session", "People sign in with a name, a password and, where the role asks for it, a code; the session is a cookie."),
        ("people", "Who signs in, and what each role may do."),
        ("approvals", "What waits for a second person."),
        ("audit", "Who did what, when, from where."),
        ("test", "The test clock."),
        ("health", "Whether the server lives and can work."),
    ];

    public static string Footer(ApiRoute route)
    {
        var scope = route.IsPublic ? "Open to everybody." : route.IsForPeople ? "For every person who signed in; not for keys." : $"Scope: `{route.Scope}`.";
        var refusals = route.Refusals.Where(r => r != Crowded).Select(r => $"`{r}`").ToList();
        return refusals.Count == 0 ? scope : $"{scope} Refuses with 409: {string.Join(", ", refusals)}.";
    }

    /// <summary>The problems a route can answer with, by status.</summary>
    public static IEnumerable<(string Status, string Codes)> Problems(ApiRoute route)
    {
        yield return ("400", "The request is not well formed: `request.malformed`" + (route.ChangesState ? ", `request.missingKey`" : "") + ".");
        if (!route.IsPublic)
        {
            yield return ("401", "No key or session, or one that is not valid here: `auth.missing`, `auth.unknown`, `auth.wrongMode`, `auth.session`.");
            yield return ("403", (route.IsForPeople
                ? "Only people who signed in may: `auth.person`; the request came from another site: `auth.crossSite`"
                : "The key or role lacks the scope: `auth.scope`; a second factor is missing: `auth.enrol`; the request came from another site: `auth.crossSite`")
                + (route.NeedsConfirmed ? "; the password is to be given once more: `auth.confirm`." : "."));
        }
        else if (route.Takes is not null)
        {
            yield return ("401", "Wrong name, password, code or link: `signIn.wrong`, `signIn.codeNeeded`, `link.unknown`.");
            yield return ("403", "Not over an open network: `session.insecure`; the request came from another site: `auth.crossSite`.");
        }

        if (route.Path.Contains('{', StringComparison.Ordinal)) yield return ("404", "There is no such thing: `notFound`.");
        if (route.ChangesState || route.Refusals.Any(r => r != Crowded))
        {
            yield return ("409", "Refused by the rules" + (route.ChangesState ? ", or `request.running`" : "") + ". " + string.Join(", ", route.Refusals.Where(r => r != Crowded).Select(r => $"`{r}`")));
        }

        if (route.Takes is not null)
        {
            yield return ("413", "The body is too large: `request.tooLarge`.");
            yield return ("415", "The body is not " + route.TakesMedia + ": `request.mediaType`.");
        }

        if (route.ChangesState) yield return ("422", "The Idempotency-Key came with other content before: `request.keyReused`.");
        if (!route.IsPublic || route.Takes is not null) yield return ("429", "Too many requests of the key (`limit.key`) or too many wrong tries (`limit.failures`" + (route.IsPublic ? ", `signIn.slow`" : "") + ")" + (route.Refusals.Contains(Crowded) ? $", or no room for another job (`{Crowded}`)" : "") + "; see Retry-After.");
        yield return ("503", "Busy; try again after Retry-After: `busy`, `storage`" + (route.ChangesState ? "; or it may have been done and the same Idempotency-Key tells: `storage.unknown`." : "."));
    }
}
