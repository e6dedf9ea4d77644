namespace Tessera.Model;

/// <summary>How long a scenario is and what it may hold.</summary>
public sealed record ModelScenarioOptions
{
    public int Facts { get; init; } = 200;

    public int Members { get; init; } = 3;

    /// <summary>Purchases and behaviours recorded up to 20 days after they occurred.</summary>
    public bool LateFacts { get; init; }

    public bool Tiers { get; init; } = true;

    /// <summary>Goods given away, rules for units and purchases, a second plain rule, behaviours that multiply, birthdays, campaigns and an order cap.</summary>
    public bool Gifts { get; init; }

    public DateOnly Start { get; init; } = new(2024, 1, 15);
}

/// <summary>
/// Seed → a random programme and a list of facts of several members. The generator plays the facts on a model of its own
/// while it draws them, so that spendings, refunds and cancellations meet something; some are refused on purpose.
/// </summary>
public sealed class ModelScenario
{
    private readonly ModelChance _chance;
    private readonly ModelScenarioOptions _options;
    private readonly SlowModel _model;
    private readonly List<ModelFact> _facts = [];
    private readonly List<ModelDebit> _debits = [];
    private readonly List<ModelReferral> _referrals = [];
    private DateTime _now;

    private ModelScenario(ulong seed, ModelScenarioOptions options)
    {
        Seed = seed;
        _options = options;
        _chance = new ModelChance(seed);
        Program = ScenarioProgram.Draw(_chance, options);
        _model = new SlowModel(Program);
        _now = ModelDates.StartOf(options.Start).AddHours(9);
    }

    public ulong Seed { get; }

    public ModelProgram Program { get; }

    public IReadOnlyList<ModelFact> Facts => _facts;

    public IReadOnlyList<string> Members => Enumerable.Range(1, _options.Members).Select(n => $"m{n}").ToList();

    /// <summary>Which rare paths the scenario reached, and how often.</summary>
    public IReadOnlyDictionary<string, int> Reached => _model.Trace.Reached;

    public static ModelScenario From(ulong seed, ModelScenarioOptions? options = null)
    {
        var scenario = new ModelScenario(seed, options ?? new ModelScenarioOptions());
        scenario.Draw();
        return scenario;
    }

    private void Draw()
    {
        foreach (var member in Members)
        {
            Add(key => new ModelJoin(key, _now, member, _options.Start.AddYears(-30).AddDays(_chance.Between(0, 400))));
        }

        while (_facts.Count < _options.Facts)
        {
            _now = Later();
            if (_chance.Percent(8))
            {
                SpendThenRefundThenReturn();
            }
            else
            {
                One();
            }
        }
    }

    private ModelOutcome Add(Func<string, ModelFact> make)
    {
        var fact = make($"f{_facts.Count + 1}");
        _facts.Add(fact);
        return _model.Apply(fact);
    }

    private DateTime Later() => _chance.Between(1, 100) switch
    {
        <= 45 => _now.AddMinutes(_chance.Between(1, 90)),
        <= 85 => _now.AddHours(_chance.Between(5, 96)),
        <= 98 => _now.AddDays(_chance.Between(4, 35)),
        _ => _now.AddDays(_chance.Between(60, 120)),
    };

    private DateTime MaybeEarlier(string member)
    {
        if (!_options.LateFacts || !_chance.Percent(15))
        {
            return _now;
        }

        var earlier = _now.AddHours(-_chance.Between(1, 480));
        var joined = _model.Member(member).Join.OccurredAt;
        return earlier < joined ? joined : earlier;
    }

    private void One()
    {
        var member = _chance.Of(Members);
        if (_model.Member(member).Tiers.HasOpenPack && _chance.Percent(35))
        {
            Add(key => new ModelBehaviour(key, _now, member, "checkIn"));
            return;
        }

        if (_model.Member(member).Tiers.GraceViews().Count > 0 && _chance.Percent(5))
        {
            Add(key => new ModelManualTier(key, _now, member, _model.Member(member).Tiers.Earned) { LockThrough = ModelDates.Day(_now).AddDays(60) });
            return;
        }

        switch (_chance.Between(1, 100))
        {
            case <= 30: Buy(member); break;
            case <= 44: Refund(member); break;
            case <= 52: Spend(member); break;
            case <= 57: CancelSpending(); break;
            case <= 69: Behave(member); break;
            case <= 73: Adjust(member); break;
            case <= 76: VoidLast(member); break;
            case <= 79: Add(key => new ModelCancellation(key, _now, member, _chance.Between(100L, 20000L))); break;
            case <= 82: Receive(member); break;
            case <= 84: Transfer(member); break;
            case <= 87: Tag(member); break;
            case <= 89: Add(key => new ModelTopUp(key, _now, member, _chance.Between(10000L, 200000L))); break;
            case <= 91: Refer(member); break;
            case <= 93: SetTier(member); break;
            case <= 95: Freeze(member); break;
            default: Add(key => new ModelAdvance(key, _now)); break;
        }
    }

