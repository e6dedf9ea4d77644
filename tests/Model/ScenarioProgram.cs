namespace Tessera.Model;

/// <summary>Random settings of a programme: every switch of §1–6 that concerns points, growth and tiers, without shares and seats.</summary>
internal static class ScenarioProgram
{
    public static readonly string[] Categories = ["tea", "tea/green", "cup", "tobacco"];

    public static readonly string[] BehaviourTypes = ["login", "share", "review", "checkIn"];

    public static ModelProgram Draw(ModelChance chance, ModelScenarioOptions options)
    {
        var program = new ModelProgram
        {
            UnitPrices = chance.Mostly<UnitPrices>(),
            SpendWithTax = chance.Percent(70),
            OrderMinimumMinor = chance.Pick(0L, 0L, 1000L),
            RefundExcess = chance.Mostly<RefundExcess>(),
            ClosesAfterDays = chance.Pick(3, 3, 0, 1),
            RoundAt = chance.OneOf<RoundAt>(),
            Rounding = chance.OneOf<RoundHow>(),
            Stack = chance.OneOf<StackHow>(),
            CapPolicy = chance.OneOf<CapPolicy>(),
            ConsumeOrder = chance.OneOf<ConsumeOrder>(),
            SameOrderSpending = chance.Percent(30),
            LateNotice = chance.OneOf<LateNotice>(),
            NoticeDays = chance.Pick(30, 30, 7, 1),
            Shortfall = chance.OneOf<Shortfall>(),
            OverAsk = chance.OneOf<OverAsk>(),
            Transfers = chance.Percent(60),
            TransferExpiry = chance.OneOf<TransferExpiry>(),
            FreezeStopsEarning = chance.Percent(20),
            BirthdayMultiplier = chance.Pick<Ratio>(1, 2),
            OrderCap = chance.Percent(20) ? chance.Between(50L, 500L) : null,
            ReferralReward = chance.Pick(0L, 0L, 50L),
            Expiry = DrawExpiry(chance),
            Pending = DrawPending(chance),
            AutoRedemption = chance.Percent(12) ? new ModelAutoRedemption(chance.Between(500L, 1500L), chance.Between(300L, 500L), chance.OneOf<AutoRedeemAt>()) : null,
        };
        if (chance.Percent(30))
        {
            program.ExcludedCategories.Add("tobacco");
        }

        AddEarnRules(program, chance);
        AddGrowth(program, chance);
        AddCapsAndCampaigns(program, chance, options);
        AddLadder(program, chance, options);
        if (options.Gifts)
        {
            AddGifts(program, chance, options);
        }

        return program;
    }

    private static ModelExpiry DrawExpiry(ModelChance chance)
    {
        var roundUp = chance.Percent(40) ? chance.Pick<Period?>(Period.Month, Period.Quarter, Period.Year) : null;
        return chance.Between(1, 10) switch
        {
            <= 2 => new ModelExpiry(ExpiryKind.Never),
            <= 4 => new ModelExpiry(ExpiryKind.RollingMonths, chance.Between(0, 4), roundUp),
            <= 7 => new ModelExpiry(ExpiryKind.RollingDays, chance.Between(0, 60), chance.Percent(20) ? roundUp : null),
            8 => new ModelExpiry(ExpiryKind.FixedDates) { Dates = [(6, 30), (12, 31)] },
            9 => new ModelExpiry(ExpiryKind.InactivityMonths, chance.Between(1, 2)),
            _ => new ModelExpiry(ExpiryKind.InactivityDays, chance.Between(10, 40)),
        };
    }

    private static ModelPending DrawPending(ModelChance chance) => chance.Between(1, 10) switch
    {
        <= 6 => new ModelPending(PendingKind.None),
        <= 8 => new ModelPending(PendingKind.Days, chance.Between(0, 14)),
        _ => new ModelPending(PendingKind.Received, 0, chance.Percent(80) ? chance.Between(5, 20) : null),
    };

