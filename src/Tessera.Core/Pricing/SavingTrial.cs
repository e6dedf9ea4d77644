using Tessera.Core.Facts;

namespace Tessera.Core.Pricing;

/// <summary>Works out one saving on a sheet (semantics §8): which lines and units it reaches, whether its condition holds, its amount, its limits.</summary>
internal ref struct SavingTrial
{
    private readonly Sheet _sheet;
    private readonly Claim _claim;
    private readonly Saving _saving;
    private readonly Moment _conditionsAt;
    private readonly Trial _trial;
    private long[] _base = [];

    // Times that other coupons of the kind were given in this basket.
    private readonly int _usedBefore;

    private SavingTrial(Sheet sheet, Claim claim, Moment conditionsAt)
    {
        (_sheet, _claim, _saving, _conditionsAt) = (sheet, claim, claim.Saving.Saving, conditionsAt);
        if (claim.Reward is null)
        {
            foreach (var given in sheet.Deductions)
            {
                if (given.SavingId == claim.Saving.Id) _usedBefore += given.Times;
            }
        }

        _trial = sheet.Try(claim);
    }

    /// <summary>Works it out.</summary>
    /// <param name="sheet">The sheet as it stands.</param>
    /// <param name="claim">The saving.</param>
    /// <param name="stageStart">Amounts at which conditions are read at the start.</param>
    /// <param name="allowed">Lines that it may reach, or null for all.</param>
    public static Trial Of(Sheet sheet, Claim claim, Moment stageStart, bool[]? allowed = null)
    {
        var at = claim.Saving.Saving.Conditions == ConditionsAt.Start ? stageStart : sheet.Now;
        var run = new SavingTrial(sheet, claim, at);
        run._trial.Not = run.Work(allowed);
        return run._trial;
    }

    private Reason? Work(bool[]? allowed)
    {
        if (ReadCondition() is { } missed) return missed;
        if (PeriodLimits.UsedUp(_sheet, _saving) is { } usedUp) return usedUp;
        _trial.Open(_sheet.Count);
        if (_saving.BuyGet is { } offer)
        {
            if (new BuyGetTrial(_sheet, _claim, offer, _trial).Work() is { } none) return none;
        }
        else
        {
            if (Reach(allowed) is { } unreached) return unreached;
            if (Amount() is { } nothing) return nothing;
        }

        return OrderLimits.Cut(_sheet, _trial) ?? Cost();
    }

    private readonly Reason? ReadCondition()
    {
        var anyGoods = !_claim.Saving.AsksGoods;
        for (var i = 0; i < _conditionsAt.Running.Length; i++)
        {
            var line = _sheet.Lines[i];
            if (!_claim.Saving.FitsGoods(line) || (!line.Discountable && _saving.Reach is SavingReach.Goods or SavingReach.All)) continue;
            _trial.ConditionMinor += _sheet.Amount(i, _conditionsAt, _saving.Tax);
            if (_sheet.Start[i] < 0) continue;
            anyGoods = true;
            _trial.ConditionUnits += line.Quantity;
        }

        if (!anyGoods) return Reason.Of("price.not.goods");
        if (_saving.UsesPerBasket > 0 && _usedBefore >= _saving.UsesPerBasket) return Reason.Of("price.not.uses", Reason.Count("uses", _saving.UsesPerBasket));
        // Every use asks for a full condition of its own.
        var (atLeast, units) = (_saving.AtLeastMinor * (_usedBefore + 1), _saving.AtLeastUnits * (_usedBefore + 1));
        if (_trial.ConditionMinor < atLeast) return PriceReasons.Short(_sheet, atLeast, _trial.ConditionMinor, _claim);
        return _trial.ConditionUnits < units ? PriceReasons.ShortUnits(units, _trial.ConditionUnits) : null;
    }

    private Reason? Reach(bool[]? allowed)
    {
        var limits = new UnitLimits(_sheet, _claim);
        _base = _sheet.Scratch();
        var (any, anyOpen) = (false, false);
        for (var i = 0; i < _sheet.Count; i++)
        {
            if (!_claim.Saving.Reaches(_sheet.Lines[i], _sheet.Basket.Carrier) || _sheet.Start[i] < 0) continue;
            any = true;
            if (_sheet.Running[i] <= 0 || allowed?[i] == false) continue;
            anyOpen = true;
            var units = limits.Take(_sheet.Lines[i]);
            _trial.Units[i] = units;
            var whole = _saving.Of == PercentBase.Initial ? _sheet.AmountAtStart(i, _saving.Tax) : _sheet.Amount(i, _sheet.Now, _saving.Tax);
            _base[i] = UnitMath.First(whole, _sheet.Lines[i].Quantity, units);
        }

        if (!any) return Reason.Of(_saving.Reach switch { SavingReach.Freight => "price.not.freight", SavingReach.Fees => "price.not.fees", SavingReach.Goods or SavingReach.All => "price.not.goods" });
        if (!anyOpen) return Reason.Of("price.not.nothing");
        return limits.Exceeded && _saving.OnCap == Points.OnCap.Refuse ? Reason.Of("price.not.unitCap") : null;
    }

    private Reason? Amount()
    {
        var amount = _saving.Amount;
        if (_saving.Marginal) MarginalSteps.Work(_sheet, _claim, _trial, _base);
        else
        {
            if (_saving.Steps.Count > 0)
            {
                if (StepReached() is not { } step) return PriceReasons.ShortOfStep(_sheet, _saving, _trial, _claim);
                amount = step.Amount;
            }

            Take(amount);
        }

        _trial.Held = (amount, _base.Sum(), _trial.Times);
        for (var i = 0; i < _trial.Minor.Length; i++) _trial.Minor[i] = Math.Clamp(_trial.Minor[i], 0, Math.Max(0, _sheet.Running[i]));
        return _trial.Total == 0 ? Reason.Of("price.not.nothing") : null;
    }

    private SavingStep? StepReached()
    {
        SavingStep? reached = null;
        foreach (var step in _saving.Steps)
        {
            if (_trial.ConditionMinor >= step.FromMinor && _trial.ConditionUnits >= step.FromUnits) reached = step;
        }

        return reached;
    }

    private void Take(SavingAmount amount)
    {
        switch (_claim.Saving.PerOf(amount))
        {
            case SavingPer.Order:
                TakeOffOrder(amount);
                break;
            case SavingPer.Line:
                for (var i = 0; i < _base.Length; i++) _trial.Minor[i] = _trial.Units[i] == 0 ? 0 : UnitMath.Off(amount, _base[i], 1);
                break;
            case SavingPer.Unit:
                for (var i = 0; i < _base.Length; i++) _trial.Minor[i] = UnitMath.OffUnits(Listed(i) ?? amount, _base[i], _trial.Units[i]);
                break;
        }
    }

    private SavingAmount? Listed(int line) => _claim.Saving.ListedPrice(_sheet.Lines[line].Sku) is { } minor ? new SavingAmount { PriceMinor = minor } : null;

    private void TakeOffOrder(SavingAmount amount)
    {
        if (amount.PriceMinor is { } price && _saving.AtLeastUnits > 0)
        {
            Bundles.Work(_sheet, _claim, _trial, price);
            return;
        }

        if (amount.Minor is not null) _trial.Times = Times();
        var total = UnitMath.Off(amount, _base.Sum(), _trial.Times);
        Sharing.Share(total, _base, _saving.Share == ShareBy.Amount ? null : _trial.Units, _sheet.Running, _trial.Minor);
    }

    /// <summary>每满: as often as the condition is full, up to the uses per basket; a reward as often as asked for.</summary>
    private int Times()
    {
        if (_claim.Reward is { } wish) return wish.Units;
        if (_claim.IsOneUse || _saving.Steps.Count > 0 || _saving is { AtLeastMinor: 0, AtLeastUnits: 0 }) return 1;
        var full = long.MaxValue;
        if (_saving.AtLeastMinor > 0) full = _trial.ConditionMinor / _saving.AtLeastMinor;
        if (_saving.AtLeastUnits > 0) full = Math.Min(full, (long)(_trial.ConditionUnits / _saving.AtLeastUnits));
        return (int)Math.Min(full, _saving.UsesPerBasket == 0 ? int.MaxValue : _saving.UsesPerBasket) - _usedBefore;
    }

    /// <summary>Points of a reward: per n units given, a started n whole.</summary>
    private Reason? Cost()
    {
        if (_claim.Reward is not { } wish) return null;
        decimal units;
        if (_saving.BuyGet is not null) units = _trial.Given.Sum() + (_trial.Added?.Quantity ?? 0);
        else if (_claim.Saving.PerOf(_saving.Amount) == SavingPer.Order) units = _trial.Times;
        else units = decimal.Ceiling(GivenByReward());
        _trial.Times = (int)Math.Max(1, decimal.Ceiling(units));
        _trial.Points = wish.Points * (long)decimal.Ceiling(units / wish.PerUnits);
        return _trial.Points <= _sheet.PointsLeft ? null : Reason.Of("price.not.points", Reason.Points("points", _trial.Points), Reason.Points("spendable", _sheet.PointsLeft));
    }

    private decimal GivenByReward()
    {
        for (var i = 0; i < _trial.Given.Length; i++) _trial.Given[i] = _trial.Minor[i] > 0 ? _trial.Units[i] : 0;
        return _trial.Given.Sum();
    }
}
