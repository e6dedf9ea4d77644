using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Programs;

namespace Tessera.Bench;

/// <summary>Facts of believable members, made from a seed one member at a time, so that ten million of them need no room.</summary>
internal sealed class ReplayLoad(ulong seed, int factsPerMember)
{
    private static readonly string[] Channels = ["store", "miniprogram", "h5", "app"];
    private static readonly string[] Skus = ["tea-black", "tea-milk", "tea-fruit", "bun", "mug"];
    private readonly SeededSequence _seed = new(seed);

    /// <summary>Decides all facts of one member and returns its items to <paramref name="keep"/>.</summary>
    public int Play(ProgramHistory programs, int member, Action<RecordItem> keep)
    {
        var chance = _seed.Part($"member:{member}");
        var state = new MemberState($"acc_{member}");
        var fold = new Fold(state.Account, programs.Calendar);
        var at = new Instant(1_735_689_600_000_000L + (chance.Below(86_400) * 1_000_000L));
        Fact fact = new Joined { OccurredAt = at, RecordedAt = at };
        for (var n = 0; n < factsPerMember; n++)
        {
            var decision = Decide.Member(programs, state, new Command(fact) { IsHistory = true, Purchase = fact is Refund refund ? fold.Purchases[refund.PurchaseSequence] : null });
            if (!decision.IsAccepted) throw new InvalidOperationException($"refused {decision.Refusal}");
            foreach (var item in decision.Items)
            {
                fold.Keep(item);
                keep(item);
            }

            at = new Instant(at.Micros + ((3_600L + chance.Below(700_000)) * 1_000_000L));
            fact = Next(chance, state, fold, at);
        }

        return factsPerMember;
    }

    private static Fact Next(SeededSequence chance, MemberState state, Fold fold, Instant at)
    {
        var pick = chance.Below(100);
        if (pick < 8) return new Activity { OccurredAt = at, RecordedAt = at, Type = pick < 4 ? "checkin" : "share" };
        if (pick < 12 && state.SpendableOn(fold.Day(at)) > 50) return new Debit { OccurredAt = at, RecordedAt = at, Points = 50, Reference = $"d{state.Sequence}" };
        if (pick < 17 && fold.Purchases.Count > 0 && fold.Purchases.Values.Last() is { IsUntouched: true } last)
        {
            return new Refund { OccurredAt = at, RecordedAt = at, PurchaseSequence = last.Sequence, Units = [new RefundedUnits(0, 1)], Source = "load", Number = $"R{state.Sequence}" };
        }

        return Buy(chance, state, at);
    }

    private static Purchase Buy(SeededSequence chance, MemberState state, Instant at)
    {
        var lines = new PurchaseLine[1 + chance.Below(3)];
        for (var l = 0; l < lines.Length; l++)
        {
            var quantity = 1 + chance.Below(3);
            var unit = 800 + (chance.Below(40) * 50);
            lines[l] = new PurchaseLine { Sku = Skus[chance.Below(Skus.Length)], Category = "drinks/tea", Quantity = quantity, UnitPrice = unit / 100m, ListMinor = unit * quantity, NetMinor = unit * quantity };
        }

        return new Purchase { OccurredAt = at, RecordedAt = at, Source = "load", Number = $"P{state.Sequence}", Lines = lines, Channel = Channels[chance.Below(Channels.Length)], StoreId = "s1" };
    }
}