    private ModelPurchase Purchase(string key, string member, DateTime occurredAt) => new(key, _now, member)
    {
        OccurredAt = occurredAt,
        Lines = Enumerable.Range(0, _chance.Between(1, 3)).Select(_ => Line()).Concat(_chance.Percent(15) ? [Freight()] : []).ToList(),
        Channel = _chance.Pick("store", "store", "app"),
        Codes = _chance.Percent(15) ? ["SPRING"] : [],
        PricesIncludeTax = _chance.Percent(85),
    };

    private ModelLine Line()
    {
        if (_options.Gifts && _chance.Percent(35))
        {
            return Gift();
        }

        var unit = _chance.Percent(10) ? _chance.Between(1L, 5000L) / 10m : _chance.Percent(20) ? _chance.Between(10000L, 60000L) : _chance.Between(0L, 5000L);
        var quantity = _chance.Between(1, 5);
        var discount = _chance.Percent(20) ? (long)(unit * quantity / 5) : 0;
        var orderDiscount = _chance.Percent(20) ? (long)(unit * quantity / 10) : 0;
        return new ModelLine(_chance.Pick("a", "b", "c"), _chance.Pick<string>(ScenarioProgram.Categories), quantity, unit)
        {
            ListPriceMinor = _chance.Percent(30) ? unit + 100 : null,
            LineDiscountMinor = discount,
            OrderDiscountMinor = orderDiscount,
            TaxRate = _chance.Percent(50) ? Ratio.Of(13, 100) : 0,
        };
    }

    /// <summary>Nothing is paid: for no price, or for a price that discounts take whole.</summary>
    private ModelLine Gift()
    {
        var unit = _chance.Percent(50) ? 0 : _chance.Between(100L, 3000L);
        var quantity = _chance.Between(1, 4);
        var ofOrder = _chance.Percent(30) ? unit * quantity / 2 : 0;
        return new ModelLine(_chance.Pick("a", "b", "c"), _chance.Pick<string>(ScenarioProgram.Categories), quantity, unit)
        {
            ListPriceMinor = unit == 0 && _chance.Percent(50) ? 500 : null,
            LineDiscountMinor = (unit * quantity) - ofOrder,
            OrderDiscountMinor = ofOrder,
            TaxRate = _chance.Percent(50) ? Ratio.Of(13, 100) : 0,
        };
    }

    private ModelLine Freight() => new("freight", "freight", 1, 800) { Kind = LineKind.Freight };

    private void Buy(string member)
    {
        var occurredAt = MaybeEarlier(member);
        Add(key => Purchase(key, member, occurredAt));
    }

    private void Refund(string member)
    {
        var open = _model.Member(member).Orders.Where(order => !order.IsWhollyRefunded).ToList();
        if (open.Count == 0)
        {
            Buy(member);
            return;
        }

        RefundOf(_chance.Of(open), whole: _chance.Percent(25));
    }

    private void RefundOf(ModelOrder order, bool whole)
    {
        var money = order.Lines.Sum(line => line.MoneyLeft);
        if (money > 0 && _chance.Percent(40))
        {
            Add(key => new ModelRefund(key, _now, order.Key) { AmountMinor = whole ? money : _chance.Between(1L, money + (money / 10)) });
            return;
        }

        var lines = Enumerable.Range(0, order.Lines.Count).Where(index => order.Lines[index].UnitsLeft > 0).ToList();
        var units = lines.Where(_ => whole || _chance.Percent(60))
            .Select(index => (index, whole ? order.Lines[index].UnitsLeft : _chance.Between(1, order.Lines[index].UnitsLeft + (_chance.Percent(5) ? 1 : 0))))
            .ToList();
        if (units.Count > 0)
        {
            Add(key => new ModelRefund(key, _now, order.Key) { Units = units });
        }
    }

    private void Spend(string member)
    {
        var spendable = _model.Member(member).Points.Spendable;
        var points = _chance.Between(1, 4) switch
        {
            1 => Math.Max(1, spendable),
            2 => spendable + 5,
            _ => _chance.Between(1L, Math.Max(1, spendable)),
        };
        var own = _chance.Percent(20) ? _model.Member(member).Orders.LastOrDefault()?.Key : null;
        Debit(member, points, own);
    }

