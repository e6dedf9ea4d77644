using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using Tessera.Core;
using Tessera.Core.Coupons;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.StoredValue;
using Tessera.Core.Tiers;
using Tessera.Storage;
using Tessera.Storage.Facts;

namespace Tessera.App.Tests.Storage;

public sealed class RecordJsonTests
{
    public static TheoryData<Type> Facts => [.. Sample.KindsOf(typeof(Fact))];

    public static TheoryData<Type> Effects => [.. Sample.KindsOf(typeof(Effect))];

    [Theory]
    [MemberData(nameof(Facts))]
    public void Every_kind_of_fact_reads_back_as_it_was_written(Type kind)
    {
        foreach (var fact in new[] { (Fact)Sample.Full(kind), (Fact)Sample.Empty(kind) })
        {
            var json = RecordJson.Write(fact);
            var read = RecordJson.ReadFact(json);
            Assert.Null(Sample.Difference(fact, read, kind.Name));
            Assert.Equal(json, RecordJson.Write(read));
        }
    }

    [Theory]
    [MemberData(nameof(Effects))]
    public void Every_kind_of_effect_reads_back_as_it_was_written(Type kind)
    {
        foreach (var effect in new[] { (Effect)Sample.Full(kind), (Effect)Sample.Empty(kind) })
        {
            var item = new RecordItem
            {
                Sequence = 1, Kind = ItemKind.Step, OccurredAt = new Instant(1), RecordedAt = new Instant(2), Version = 1, Effects = [effect, effect],
                Reasons = [Reason.Of("a"), Reason.Of("b", Reason.Money("amount", -5), Reason.Id("rule", "base"), new ReasonPart("odd", 3, NumberUnit.Count, "x"))],
                Purchase = (PurchaseOutcome)Sample.Full(typeof(PurchaseOutcome)),
            };
            var json = Write(item);
            var read = RecordJson.ReadDecision(json);
            Assert.Null(Sample.Difference(item.Effects, read.Effects, kind.Name));
            Assert.Null(Sample.Difference(item.Reasons, read.Reasons, "reasons"));
            Assert.Null(Sample.Difference(item.Purchase, read.Purchase, "purchase"));
        }
    }

    [Fact]
    public void What_is_not_set_is_read_with_the_value_it_had_when_it_was_written()
    {
        var written = new Purchase
        {
            OccurredAt = new Instant(5), RecordedAt = new Instant(6), Source = "till", Number = "1",
            Lines = [new PurchaseLine { Sku = "a", Quantity = 1.500m, ListMinor = -3, NetMinor = -3 }],
        };
        Assert.Equal(
            """{"is":"purchase","lines":[["a",1.500,0,-3]],"channel":"store","saleKind":"retail","occurredAt":5,"recordedAt":6,"source":"till","number":"1","actor":"system"}""",
            Encoding.UTF8.GetString(RecordJson.Write(written)));
        Assert.False(((RightUsed)RoundTrip(new RightUsed("gift", Used: false))).Used);
    }

    [Fact]
    public void Lines_of_a_document_are_written_as_each_would_be_alone()
    {
        var plain = new PurchaseLine { Sku = "a-1", Quantity = 2, ListMinor = 300, NetMinor = 300 };
        PurchaseLine[] lines =
        [
            plain, plain with { Category = "drinks/tea", TaxRate = 600 }, plain with { Category = "茶\"", TaxRate = 600 }, plain with { Sku = "q\"", ByHand = true },
            plain with { DiscountMinor = 20, OrderDiscountMinor = 30, NetMinor = 250 }, plain with { DiscountMinor = 20 }, plain with { Kind = LineKind.TopUp, Discountable = false, ByHand = true },
            plain with { ListMinor = 301, Kind = LineKind.Freight }, plain with { Quantity = 1.50m, Discountable = false },
        ];
        var options = new JsonSerializerOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Converters = { new PurchaseLineConverter() } };

        var written = Encoding.UTF8.GetString(RecordJson.Write(new Purchase { OccurredAt = new Instant(5), RecordedAt = new Instant(6), Source = "till", Number = "1", Lines = lines }));

