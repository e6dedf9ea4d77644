using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.StoredValue;

namespace Tessera.Against;

/// <summary>Core's stored value beside the slow model, fen by fen: uses, give-backs in any order, and both refunds after each step (semantics §9, Z2).</summary>
[Covers("P27", "Z2", "L10")]
public sealed class WalletAgainstTheModelTests
{
    private static readonly DateOnly Day = new(2026, 3, 1);

    [Fact]
    public void Every_use_and_give_back_leaves_the_same_principal_bonus_and_refunds()
    {
        var (uses, backs) = (0, 0);
        var seeds = (ulong)TrialScale.Of(60, 600, 6_000);
        for (var seed = 1UL; seed <= seeds; seed++)
        {
            var chance = new Model.ModelChance(seed);
            var (core, book) = (new CoreWallet(), new Model.WalletBook());
            var used = new List<(WalletEntry Core, Model.ModelWalletUse Model)>();
            for (var step = 0; step < 25; step++)
            {
                var told = Step(core, book, used, chance);
                if (told.StartsWith("back", StringComparison.Ordinal)) backs++;
                Assert.Equal($"seed {seed} step {step} {told}: {Figures(book)}", $"seed {seed} step {step} {told}: {core.Figures()}");
            }

            uses += used.Count;
        }

        // It tried what it is for: far more than a handful of each.
        Assert.True(uses > (int)seeds * 5 && backs > (int)seeds * 3, $"{uses} uses, {backs} give-backs");
    }

    private static string Step(CoreWallet core, Model.WalletBook book, List<(WalletEntry Core, Model.ModelWalletUse Model)> uses, Model.ModelChance chance)
    {
        if (book.Left == 0 || chance.Percent(20))
        {
            var (paid, bonus) = (chance.Between(1L, 4_000L), chance.Percent(40) ? 0 : chance.Between(1L, 1_500L));
            core.TopUp(paid, bonus);
            book.TopUp(paid, bonus);
            return $"top-up {paid}+{bonus}";
        }

        var open = uses.Where(u => u.Model.Back < u.Model.Fens.Count).ToList();
        if (open.Count > 0 && chance.Percent(45))
        {
            var use = chance.Of(open);
            var left = use.Model.Fens.Count - use.Model.Back;
            var back = chance.Percent(40) ? left : chance.Between(1, left);
            core.GiveBack(use.Core, use.Model.Back, back);
            book.GiveBack(use.Model, back);
            return $"back {back}";
        }

        var amount = chance.Percent(10) ? book.Left : chance.Between(1L, Math.Min(book.Left, 2_500));
        var list = amount + chance.Between(0L, amount / 2);
        uses.Add((core.Use(amount, list), book.Use(amount, list)));
        return $"use {amount} of list {list}";
    }

    private static string Figures(Model.WalletBook book) =>
        string.Join(' ', Enumerable.Range(0, book.Count).Select(i => $"{book.PrincipalLeft(i)}+{book.BonusLeft(i)}")) + $" shop {book.ShopsFault()} member {book.MembersCause()}";

    /// <summary>Core's rules on one state, without a programme around them.</summary>
    private sealed class CoreWallet
    {
        private static readonly BusinessCalendar Calendar = new("Asia/Shanghai", [new ZoneTransition(long.MinValue / 2, 8 * 3_600)]);
        private readonly MemberState _state = new("acc");
        private readonly List<LotId> _topUps = [];

        public void TopUp(long paid, long bonus) => Inside(d =>
        {
            var lot = new WalletLot { Id = d.NextId(), PaidOn = Day, PaidMinor = paid, BonusMinor = bonus, PrincipalLeft = paid, BonusLeft = bonus, TopUpSequence = d.Sequence };
            var (principal, more) = (_state.Wallet.PrincipalMinor + paid, _state.Wallet.BonusMinor + bonus);
            d.Apply(Entry(lot, principal, more));
            _topUps.Add(lot.Id);
        });

        public WalletEntry Use(long amount, long list)
        {
            WalletEntry? made = null;
            Inside(d => made = Wallets.Use(d, new WalletUse(amount, list, amount, d.Sequence)));
            return made!;
        }

        public void GiveBack(WalletEntry use, long before, long amount) => Inside(d => Wallets.GiveBack(d, use, before, amount));

        public string Figures()
        {
            var lots = _topUps.Select(id => _state.Wallet.Find(id)!);
            return string.Join(' ', lots.Select(l => $"{l.PrincipalLeft}+{l.BonusLeft}")) + $" shop {Refund(RefundGround.ShopsFault)} member {Refund(RefundGround.MembersCause)}";
        }

        private long Refund(RefundGround ground) => Refunds.Work(_state, new RefundAsk(ground, [], [], null), Day).Quote?.RefundMinor ?? 0;

        // An opened top-up as the record reads it: the figures after it are part of the stored text.
        private static WalletEntry Entry(WalletLot lot, long principal, long bonus)
        {
            var entry = new WalletEntry { Kind = WalletEntryKind.TopUp, Opened = [lot], Reason = Reason.Of("wallet.toppedUp") };
            foreach (var (name, value) in new[] { ("PrincipalMinor", lot.PaidMinor), ("BonusMinor", lot.BonusMinor), ("PrincipalAfter", principal), ("BonusAfter", bonus) })
            {
                typeof(WalletEntry).GetProperty(name)!.SetValue(entry, value);
            }

            return entry;
        }

        private void Inside(Action<Deciding> act)
        {
            var at = Calendar.At(Day, new TimeOnly(12, 0));
            var d = new Deciding(_state, new Terms(Calendar, 1, new PointsRules(), false), at);
            d.Begin(at);
            act(d);
            d.EndFact(new Activity { OccurredAt = at, RecordedAt = at, Type = "order" });
        }
    }
}
