using Tessera.Core;
using Tessera.Storage;
using Tessera.Storage.Bookings;

namespace Tessera.App.Bookings;

/// <summary>Where a page of bookings begins.</summary>
/// <param name="MadeAt">Instant of the last booking shown.</param>
/// <param name="Shown">How many made at that instant were shown.</param>
public readonly record struct BookingPlace(Instant MadeAt, int Shown);

/// <summary>
/// Bookings of a member, the newest first, those of members merged into it among them: each stays in the record it was made in and goes by its own id, which also cancels it.
/// </summary>
/// <param name="Rows">Each with the member of its id; nobody when that one was erased.</param>
/// <param name="Next">Where the next page begins, or null at the end.</param>
public sealed record MemberBookings(IReadOnlyList<(BookingRow Row, MemberId? Member)> Rows, BookingPlace? Next)
{
    /// <summary>A page, stable under new bookings; null when nobody answers to the id.</summary>
    /// <param name="scope">The moment of the store.</param>
    /// <param name="member">Who; a merged member's id gives its own record, with those merged into it.</param>
    /// <param name="from">Where it begins; null from the newest.</param>
    /// <param name="limit">Most bookings.</param>
    public static MemberBookings? Page(ReadScope scope, MemberId member, BookingPlace? from, int limit)
    {
        if (scope.Db.Identities.AccountOf(member) is not { } account) return null;
        var shown = from?.Shown ?? 0;
        // Shown before: those of the same instant. One more tells whether there is a next page.
        var rows = WithMerged(scope.Db, account).SelectMany(a => scope.Db.Bookings.PageBack(a, from?.MadeAt, limit + shown + 1))
            .OrderByDescending(r => r.MadeAt).ThenByDescending(r => r.Account).ThenByDescending(r => r.Sequence).Skip(shown).Take(limit + 1).ToList();
        var page = rows.Take(limit).ToList();
        BookingPlace? next = null;
        if (rows.Count > limit)
        {
            var last = page[^1].MadeAt;
            next = new BookingPlace(last, page.Count(r => r.MadeAt == last) + (from?.MadeAt == last ? shown : 0));
        }

        return new MemberBookings([.. page.Select(r => (r, scope.Db.Identities.MemberOf(r.Account)))], next);
    }

    private static List<AccountId> WithMerged(StoreConnection db, AccountId account)
    {
        var accounts = new List<AccountId> { account };
        for (var i = 0; i < accounts.Count; i++) accounts.AddRange(db.Identities.MergedInto(accounts[i]).Select(m => m.Merged));
        return accounts;
    }
}
