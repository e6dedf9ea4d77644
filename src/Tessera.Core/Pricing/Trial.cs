using Tessera.Core.Facts;

namespace Tessera.Core.Pricing;

/// <summary>What a saving would take off each line of a sheet: worked out, not yet given.</summary>
internal sealed class Trial(Claim claim)
{
    private static readonly Reason Plain = Reason.Of("price.amount");
    private decimal[]? _given;

    public Claim Claim { get; private set; } = claim;

    /// <summary>Taken off each line; no lines before <see cref="Open"/>.</summary>
    public long[] Minor { get; set; } = [];

    /// <summary>Units reached of each line; no lines before <see cref="Open"/>.</summary>
    public decimal[] Units { get; private set; } = [];

    /// <summary>Units given of each line.</summary>
    public decimal[] Given => _given ??= new decimal[Units.Length];

    /// <summary>Whether its units are used up for other offers.</summary>
    public bool UsesUp { get; set; }

    /// <summary>A line to be added; its share stands last in <see cref="AddedMinor"/>.</summary>
    public PurchaseLine? Added { get; set; }

    public long AddedMinor { get; set; }

    public int Times { get; set; } = 1;

    public long ConditionMinor { get; set; }

    public decimal ConditionUnits { get; set; }

    /// <summary>Cut off by limits.</summary>
    public long Cut { get; set; }

    /// <summary>Points it costs.</summary>
    public long Points { get; set; }

    /// <summary>Why it is given, where no amount says it.</summary>
    public Reason? Why { get; set; }

    /// <summary>The amount that held, of what sum and how often; put into words only for what is given in the end.</summary>
    public (SavingAmount Amount, long Base, int Times)? Held { get; set; }

    /// <summary>Why it is not, or null.</summary>
    public Reason? Not { get; set; }

    public long Total
    {
        get
        {
            if (Not is not null) return 0;
            var total = AddedMinor;
            foreach (var minor in Minor) total += minor;
            return total;
        }
    }

    /// <summary>Begins anew with another saving; the lines stay until <see cref="Open"/>.</summary>
    public void Restart(Claim claim)
    {
        (Claim, UsesUp, Added, AddedMinor, Times) = (claim, false, null, 0, 1);
        (ConditionMinor, ConditionUnits, Cut, Points) = (0, 0, 0, 0);
        (Why, Held, Not, _given) = (null, null, null, null);
    }

    /// <summary>Makes room for the lines of a sheet, once its condition holds.</summary>
    public void Open(int lines)
    {
        if (Minor.Length == lines && Units.Length == lines)
        {
            Array.Clear(Minor);
            Array.Clear(Units);
            return;
        }

        (Minor, Units) = (new long[lines], new decimal[lines]);
    }

    /// <summary>Gives it.</summary>
    public void Apply(Sheet sheet)
    {
        var total = Total;
        var units = Units.Sum();
        for (var i = 0; i < Minor.Length; i++) Take(sheet, i);
        if (Added is { } added)
        {
            sheet.Add(added, Claim.Id);
            Take(sheet, sheet.Count - 1, AddedMinor, added.Quantity);
            units += added.Quantity;
        }

        sheet.PointsLeft -= Points;
        sheet.Given.Add((Claim.Saving, Claim.Id));
        sheet.Deductions.Add(new Deduction
        {
            Id = Claim.Id,
            SavingId = Claim.Saving.Id,
            Origin = Claim.Origin,
            Stage = Claim.Saving.Saving.Stage,
            Minor = total,
            Units = units,
            Times = Times,
            ConditionMinor = ConditionMinor,
            ConditionUnits = ConditionUnits,
            Points = Points,
            Reason = Told(Why ?? (Held is { } held ? PriceReasons.Why(Claim.Saving.Saving, held) : Plain), total),
        });
        if (Claim.Reward is { } wish && Times < wish.Units) sheet.Miss(Claim, Reason.Of("price.not.rewardUnits", Reason.Count("asked", wish.Units), Reason.Count("given", Times)));
    }

    private Reason Told(Reason why, long total)
    {
        var parts = new ReasonPart[why.Parts.Count + (Points > 0 ? 4 : 3)];
        (parts[0], parts[1]) = (Reason.Id("saving", Claim.Saving.Id), Reason.Money("minor", total));
        for (var i = 0; i < why.Parts.Count; i++) parts[i + 2] = why.Parts[i];
        parts[why.Parts.Count + 2] = Reason.Money("cut", Cut);
        if (Points > 0) parts[^1] = Reason.Points("points", Points);
        return new Reason(why.Code, parts);
    }

    private void Take(Sheet sheet, int line)
    {
        if (UsesUp) sheet.UsedUp[line] += Units[line];
        var given = _given is null ? 0 : _given[line];
        if (Minor[line] == 0 && given == 0) return;
        sheet.TakeOff(line, Minor[line], Claim.Saving.Saving.Tax);
        sheet.Parts[line].Add(new PricedPart(Claim.Id, Minor[line], Units[line], given));
    }

    private void Take(Sheet sheet, int line, long minor, decimal given)
    {
        sheet.TakeOff(line, minor, Claim.Saving.Saving.Tax);
        sheet.Parts[line].Add(new PricedPart(Claim.Id, minor, given, given));
    }
}
