using Tessera.Core.Coupons;
using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.App.Import;

/// <summary>
/// Codes that coupons bring from an older system. Codes of a pool are handed out in order of their numbers, so that each takes the next number of its kind, under the lock of the
/// supply; what stood there moves to the end. A code whose opening was undone keeps its number.
/// </summary>
internal sealed class OpeningCodes(BatchScope scope)
{
    private readonly HashSet<string> _taken = new(StringComparer.Ordinal);

    /// <summary>The opening with the number of each code and the numbers it takes of each pool; or the code that cannot be taken.</summary>
    internal (Opening Fact, BadRow? Wrong) Number(Opening opening)
    {
        var (own, took) = (new HashSet<string>(StringComparer.Ordinal), new SortedDictionary<string, long>(StringComparer.Ordinal));
        var coupons = new List<OpeningCoupon>();
        foreach (var told in opening.Coupons)
        {
            if (told.Code is not { } code)
            {
                coupons.Add(told);
                continue;
            }

            var supply = CouponKind.SupplyOf(told.Kind);
            var used = long.MaxValue - scope.RoomsOf([new SharedLimit(supply, long.MaxValue)])[0].Left;
            var known = scope.Db.Coupons.Find(code);
            if (!own.Add(code) || _taken.Contains(code) || known is { Account: not null } || (known is not null && known.Kind != told.Kind)) return (opening, new BadRow("import.row.couponCode", "", code));
            var number = scope.Db.Coupons.NumberOf(code);
            coupons.Add(told with { PoolNumber = number > 0 && number <= used ? number : used + (took[supply] = took.GetValueOrDefault(supply) + 1) });
        }

        return (took.Count == 0 ? opening with { Coupons = coupons } : opening with { Coupons = coupons, Rooms = [.. took.Select(t => new Room(t.Key, t.Value))] }, null);
    }

    /// <summary>Puts the codes of an opening that was accepted where it says.</summary>
    internal void Place(Opening opening)
    {
        foreach (var told in opening.Coupons.Where(t => t.Code is not null))
        {
            scope.Db.Coupons.Place(told.Kind, told.Code!, told.PoolNumber);
            _taken.Add(told.Code!);
        }
    }
}
