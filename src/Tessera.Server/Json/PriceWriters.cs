using Tessera.App.Purchases;
using Tessera.App.Texts;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Server.Http;
using Tessera.Server.Http.Purchases;
using Tessera.Storage.Facts;

namespace Tessera.Server.Json;

/// <summary>Writes priced orders: nothing is made of an order but the bytes of its answer.</summary>
internal sealed class PriceWriter : PlainWriter<PriceView>
{
    private static readonly string[] Origins = AnswerText.WordsOf<SavingOrigin>(), Stages = AnswerText.WordsOf<PriceStage>();

    internal static void WriteOne(JsonText to, PriceView view)
    {
        var (names, order) = (view.Names, view.Order);
        to.Add("{\"currency\":"u8);
        to.AddText(view.Currency);
        to.Add(",\"startMinor\":"u8, order.StartMinor);
        to.Add(",\"netMinor\":"u8, order.NetMinor);
        to.Add(",\"taxMinor\":"u8, order.TaxMinor);
        to.Add(",\"payMinor\":"u8, order.PayMinor);
        to.Add(",\"points\":"u8, order.Points);
        to.Add(",\"pointsMinor\":"u8, order.PointsMinor);
        to.Add(order.PointsArePayment ? ",\"pointsArePayment\":true"u8 : ",\"pointsArePayment\":false"u8);
        to.Add(",\"rewardPoints\":"u8, order.RewardPoints);
        to.Add(",\"storedValueMinor\":"u8, order.StoredValueMinor);
        to.Add(",\"toPayMinor\":"u8, order.ToPayMinor);
        to.Add(",\"lines\":["u8);
        for (var i = 0; i < order.Lines.Count; i++) Write(to, order.Lines[i], names, i == 0);
        to.Add("],\"deductions\":["u8);
        // The receipt says the same sentences once more.
        Span<(int At, int Length)> said = order.Deductions.Count <= 32 ? stackalloc (int, int)[order.Deductions.Count] : new (int, int)[order.Deductions.Count];
        for (var i = 0; i < said.Length; i++) said[i] = Write(to, order.Deductions[i], names, i == 0);
        to.Add("],\"notApplied\":["u8);
        for (var i = 0; i < order.NotApplied.Count; i++) Write(to, order.NotApplied[i], names, i == 0);
        for (var i = 0; i < view.Unread.Count; i++) Write(to, view.Unread[i], names, i == 0 && order.NotApplied.Count == 0);
        to.Add("],\"receipt\":["u8);
        Receipt(to, view, said);
        to.Add("]}"u8);
    }

    protected override void Write(JsonText to, PriceView value) => WriteOne(to, value);

    private static void Write(JsonText to, PricedLine line, PriceNames names, bool isFirst)
    {
        to.Add(isFirst ? "{\"sku\":"u8 : ",{\"sku\":"u8);
        to.AddText(line.Line.Sku);
        to.Add(",\"quantity\":"u8);
        to.Add(line.Line.Quantity);
        to.Add(",\"startMinor\":"u8, line.StartMinor);
        to.Add(",\"netMinor\":"u8, line.NetMinor);
        to.Add(",\"taxMinor\":"u8, line.TaxMinor);
        to.Add(",\"payMinor\":"u8, line.PayMinor);
        to.Add(",\"savings\":["u8);
        for (var i = 0; i < line.Parts.Count; i++)
        {
            to.Add(i == 0 ? "{\"id\":"u8 : ",{\"id\":"u8);
            to.AddText(names.IdOf(line.Parts[i].Id));
            to.Add(",\"amountMinor\":"u8, line.Parts[i].Minor);
            to.Add((byte)'}');
        }

        to.Add((byte)']');
        if (line.Points != 0) to.Add(",\"points\":"u8, line.Points);
        if (line.StoredValueMinor != 0) to.Add(",\"storedValueMinor\":"u8, line.StoredValueMinor);
        if (line.AddedBy is { } by) Added(to, by, names);
        to.Add((byte)'}');
    }

    private static void Added(JsonText to, string by, PriceNames names)
    {
        to.Add(",\"addedBy\":"u8);
        to.AddText(names.IdOf(by));
        if (names.WhyOf(by) is not { } why) return;
        to.Add(",\"addedReason\":"u8);
        ReasonWriter.WriteOne(to, why, names.Showing);
    }