    private void Debit(string member, long points, string? forPurchase)
    {
        ModelDebit? debit = null;
        if (Add(key => debit = new ModelDebit(key, _now, member, points, forPurchase)).IsAccepted)
        {
            _debits.Add(debit!);
        }
    }

    private void CancelSpending()
    {
        if (_debits.Count > 0)
        {
            var debit = _chance.Percent(50) ? _debits[^1] : _chance.Of(_debits);
            Add(key => new ModelDebitCancel(key, _now, debit.Key));
            if (_chance.Percent(85))
            {
                _debits.Remove(debit);
            }
        }
    }

    private void Behave(string member)
    {
        var occurredAt = MaybeEarlier(member);
        var about = _chance.Percent(40) ? $"o{_chance.Between(1, 8)}" : null;
        Add(key => new ModelBehaviour(key, _now, member, _chance.Pick<string>(ScenarioProgram.BehaviourTypes), about) { OccurredAt = occurredAt });
    }

    private void Adjust(string member)
    {
        var points = _chance.Between(1L, 200L) * (_chance.Percent(50) ? 1 : -1);
        Add(key => new ModelAdjust(key, _now, member, points)
        {
            MayMakeDebt = _chance.Percent(50),
            UsableThrough = points > 0 && _chance.Percent(40) ? ModelDates.Day(_now).AddDays(_chance.Between(0, 60)) : null,
        });
    }

    private void VoidLast(string member)
    {
        if (_model.Member(member).Orders.LastOrDefault() is { } last && last.On == ModelDates.Day(_now))
        {
            Add(key => new ModelVoid(key, _now, last.Key));
            return;
        }

        ModelPurchase? purchase = null;
        Add(key => purchase = Purchase(key, member, _now));
        Add(key => new ModelVoid(key, _now, purchase!.Key));
    }

    private void Receive(string member)
    {
        if (_model.Member(member).Orders.LastOrDefault(order => _model.Member(member).Points.Lots.Any(lot => lot.Origin == order.Key && lot.Pending)) is { } waiting)
        {
            Add(key => new ModelReceived(key, _now, waiting.Key));
        }
    }

    private void Transfer(string member)
    {
        var to = _chance.Of(Members);
        Add(key => new ModelTransfer(key, _now, member, to, _chance.Between(1L, Math.Max(1, _model.Member(member).Points.Spendable))));
    }

    private void Tag(string member)
    {
        var tag = _chance.Pick("friend", "blocked");
        Add(key => new ModelTag(key, _now, member, tag, !_model.Member(member).HasTag(tag, ModelDates.Day(_now))));
    }

    private void Refer(string member)
    {
        if (_referrals.Count > 0 && _chance.Percent(40))
        {
            Add(key => new ModelReferralInvalid(key, _now, _chance.Of(_referrals).Key));
            return;
        }

        ModelReferral? referral = null;
        Add(key => referral = new ModelReferral(key, _now, member));
        _referrals.Add(referral!);
    }

    private void SetTier(string member)
    {
        var tier = _chance.Percent(30) ? _model.Member(member).Tiers.Earned : _chance.Of(Program.Ladder.Tiers).Id;
        var today = ModelDates.Day(_now);
        if (_chance.Percent(60))
        {
            Add(key => new ModelOverlay(key, _now, member, tier, today, today.AddDays(_chance.Between(0, 60))));
            return;
        }

        Add(key => new ModelManualTier(key, _now, member, tier)
        {
            LockThrough = _chance.Percent(40) ? today.AddDays(_chance.Between(5, 120)) : null,
            Accumulates = _chance.Percent(70),
        });
    }

    /// <summary>Freezes are short, or the scenario would stand still.</summary>
    private void Freeze(string member)
    {
        Add(key => new ModelFreeze(key, _now, member, true));
        Buy(member);
        Spend(member);
        Add(key => new ModelFreeze(key, _now, member, false));
    }

    /// <summary>The path on which books usually break: earn, spend it all, refund, perhaps earn again, undo the spending.</summary>
    private void SpendThenRefundThenReturn()
    {
        var member = _chance.Of(Members);
        Buy(member);
        _now = _now.AddMinutes(5);
        Debit(member, Math.Max(1, _model.Member(member).Points.Spendable), null);
        foreach (var order in _model.Member(member).Orders.TakeLast(_chance.Between(1, 3)).Where(order => !order.IsWhollyRefunded).ToList())
        {
            _now = Later();
            RefundOf(order, whole: _chance.Percent(60));
            if (_chance.Percent(40))
            {
                Buy(member);
                _now = _now.AddMinutes(1);
            }
        }

        _now = Later();
        if (_chance.Percent(80))
        {
            CancelSpending();
        }
    }
}
