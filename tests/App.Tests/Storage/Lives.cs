using System.Globalization;
using Tessera.Core;
using Tessera.Core.Earning;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Points;
using Tessera.Core.Programs;
using Tessera.Core.Tiers;
using Tessera.Storage;

namespace Tessera.App.Tests.Storage;

/// <summary>Lives of some members, drawn from a seed, decided by Core and written in batches of a given size.</summary>
internal sealed class Lives
{
    private static readonly BusinessCalendar Shanghai = new("Asia/Shanghai", [new ZoneTransition(long.MinValue / 2, 8 * 3600)]);
    private readonly StoreConnection _db;
    private readonly int _batch;
    private readonly SeededSequence _chance;
    private int _number;

    public Lives(StoreConnection db, ulong seed, int batch = 7) => (_db, _chance, _batch) = (db, new SeededSequence(seed), batch);

    public static ProgramHistory Programs { get; } = new([CompiledProgram.Compile(Document, 1, new Instant(0), Shanghai)]);

    private static ProgramDocument Document => new()
    {
        Code = "lives",
        Names = new LocalText("测试", "Lives"),
        Points = new PointsRules { Expiry = new ExpiryRule { Length = new Span(2, 0) }, NoticeDays = 7, JoinPoints = 10 },
        Earn =
        [
            new EarnRule { Id = "spend", Names = new LocalText("消费", "Spend"), Kind = EarnKind.Money, Rate = new Rate(1, 100, RateMode.PerFull) },
            new EarnRule { Id = "checkin", Names = new LocalText("签到", "Check-in"), Kind = EarnKind.Behaviour, Behaviour = "checkin", Points = 2 },
        ],
        Ladder = new Ladder { Tiers = [new TierRule { Id = "base", Names = new LocalText("普通", "Base") }] },
    };

    public static AccountId Account(int member) => new(7_000_000_000_000_000_003L * (member % 2 == 0 ? 1 : -1) / (member + 1));

    /// <summary>Joins members and lets them live for some days, a few facts a day, and settles each night.</summary>
    public Lives Play(int members, int days, int factsADay = 6)
    {
        var day = new DateOnly(2026, 1, 1);
        Write(db =>
        {
            for (var i = 0; i < members; i++) db.Identities.Link(MemberId.Derive("lives", i.ToString(CultureInfo.InvariantCulture)), Account(i));
        });
        Carry([.. Enumerable.Range(0, members).Select(i => (i, (Fact)new Joined { OccurredAt = At(day, 0), RecordedAt = At(day, 0) }))]);
        for (var i = 0; i < days; i++, day = day.AddDays(1))
        {
            Carry([.. Enumerable.Range(1, factsADay).Select(f => Draw(members, At(day, f)))]);
            Night(day.AddDays(1));
        }

        return this;
    }

    private static Instant At(DateOnly day, int hour) => Shanghai.At(day, new TimeOnly(8 + hour, 0));

    private (int Member, Fact Fact) Draw(int members, Instant at)
    {
        var member = _chance.Below(members);
        var kind = _chance.Below(100);
        Fact fact = kind switch
        {
            < 55 => Purchase(at),
            < 65 => new Debit { OccurredAt = at, RecordedAt = at, Points = _chance.Between(1, 60), Reference = Number("d"), ClampToBalance = true },
            < 75 => new Activity { OccurredAt = at, RecordedAt = at, Type = "checkin", Object = Number("o") },
            < 80 => new Adjustment { OccurredAt = at, RecordedAt = at, Points = _chance.Pick([-30, -5, 8, 20]), ReasonCode = "goodwill", MayMakeDebt = true },
            < 85 => new TagGiven { OccurredAt = at, RecordedAt = at, Tag = _chance.Pick(["vip", "tea"]) },
            < 88 => new TagTaken { OccurredAt = at, RecordedAt = at, Tag = "vip" },
            _ => new Refund { OccurredAt = at, RecordedAt = at, PurchaseSequence = 0, AmountMinor = 0 },
        };
        return (member, fact);
    }

    private Purchase Purchase(Instant at) => new()
    {
        OccurredAt = at,
        RecordedAt = at,
        Source = "till",
        Number = Number(""),
        Lines =
        [
            .. Enumerable.Range(0, _chance.Between(1, 3)).Select(i => new PurchaseLine
            {
                Sku = $"sku-{i}", Category = "tea/milk", Quantity = 2, UnitPrice = 10.00m, ListMinor = 2000, NetMinor = _chance.Between(100, 9000),
            }),
        ],
    };

    private string Number(string prefix) => prefix + (++_number).ToString("D5", CultureInfo.InvariantCulture);

    private void Carry(IReadOnlyList<(int Member, Fact Fact)> facts)
    {
        foreach (var chunk in facts.Chunk(_batch))
        {
            Write(db =>
            {
                var loaded = db.Members.Load(chunk.Select(c => Account(c.Member)));
                var items = new Dictionary<AccountId, List<RecordItem>>();
                foreach (var (member, fact) in chunk) Decide(loaded[Account(member)], fact, items);
                Save(loaded, items);
            });
        }
    }

    private void Decide(LoadedMember member, Fact fact, Dictionary<AccountId, List<RecordItem>> items)
    {
        if (!items.TryGetValue(member.Account, out var mine)) items.Add(member.Account, mine = []);
        var command = new Command(fact);
        if (fact is Refund refund)
        {
            if (PurchaseToRefund(member, mine) is not { } purchase) return;
            var left = purchase.Outcome.NetMinor - purchase.Refunded.Sum(l => l.Money);
            if (left <= 0) return;
            command = new Command(refund with { PurchaseSequence = purchase.Sequence, AmountMinor = Math.Max(1, left / _chance.Between(1, 2)) }) { Purchase = purchase };
        }

        if (Core.Programs.Decide.NeedsClosedLots(fact)) _db.Members.LoadClosedLots(member);
        mine.AddRange(Core.Programs.Decide.Member(Programs, member.State, command).Items);
    }

    // What is decided is written first: the choice must not hang on the size of batches.
    private RecordedPurchase? PurchaseToRefund(LoadedMember member, List<RecordItem> mine)
    {
        _db.Batches.Write([new MemberWrite(member, [.. mine], member.NextDueOn)]);
        mine.Clear();
        var last = _db.Records.PageBack(member.Account, null, 20).LastOrDefault(i => i.Fact is Purchase);
        return last is null ? null : _db.Documents.FindPurchase(member.Account, last.Sequence, Shanghai);
    }

    private void Night(DateOnly day)
    {
        while (_db.Nights.Due(day, _batch) is { Count: > 0 } due)
        {
            Write(db =>
            {
                var loaded = db.Members.Load(due);
                Save(loaded, due.ToDictionary(a => a, a => Core.Programs.Decide.Settle(Programs, loaded[a].State, day, Shanghai.StartOf(day), false).Items.ToList()));
            });
        }
    }

    private void Save(IReadOnlyDictionary<AccountId, LoadedMember> loaded, Dictionary<AccountId, List<RecordItem>> items) =>
        _db.Batches.Write(items.OrderBy(p => p.Key).Select(p => new MemberWrite(loaded[p.Key], p.Value, Core.Programs.Decide.NextDueOn(Programs, loaded[p.Key].State))));

    private void Write(Action<StoreConnection> work)
    {
        _db.Begin();
        try
        {
            work(_db);
            _db.Commit();
        }
        finally
        {
            _db.Rollback();
        }
    }
}
