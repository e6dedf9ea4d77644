using Tessera.Core.Facts;
using Tessera.Core.Points;

namespace Tessera.Core.Pricing;

/// <summary>Limits over periods: a saving whose uses, amount or units are gone is not given.</summary>
internal static class PeriodLimits
{
    public static Reason? UsedUp(Sheet sheet, Saving saving)
    {
        if (saving.Limits.Count == 0) return null;
        if (IsGone(Own(sheet, saving))) return Reason.Of("price.not.used");
        return IsGone(OfCampaign(sheet, saving)) ? Reason.Of("price.not.gone") : null;
    }

    /// <summary>What the member has left of a saving in this order.</summary>
    public static SavingRoom? Own(Sheet sheet, Saving saving) => RoomOf(sheet, sheet.Buyer.OwnRooms, saving);

    /// <summary>What the campaign has left of it in this order.</summary>
    public static SavingRoom? OfCampaign(Sheet sheet, Saving saving) => RoomOf(sheet, sheet.Buyer.CampaignRooms, saving);

    // The order counts once as a use; amounts and units of another coupon of the kind are taken already.
    private static SavingRoom? RoomOf(Sheet sheet, IReadOnlyDictionary<string, SavingRoom> rooms, Saving saving)
    {
        if (saving.Limits.Count == 0 || !rooms.TryGetValue(saving.Id, out var room)) return null;
        foreach (var given in sheet.Deductions)
        {
            if (given.SavingId == saving.Id) room = room with { Minor = room.Minor - given.Minor, Units = room.Units - given.Units };
        }

        return room;
    }

    private static bool IsGone(SavingRoom? room) => room is { Uses: <= 0 } or { Minor: <= 0 } or { Units: <= 0 };
}

/// <summary>Limits of units: the first units of the basket are reached, in the order of its lines.</summary>
internal struct UnitLimits
{
    private readonly SavingCaps _caps;
    private readonly Dictionary<string, decimal>? _bySku;
    private readonly decimal _wished;
    private readonly bool _areAny;
    private decimal _left;
    private decimal _wishLeft;

    public UnitLimits(Sheet sheet, Claim claim)
    {
        var saving = claim.Saving.Saving;
        _caps = saving.Caps;
        if (_caps.SkuUnits > 0) _bySku = new(StringComparer.Ordinal);
        _left = _caps.OrderUnits > 0 ? _caps.OrderUnits : decimal.MaxValue;
        if (PeriodLimits.Own(sheet, saving)?.Units is { } own) _left = Math.Min(_left, own);
        if (PeriodLimits.OfCampaign(sheet, saving)?.Units is { } campaign) _left = Math.Min(_left, campaign);
        _wished = claim.Reward is { } wish ? wish.Units : decimal.MaxValue;
        _wishLeft = _wished;
        _areAny = _bySku is not null || _caps.LineUnits > 0 || _left != decimal.MaxValue || claim.Reward is not null;
    }

    /// <summary>Whether a limit cut anything; the number asked for of a reward is a wish, not a limit.</summary>
    public bool Exceeded { get; private set; }

    /// <summary>Units of a line that are reached; they are used of the limits.</summary>
    public decimal Take(PurchaseLine line)
    {
        if (!_areAny) return line.Quantity;
        var asked = Math.Min(line.Quantity, _wishLeft);
        var most = Math.Min(_left, _caps.LineUnits > 0 ? _caps.LineUnits : decimal.MaxValue);
        if (_bySku is not null) most = Math.Min(most, _caps.SkuUnits - _bySku.GetValueOrDefault(line.Sku));
        var units = Math.Min(asked, most);
        Exceeded |= units < asked;
        if (_left != decimal.MaxValue) _left -= units;
        if (_wished != decimal.MaxValue) _wishLeft -= units;
        if (_bySku is not null) _bySku[line.Sku] = _bySku.GetValueOrDefault(line.Sku) + units;
        return units;
    }
}

/// <summary>Limits of amount: per line, per sku, per order, of the member, of the campaign; and that no order goes below zero.</summary>
internal static class OrderLimits
{
    /// <summary>Cuts a trial to its limits, or says why it is not given.</summary>
    public static Reason? Cut(Sheet sheet, Trial trial)
    {
        var saving = trial.Claim.Saving.Saving;
        var before = trial.Total;
        CutLines(sheet, trial, saving.Caps);
        var most = saving.Caps.OrderMinor > 0 ? saving.Caps.OrderMinor : long.MaxValue;
        most = Math.Min(most, PeriodLimits.Own(sheet, saving)?.Minor ?? long.MaxValue);
        most = Math.Min(most, PeriodLimits.OfCampaign(sheet, saving)?.Minor ?? long.MaxValue);
        CutTo(trial, most);
        trial.Cut = before - trial.Total;
        if (trial.Cut > 0 && saving.OnCap == OnCap.Refuse)
        {
            return Reason.Of("price.not.cap", Reason.Money("amount", before), Reason.Money("limit", before - trial.Cut));
        }

        CutToRoom(sheet, trial);
        return trial.Total == 0 ? Reason.Of("price.not.nothing") : null;
    }

    /// <summary>Cuts a trial to what savings may still take of the order.</summary>
    public static void CutToRoom(Sheet sheet, Trial trial) => CutTo(trial, sheet.Room() + (trial.Added?.ListMinor ?? 0));

    private static void CutLines(Sheet sheet, Trial trial, SavingCaps caps)
    {
        if (caps.LineMinor > 0)
        {
            for (var i = 0; i < trial.Minor.Length; i++) trial.Minor[i] = Math.Min(trial.Minor[i], caps.LineMinor);
            trial.AddedMinor = Math.Min(trial.AddedMinor, caps.LineMinor);
        }

        if (caps.SkuMinor == 0) return;
        foreach (var sku in Enumerable.Range(0, trial.Minor.Length).GroupBy(i => sheet.Lines[i].Sku, StringComparer.Ordinal))
        {
            int[] lines = [.. sku];
            long[] parts = [.. lines.Select(i => trial.Minor[i])];
            if (parts.Sum() <= caps.SkuMinor) continue;
            parts = Sharing.CutTo(caps.SkuMinor, parts);
            for (var i = 0; i < lines.Length; i++) trial.Minor[lines[i]] = parts[i];
        }

        if (trial.Added is not null) trial.AddedMinor = Math.Min(trial.AddedMinor, caps.SkuMinor);
    }

    private static void CutTo(Trial trial, long most)
    {
        if (trial.Total <= most) return;
        var parts = Sharing.CutTo(most, [.. trial.Minor, trial.AddedMinor]);
        trial.Minor = parts[..^1];
        trial.AddedMinor = parts[^1];
    }
}