    private static void AddEarnRules(ModelProgram program, ModelChance chance)
    {
        program.EarnRules.Add(new ModelEarnRule("base", EarnKind.Spend, chance.Pick(Ratio.Of(1, 100), Ratio.Of(10, 100), Ratio.Of(7, 1000)))
        {
            BeforeDiscounts = chance.Percent(20),
            WithoutTax = chance.Percent(20),
            WithFreight = chance.Percent(20),
            ExcludedCategories = chance.Percent(20) ? ["cup"] : [],
        });
        if (chance.Percent(25))
        {
            program.EarnRules[0] = program.EarnRules[0] with { PerFull = 1000, Rate = chance.Pick<Ratio>(1, 10, 3) };
        }

        if (chance.Percent(50))
        {
            program.EarnRules.Add(new ModelEarnRule("green", EarnKind.Spend, Ratio.Of(chance.Between(1, 9), 300))
            {
                Categories = ["tea/green"],
                Cap = chance.Percent(50) ? chance.Between(10L, 60L) : null,
                OrderDiscountsReduce = chance.Percent(50),
            });
        }

        if (chance.Percent(30))
        {
            program.EarnRules.Add(new ModelEarnRule("cups", EarnKind.Unit, chance.Pick<Ratio>(3, 2)) { Categories = ["cup"] });
        }

        if (chance.Percent(30))
        {
            program.EarnRules.Add(new ModelEarnRule("code", EarnKind.Purchase, 25) { Code = "SPRING", Exclusive = chance.Percent(50), Priority = chance.Between(0, 2), Multiplied = false });
        }

        if (chance.Percent(20))
        {
            program.EarnRules.Add(new ModelEarnRule("app", EarnKind.Spend, Ratio.Of(2, 100)) { Channels = ["app"], Exclusive = true, Priority = 1 });
        }

        foreach (var type in BehaviourTypes.Where(_ => chance.Percent(60)))
        {
            program.EarnRules.Add(new ModelEarnRule("do-" + type, EarnKind.Behaviour, chance.Pick<Ratio>(5, 30, 50))
            {
                Behaviour = type,
                Multiplied = chance.Percent(20),
                DailyPoints = chance.Percent(30) ? 70 : null,
            });
        }
    }

    private static void AddGrowth(ModelProgram program, ModelChance chance)
    {
        program.Growth.SpendRate = chance.Pick(Ratio.Of(1, 100), Ratio.Of(1, 1000));
        if (chance.Percent(20))
        {
            (program.Growth.SpendRate, program.Growth.PerFull) = (chance.Pick<Ratio>(1, 50), 5000);
        }

        program.Growth.Rounding = program.Rounding;
        program.Growth.SpendCapPerDay = chance.Percent(20) ? 300 : null;
        program.Growth.ShareKind = chance.OneOf<BehaviourShareKind>();
        foreach (var type in BehaviourTypes.Where(_ => chance.Percent(50)))
        {
            program.Growth.Behaviours.Add(new ModelBehaviourGrowth(type, chance.Between(1, 40), chance.Percent(50) ? 2 : null));
        }
    }

    private static void AddCapsAndCampaigns(ModelProgram program, ModelChance chance, ModelScenarioOptions options)
    {
        if (chance.Percent(40))
        {
            program.PeriodCaps.Add(new ModelPeriodCap(chance.Pick(Period.Day, Period.Month, Period.Year), chance.Between(100L, 1500L)));
        }

        if (chance.Percent(40))
        {
            var from = options.Start.AddDays(chance.Between(0, 200));
            program.Campaigns.Add(new ModelCampaign("c1", chance.Pick<Ratio>(2, Ratio.Of(5, 4)), from, from.AddDays(chance.Between(5, 90))) { Channel = chance.Percent(50) ? "app" : null });
        }
    }