        Assert.Contains("\"lines\":[" + string.Join(',', lines.Select(l => JsonSerializer.Serialize(l, options))) + "]", written, StringComparison.Ordinal);
    }

    [Fact]
    public void A_priced_order_is_written_as_the_serializer_would()
    {
        const string Odd = "a\"b\\<茶>\n\U0001F9CB";
        var full = (PricedOrder)Sample.Full(typeof(PricedOrder)) with { Refusal = null };
        var line = new PricedLine { Line = new PurchaseLine { Sku = Odd, Category = Odd, Quantity = 2.50m, ListMinor = 3, NetMinor = 1 }, StartMinor = 0, NetMinor = -7, PayMinor = 0 };
        var reason = new Reason(Odd, [Reason.Id("saving", Odd), Reason.Money("minor", long.MinValue), Reason.Count("n", 0), new ReasonPart(Odd, 3, NumberUnit.Count, "x"), Reason.Discount("rate", 9_000), new ReasonPart("d", 0, NumberUnit.Day, "x")]);
        var saving = new Deduction { Id = Odd, SavingId = Odd, Origin = SavingOrigin.Promotion, Stage = PriceStage.Price, Minor = 0, Reason = reason };

        Same(full);
        Same((PricedOrder)Sample.Full(typeof(PricedOrder)));
        Same(full with { Lines = [], Deductions = [], NotApplied = [], PointsArePayment = false, StartMinor = 0, ToPayMinor = 0 });
        Same(full with
        {
            Lines = [line, line with { Parts = [new PricedPart(Odd, 5, 1.0m), new PricedPart("b", 0, 0.00m, 2)], Points = 1, PointsMinor = 2, StoredValueMinor = 3, AddedBy = Odd, TaxMinor = 4 }],
            Deductions = [saving, .. Enum.GetValues<SavingOrigin>().Select(o => saving with { Origin = o, Stage = PriceStage.Freight, Times = 0, Units = 1.5m, ConditionMinor = -1, ConditionUnits = 3, Points = 9, Reason = Reason.Of("x") })],
            NotApplied = [new NotApplied(Odd, "s", SavingOrigin.Promotion, reason), .. Enum.GetValues<SavingOrigin>().Select(o => new NotApplied("i", Odd, o, reason))],
        });

        static void Same(PricedOrder order)
        {
            var written = RecordJson.WriteAny(order);
            Assert.Equal(JsonSerializer.Serialize(order, RecordJson.Plain), Encoding.UTF8.GetString(written));
            Assert.Equal(written, RecordJson.WriteAny(RecordJson.ReadAny<PricedOrder>(written)));
        }
    }

    [Fact]
    public void A_packed_state_reads_back_as_it_was_and_packs_to_the_same_bytes()
    {
        var state = FullState();
        var packed = StatePacking.Pack(state);
        var read = StatePacking.Read(AccountId.Parse(state.Account), packed);
        Assert.Null(Sample.Difference(state, read, "state"));
        Assert.Null(Sample.Difference(state.Segments.OrderBy(p => p.Key).Select(p => p.Key + p.Value), read.Segments.OrderBy(p => p.Key).Select(p => p.Key + p.Value)));
        Assert.Equal(state.RuleGaveAt["r"], read.RuleGaveAt["r"]);
        Assert.Equal(state.Rights.Order(), read.Rights.Order());
        Assert.Equal(state.Objects.Order(), read.Objects.Order());
        Assert.Equal(state.Steps.Order(), read.Steps.Order());
        Assert.Equal(packed, StatePacking.Pack(read));
    }

    [Fact]
    public void A_lots_row_reads_back_as_it_was_written_with_every_property()
    {
        using var folder = new StoreFolder();
        var lot = (Lot)Sample.Full(typeof(Lot));
        (lot.Left, lot.Consumed, lot.Expired, lot.ExpiredCounted, lot.ClawedBack, lot.Returned) = (lot.Opened, 1, 2, 1, 3, 6);
        var member = new LoadedMember(new AccountId(5));
        member.State.OpenLots.Add(lot);
        folder.Write(db => db.Batches.WriteLot(member, lot.Id));
        Assert.Null(Sample.Difference(lot, folder.Writer.Records.LotsOf(member.Account).Single(), "lot"));
        lot.ActiveOn = lot.NotBefore = lot.NoticedOn = lot.CancelsOn = lot.ActivatesOn = lot.EndsOn = new DateOnly(2030, 1, 1);
        lot.Pending = false;
        folder.Write(db => db.Batches.UpdateLot(member, lot.Id));
        Assert.Null(Sample.Difference(lot, folder.Writer.Records.LotsOf(member.Account).Single(), "lot"));
    }

    [Fact]
    public void Sets_pack_to_the_same_bytes_in_whatever_order_they_were_filled()
    {
        var (a, b) = (new MemberState("acc_0000000000001"), new MemberState("acc_0000000000001"));
        foreach (var right in new[] { "x", "y", "z" }) a.Rights.Add(right);
        foreach (var right in new[] { "z", "x", "y" }) b.Rights.Add(right);
        (a.Segments["p"], a.Segments["q"]) = (default, default);
        (b.Segments["q"], b.Segments["p"]) = (default, default);
        Assert.Equal(StatePacking.Pack(a), StatePacking.Pack(b));
    }

    [Fact]
    public void Everything_a_state_holds_is_packed_but_its_closed_lots()
    {
        // A property that is added to the state must be packed, or said here to need no packing.
        string[] known =
        [
            "Account", "Balance", "Bookings", "Claws", "ClosedLots", "ClosedOn", "Coupons", "DebtOutstanding", "Debts", "FamilyOf", "Growth", "HasBookings", "HasCoupons", "HasPlans", "HasWallet", "InForce", "InvitedBy", "IsFrozen", "JoinChannel", "JoinedOn",
            "LastActivityOn", "LastPurchaseOn", "LastSeenOn", "MergedInto", "Objects", "OpenLots", "Pending", "Plans", "Rights", "Rows", "RuleGaveAt", "Segments", "Sequence", "SettledThrough", "Steps", "Tags",
            "Tier", "TierHistory", "VersionSeen", "Wallet",
        ];
        Assert.Equal(known, typeof(MemberState).GetProperties().Select(p => p.Name).Order(StringComparer.Ordinal));
        string[] lot =
        [
            "ActivatesOn", "ActiveOn", "CancelsOn", "CarriedFrom", "ClawedBack", "Consumed", "CountsFrom", "EarnedOn", "EndsOn", "Expired", "ExpiredCounted", "Expiry", "Follows", "Id",
            "IsOpen", "Left", "NotBefore", "NoticedOn", "Opened", "OrderSequence", "Origin", "Pending", "Returned",
        ];
        Assert.Equal(lot, typeof(Lot).GetProperties().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["Id", "OrderSequence", "Outstanding", "Owed", "Paid", "PaidBy"], typeof(Debt).GetProperties().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["DrawnFrom", "OrderSequence", "WrittenOff"], typeof(OrderClaw).GetProperties().Select(p => p.Name).Order(StringComparer.Ordinal));
        string[] row =
        [
            "BehaviourGrowth", "Count", "Day", "FromMerge", "Key", "Kind", "NetMinor", "Points", "PurchaseDay", "PurchaseSequence", "Sequence", "SpendGrowth", "SpendMinor",
        ];
        string[] value =
        [
            "BonusGone", "BonusLeft", "BonusMinor", "BonusUsed", "CarriedFrom", "ChargedUsed", "EndsOn", "FromMerge", "Id", "IsRegistered", "Left", "ListUsed", "PaidMinor", "PaidOn", "Plan",
            "PrincipalGone", "PrincipalLeft", "PrincipalRefunded", "PrincipalUsed", "TopUpSequence", "Used",
        ];
        Assert.Equal(value, typeof(WalletLot).GetProperties().Select(p => p.Name).Order(StringComparer.Ordinal));
        string[] card =
        [
            "Card", "CarriedFrom", "EndsOn", "Id", "IsOpen", "IsOver", "Kind", "ListPerUseMinor", "PriceMinor", "RefundedMinor", "SoldOn", "TermDays", "TermMonths", "Used", "Uses", "UsesLeft",
        ];
        Assert.Equal(card, typeof(HeldCard).GetProperties().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal(
            ["AllCards", "AllLots", "BalanceMinor", "BonusMinor", "Cards", "ClosedCards", "ClosedLots", "HasHistory", "HoldsValue", "IsBlank", "IsFrozen", "LostOn", "Lots", "PrincipalMinor", "Reissued"],
            typeof(Wallet).GetProperties().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal(row, typeof(MetricRow).GetProperties().Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Everything_that_an_open_coupon_can_hold_is_packed()
    {
        // Order, saving and day of use stand in used ones only, which leave the state.
        string[] coupon =
        [
            "CarriedFrom", "EndsOn", "FromOn", "Id", "IsOpen", "IssuedOn", "Kind", "LockedFor", "LockedUntil", "NoticeOn", "OrderSequence", "Origin", "PoolNumber", "Returns", "SavedMinor",
            "Status", "UsedOn", "Version",
        ];
        Assert.Equal(coupon, typeof(HeldCoupon).GetProperties().Select(p => p.Name).Order(StringComparer.Ordinal));
        Assert.Equal(["All", "Closed", "HasHistory", "Held"], typeof(CouponBook).GetProperties().Select(p => p.Name).Order(StringComparer.Ordinal));
    }

    private static MemberState FullState()
    {
        var state = new MemberState("acc_0000000000001");
        foreach (var property in typeof(MemberState).GetProperties().Where(p => p.SetMethod is not null))
        {
            property.SetValue(state, Sample.Full(property.PropertyType));
        }

        state.SettledRecorded = state.SettledThrough;
        state.OpenLots.AddRange((IEnumerable<Lot>)Sample.Full(typeof(List<Lot>)));
        state.OpenLots.Add(new Lot { Id = new LotId(9, 1), Origin = LotOrigin.Merge, OrderSequence = 9, Opened = 5, Left = 5, EarnedOn = new DateOnly(2026, 2, 28) });
        var debt = new Debt { Id = new LotId(3, 2), OrderSequence = 2, Owed = 50, Paid = 20 };
        debt.PaidBy.AddRange([(new LotId(4, 1), 12L), (new LotId(5, 1), 8L)]);
        state.Debts.Add(debt);
        var claw = new OrderClaw { OrderSequence = 7, WrittenOff = 4 };
        claw.DrawnFrom.Add((new LotId(4, 1), 6));
        state.Claws.Add(claw);
        state.Rows.AddRange((IEnumerable<MetricRow>)Sample.Full(typeof(List<MetricRow>)));
        state.Rows.Add(new MetricRow { Sequence = 3, Day = new DateOnly(2020, 1, 1), PurchaseDay = new DateOnly(2019, 12, 31), PurchaseSequence = 3, NetMinor = long.MinValue / 4, Key = null });
        state.TierHistory.AddRange((IEnumerable<TierHeld>)Sample.Full(typeof(List<TierHeld>)));
        state.Tags.AddRange((IEnumerable<HeldTag>)Sample.Full(typeof(List<HeldTag>)));
        (state.Segments["b"], state.Segments["a"]) = (new DateOnly(2026, 1, 1), new DateOnly(2026, 1, 2));
        state.Coupons.HasHistory = true;
        state.Coupons.Held.AddRange(
        [
            new HeldCoupon { Id = new LotId(6, 1), Kind = "twenty", Version = 1, IssuedOn = new DateOnly(2026, 1, 1), FromOn = new DateOnly(2026, 1, 2) },
            new HeldCoupon
            {
                Id = new LotId(6, 2), Kind = "twenty", Version = 2, Origin = CouponOrigin.TierGift, IssuedOn = new DateOnly(2026, 1, 1), FromOn = new DateOnly(2026, 1, 2), EndsOn = new DateOnly(2026, 2, 1),
                NoticeOn = new DateOnly(2026, 1, 29), Status = CouponStatus.Locked, LockedUntil = new Instant(99), LockedFor = "till-1", Returns = 1, PoolNumber = 7, CarriedFrom = new LotId(3, 4),
            },
        ]);
        state.RuleGaveAt["r"] = new Instant(77);
        state.Rights.UnionWith(["y", "x"]);
        state.Objects.UnionWith(["o2", "o1"]);
        state.Steps.UnionWith(["s2", "s1"]);
        AddWallet(state);
        return state;
    }

    private static void AddWallet(MemberState state)
    {
        var lot = (WalletLot)Sample.Full(typeof(WalletLot)) with { PrincipalLeft = 40, BonusLeft = 2 };
        var whole = lot with { PaidMinor = 40 + lot.PrincipalUsed + lot.PrincipalRefunded + lot.PrincipalGone, BonusMinor = 2 + lot.BonusUsed + lot.BonusGone };
        var plain = new WalletLot { Id = new LotId(12, 1), PaidOn = new DateOnly(2026, 1, 1), PaidMinor = 7, PrincipalLeft = 7 };
        state.Apply(new WalletEntry { Kind = WalletEntryKind.TopUp, Opened = [whole, plain], PrincipalMinor = 47, BonusMinor = 2, PrincipalAfter = 47, BonusAfter = 2, Reason = Reason.Of("a") });
        var card = (HeldCard)Sample.Full(typeof(HeldCard)) with { Kind = CardKind.Count, IsOver = false, Uses = 9, Used = 2 };
        state.Apply(new CardEntry { Id = card.Id, Kind = CardEntryKind.Sold, After = card, Reason = Reason.Of("a") });
        state.Apply(new WalletStood(WalletChange.Freeze, new DateOnly(2026, 1, 1)));
        state.Apply(new WalletStood(WalletChange.Reissue, new DateOnly(2026, 1, 1)));
        state.Apply(new WalletStood(WalletChange.ReportLoss, new DateOnly(2026, 1, 2)));
    }

    private static Effect RoundTrip(Effect effect)
    {
        var item = new RecordItem { Sequence = 1, Kind = ItemKind.Step, OccurredAt = default, RecordedAt = default, Version = 1, Effects = [effect] };
        return RecordJson.ReadDecision(Write(item)).Effects[0];
    }

    private static byte[] Write(RecordItem item)
    {
        var to = new ArrayBufferWriter<byte>();
        RecordJson.Write(to, item);
        return to.WrittenSpan.ToArray();
    }
}