    private static (int At, int Length) Write(JsonText to, Deduction saving, PriceNames names, bool isFirst)
    {
        to.Add(isFirst ? "{\"id\":"u8 : ",{\"id\":"u8);
        to.AddText(names.IdOf(saving.Id));
        Named(to, saving.SavingId, names);
        to.Add(",\"origin\":"u8);
        to.AddText(Origins[(int)saving.Origin]);
        to.Add(",\"stage\":"u8);
        to.AddText(Stages[(int)saving.Stage]);
        to.Add(",\"amountMinor\":"u8, saving.Minor);
        if (saving.Points != 0) to.Add(",\"points\":"u8, saving.Points);
        to.Add(",\"reason\":"u8);
        var said = ReasonWriter.WriteOne(to, saving.Reason, names.Showing);
        to.Add((byte)'}');
        return said;
    }

    private static void Write(JsonText to, NotApplied missed, PriceNames names, bool isFirst)
    {
        to.Add(isFirst ? "{\"id\":"u8 : ",{\"id\":"u8);
        to.AddText(names.IdOf(missed.Id, missed.Origin));
        Named(to, missed.SavingId, names);
        to.Add(",\"origin\":"u8);
        to.AddText(Origins[(int)missed.Origin]);
        to.Add(",\"reason\":"u8);
        ReasonWriter.WriteOne(to, missed.Reason, names.Showing);
        to.Add((byte)'}');
    }

    private static void Named(JsonText to, string saving, PriceNames names)
    {
        to.Add(",\"savingId\":"u8);
        to.AddText(saving);
        to.Add(",\"name\":"u8);
        to.AddText(names.NameOf(saving));
    }

    private static void Receipt(JsonText to, PriceView view, ReadOnlySpan<(int At, int Length)> said)
    {
        var (order, showing) = (view.Order, view.Names.Showing);
        var lines = Tessera.App.Purchases.Receipt.Of(order);
        for (var i = 0; i < lines.Count; i++)
        {
            to.Add(i == 0 ? "{\"text\":"u8 : ",{\"text\":"u8);
            var saving = i - order.Lines.Count;
            if (saving >= 0 && saving < said.Length) to.Repeat(said[saving].At, said[saving].Length);
            else Text.Write(to, lines[i].Says, showing.Language.Tag(), showing.Program);
            to.Add(",\"amountMinor\":"u8, lines[i].AmountMinor);
            to.Add((byte)'}');
        }
    }
}

/// <summary>Writes quotes.</summary>
internal sealed class QuoteWriter : PlainWriter<QuoteView>
{
    /// <summary>A quote as the bytes of its answer.</summary>
    internal static byte[] Bytes(QuoteView view)
    {
        var text = AnswerText.Taken();
        WriteOne(text, view);
        var bytes = AnswerText.Copied(text);
        AnswerText.GiveBack(text);
        return bytes;
    }

    protected override void Write(JsonText to, QuoteView value) => WriteOne(to, value);

    private static void WriteOne(JsonText to, QuoteView view)
    {
        to.Add("{\"token\":"u8);
        to.AddText(view.Token);
        to.Add(",\"expiresAt\":"u8);
        to.AddText(Moments.Text(view.ExpiresAt));
        if (view.MemberId is { } member)
        {
            to.Add(",\"memberId\":"u8);
            to.AddText(member);
        }

        to.Add(",\"price\":"u8);
        PriceWriter.WriteOne(to, view.Price);
        if (view.WillEarn is { } points) to.Add(",\"willEarn\":"u8, points);
        if (view.WillGrow is { } growth) to.Add(",\"willGrow\":"u8, growth);
        if (view.TierAfter is { } tier)
        {
            to.Add(",\"tierAfter\":{\"id\":"u8);
            to.AddText(tier.Id);
            to.Add(",\"name\":"u8);
            to.AddText(tier.Name);
            to.Add((byte)'}');
        }

        if (view.Why is { } earns)
        {
            to.Add(",\"earns\":"u8);
            ReasonWriter.WriteOne(to, earns, view.Showing);
        }

        to.Add((byte)'}');
    }
}
