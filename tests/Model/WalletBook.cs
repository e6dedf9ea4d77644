using System.Numerics;

namespace Tessera.Model;

/// <summary>A use of stored value in the model: which top-up each fen came from, in the order taken.</summary>
public sealed record ModelWalletUse(IReadOnlyList<int> Fens, long List)
{
    /// <summary>Fens given back so far, from the end.</summary>
    public int Back { get; set; }
}

/// <summary>
/// Stored value (semantics §9) in the slowest way: every fen of a top-up lies in a row and is taken one by one, the oldest top-up first; a use that comes back puts
/// its last fens back first. What is principal of them follows from how many are gone.
/// </summary>
public sealed class WalletBook
{
    private readonly List<(long Paid, long Bonus)> _topUps = [];
    private readonly List<int> _taken = [];
    private readonly List<ModelWalletUse> _uses = [];

    public IReadOnlyList<ModelWalletUse> Uses => _uses;

    public int Count => _topUps.Count;

    public void TopUp(long paid, long bonus)
    {
        _topUps.Add((paid, bonus));
        _taken.Add(0);
    }

    public long Left => _topUps.Select((t, i) => t.Paid + t.Bonus - _taken[i]).Sum();

    public ModelWalletUse Use(long amount, long list)
    {
        var fens = new List<int>();
        for (var i = 0; i < _topUps.Count && fens.Count < amount; i++)
        {
            while (fens.Count < amount && _taken[i] < _topUps[i].Paid + _topUps[i].Bonus)
            {
                _taken[i]++;
                fens.Add(i);
            }
        }

        var use = new ModelWalletUse(fens, list);
        _uses.Add(use);
        return use;
    }

    public void GiveBack(ModelWalletUse use, int fens)
    {
        for (; fens > 0; fens--) _taken[use.Fens[use.Fens.Count - 1 - use.Back++]]--;
    }

    /// <summary>Principal left of a top-up: paid − round(taken × paid ÷ (paid + bonus)).</summary>
    public long PrincipalLeft(int topUp) => _topUps[topUp].Paid - Share(_taken[topUp], topUp);

    /// <summary>Bonus left of a top-up: what is left less the principal of it.</summary>
    public long BonusLeft(int topUp) => _topUps[topUp].Paid + _topUps[topUp].Bonus - _taken[topUp] - PrincipalLeft(topUp);

    /// <summary>Paid back by the shop's fault: nothing of a top-up that is used up.</summary>
    public long ShopsFault() => Enumerable.Range(0, _topUps.Count).Sum(PrincipalLeft);

    /// <summary>Paid back by the member's cause: paid less the list value of what was had for it, between nothing and what is left.</summary>
    public long MembersCause() => Enumerable.Range(0, _topUps.Count)
        .Where(i => _taken[i] < _topUps[i].Paid + _topUps[i].Bonus)
        .Sum(i => Math.Clamp(_topUps[i].Paid - ListOf(i), 0, PrincipalLeft(i)));

    private long ListOf(int topUp) => _uses.Sum(use => ListOf(use, topUp));

    // The list value of a use is shared over its top-ups by their fens (largest remainder), and given back by the refund law.
    private static long ListOf(ModelWalletUse use, int topUp)
    {
        var groups = use.Fens.Distinct().ToList();
        var counts = groups.Select(g => (long)use.Fens.Count(f => f == g)).ToList();
        var whole = use.Fens.Count;
        var parts = counts.Select(c => (long)(new BigInteger(use.List) * c / whole)).ToList();
        var rest = counts.Select((c, i) => (Remainder: (long)(new BigInteger(use.List) * c % whole), At: i)).OrderByDescending(r => r.Remainder).ThenBy(r => r.At).ToList();
        var missing = (int)(use.List - parts.Sum());
        for (var i = 0; i < missing; i++) parts[rest[i].At]++;
        var at = groups.IndexOf(topUp);
        if (at < 0) return 0;
        var back = Enumerable.Range(0, use.Back).Count(k => use.Fens[whole - 1 - k] == topUp);
        return parts[at] - (long)(new BigInteger(parts[at]) * back / counts[at]);
    }

    // Half away from zero.
    private long Share(long taken, int topUp)
    {
        var (paid, bonus) = _topUps[topUp];
        return (long)((new BigInteger(2) * taken * paid + paid + bonus) / (2 * (paid + bonus)));
    }
}