    /// <summary>Earning where lines may be given away; behaviours beside birthday and campaign; an order cap as a rule.</summary>
    private static void AddGifts(ModelProgram program, ModelChance chance, ModelScenarioOptions options)
    {
        program.EarnRules.RemoveAll(rule => rule.Id == "cups");
        program.EarnRules.Add(new ModelEarnRule("units", EarnKind.Unit, chance.Pick<Ratio>(3, 2))
        {
            Categories = chance.Percent(50) ? ["cup", "tea"] : [], BeforeDiscounts = chance.Percent(40), WithoutTax = chance.Percent(20), Cap = chance.Percent(30) ? 7 : null,
            ExcludedCategories = chance.Percent(30) ? ["tobacco"] : [], Exclusive = chance.Percent(15), Priority = chance.Between(0, 2), OrderDiscountsReduce = chance.Percent(50),
        });
        program.EarnRules.Add(new ModelEarnRule("visit", EarnKind.Purchase, chance.Pick<Ratio>(10, 4))
        {
            Categories = chance.Percent(50) ? ["tea"] : [], BeforeDiscounts = chance.Percent(40), WithFreight = chance.Percent(30), Multiplied = chance.Percent(70),
            OrderDiscountsReduce = chance.Percent(50),
        });
        program.EarnRules.Add(new ModelEarnRule("plain", EarnKind.Spend, Ratio.Of(chance.Between(1, 9), 700)) { BeforeDiscounts = chance.Percent(50), ExcludedCategories = chance.Percent(30) ? ["cup"] : [] });
        for (var i = 0; i < program.EarnRules.Count; i++)
        {
            if (program.EarnRules[i].Kind == EarnKind.Behaviour)
            {
                program.EarnRules[i] = program.EarnRules[i] with { Multiplied = chance.Percent(60) };
            }
        }

        program.BirthdayMultiplier = chance.Pick<Ratio>(2, 3);
        program.OrderCap = chance.Percent(60) ? chance.Between(10L, 120L) : null;
        var from = options.Start.AddDays(chance.Between(0, 100));
        program.Campaigns.Add(new ModelCampaign("c2", chance.Pick<Ratio>(3, Ratio.Of(3, 2)), from, from.AddDays(chance.Between(60, 300))));
    }

    private static void AddLadder(ModelProgram program, ModelChance chance, ModelScenarioOptions options)
    {
        var ladder = program.Ladder;
        ladder.Tiers.Add(new ModelTier("base") { Multiplier = 1 });
        if (!options.Tiers)
        {
            return;
        }

        program.TierForEarning = chance.Mostly<TierForEarning>();
        ladder.EntryStep = chance.Mostly<EntryStep>();
        ladder.FallTo = chance.OneOf<FallTo>();
        ladder.FallAt = chance.Percent(80) ? FallAt.Review : FallAt.Fact;
        ladder.FallLimit = chance.OneOf<FallLimit>();
        ladder.ReEntry = chance.OneOf<ReEntry>();
        ladder.AfterRefund = chance.OneOf<AfterRefund>();
        ladder.GiftRepeat = chance.OneOf<GiftRepeat>();
        ladder.GiftsOfPassedTiers = chance.Percent(30);
        var window = DrawWindow(chance);
        foreach (var (id, step) in new[] { ("silver", 1), ("gold", 3), ("platinum", 7) })
        {
            ladder.Tiers.Add(DrawTier(chance, id, step, window));
        }

        AddReviews(ladder, chance);
    }

    private static ModelWindow DrawWindow(ModelChance chance) => chance.Between(1, 8) switch
    {
        1 => ModelWindow.Lifetime,
        2 => ModelWindow.Days(chance.Between(20, 120)),
        <= 4 => ModelWindow.Months(chance.Pick(3, 6, 12)),
        5 => ModelWindow.Calendar(chance.Pick(Period.Year, Period.Half, Period.Quarter)),
        6 => ModelWindow.Previous(chance.Pick(Period.Month, Period.Quarter)),
        7 => new ModelWindow(WindowKind.SinceTierStart),
        _ => new ModelWindow(WindowKind.SinceJoining),
    };

    private static ModelTier DrawTier(ModelChance chance, string id, int step, ModelWindow window)
    {
        var period = chance.Pick(Period.Month, Period.Quarter, Period.Year);
        return new ModelTier(id)
        {
            Multiplier = Ratio.Of(10 + (step * chance.Between(1, 2)), 10),
            Enter = DrawCondition(chance, step, window, chance.Between(1, 8)),
            Start = chance.Percent(15) ? TierStart.NextPeriod : TierStart.AtOnce,
            StartPeriod = period,
            Mode = chance.Percent(10) ? EntryMode.Review : EntryMode.Automatic,
            GiftPoints = chance.Pick(0L, 10L, 100L),
            Validity = chance.Percent(20)
                ? new ModelValidity(chance.OneOf<ValidityKind>(), period, chance.Between(20, 90))
                {
                    Keep = Compare.AtLeast(MetricKind.Spend, ModelWindow.Months(3), 20000L * step),
                    Grace = DrawGrace(chance),
                }
                : new ModelValidity(ValidityKind.UntilReview),
        };
    }

    private static ModelCondition DrawCondition(ModelChance chance, int step, ModelWindow window, int kind)
    {
        var spend = Compare.AtLeast(MetricKind.Spend, window, 40000L * step);
        return kind switch
        {
            <= 2 => spend,
            3 => Compare.AtLeast(MetricKind.Growth, window, 300L * step),
            4 => Compare.AtLeast(MetricKind.PointsEarned, window, 500L * step),
            5 => new AnyOf([spend, Compare.AtLeast(MetricKind.OrderCount, window, 4L * step), new HasTag("friend")]),
            6 => new AnyOf([spend, Compare.AtLeast(MetricKind.Referrals, ModelWindow.Lifetime, step), Compare.AtLeast(MetricKind.SingleTopUp, window, 50000L * step)]),
            7 => new AllOf([spend, new NotOf(new HasTag("blocked")), new Compare(new ModelMetric(MetricKind.Behaviours) { Behaviour = "login" }, window, 1)]),
            _ => new Compare(
                new ModelMetric(MetricKind.Score) { Parts = [(Ratio.Of(1, 100), new ModelMetric(MetricKind.Spend)), (30, new ModelMetric(MetricKind.Behaviours))] },
                window,
                400L * step),
        };
    }

    private static ModelSpan DrawGrace(ModelChance chance) => chance.Percent(20) ? new ModelSpan() : chance.Percent(60) ? new ModelSpan(chance.Between(1, 3)) : new ModelSpan(0, chance.Between(1, 40));

    private static void AddReviews(ModelLadder ladder, ModelChance chance)
    {
        var settling = chance.Between(1, 7) switch
        {
            1 => new ModelMoment(MomentKind.Yearly, chance.Between(1, 12), chance.Pick(1, 15, 31)),
            2 => new ModelMoment(MomentKind.Quarterly),
            3 => new ModelMoment(MomentKind.Monthly, 1, chance.Pick(1, 15, 31)),
            4 => new ModelMoment(MomentKind.TierAnniversary),
            5 => new ModelMoment(MomentKind.JoinAnniversary),
            6 => new ModelMoment(MomentKind.EveryNDays, N: chance.Between(20, 90)),
            _ => new ModelMoment(MomentKind.RollingDaily),
        };
        var window = chance.Pick(ModelWindow.Months(12), ModelWindow.Months(3), ModelWindow.Days(60), ModelWindow.Calendar(Period.Quarter), ModelWindow.Previous(Period.Month));
        ladder.Reviews.Add(new ModelReview("settle", settling, ReviewDoes.Settle)
        {
            FailuresNeeded = chance.Pick(1, 1, 2),
            Grace = DrawGrace(chance),
            Keep = Keeps(ladder, step => Compare.AtLeast(MetricKind.Spend, window, 25000L * step)),
            TaskPack = chance.Percent(50) ? new ModelTaskPack("checkIn", 2, new ModelSpan(0, 15)) : null,
            ResetPoints = chance.Percent(10),
        });
        if (chance.Percent(60))
        {
            ladder.Reviews.Add(new ModelReview("monthly", new ModelMoment(MomentKind.Monthly), ReviewDoes.Warn)
            {
                FailuresNeeded = chance.Pick(1, 1, 2, 3),
                FallAtNextFailure = chance.Percent(70),
                Keep = Keeps(ladder, step => Compare.AtLeast(MetricKind.Spend, ModelWindow.Calendar(Period.Month), 3000L * step)),
                TaskPack = chance.Percent(70) ? new ModelTaskPack("checkIn", chance.Between(1, 3), chance.Pick(new ModelSpan(1), new ModelSpan(0, 20))) : null,
            });
        }
    }

    private static Dictionary<string, ModelCondition> Keeps(ModelLadder ladder, Func<int, ModelCondition> keep) =>
        ladder.Tiers.Skip(1).Select((tier, index) => (tier.Id, Keep: keep((1 << (index + 1)) - 1))).ToDictionary(pair => pair.Id, pair => pair.Keep);
}
