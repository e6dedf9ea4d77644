using System.Globalization;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Core.StoredValue;
using Tessera.Core.Tiers;

namespace Tessera.Core.Tests.StoredValue;

/// <summary>One member of a shop that sells stored value; each step is decided as the product decides it.</summary>
internal sealed class WalletShop
{
    public static readonly BusinessCalendar Shanghai = new("Asia/Shanghai", [new ZoneTransition(long.MinValue / 2, 8 * 3_600)]);

    public WalletShop(StoredValueRules? rules = null, string account = "acc_member", params TierRule[] above)
    {
        var document = new ProgramDocument
        {
            Code = "wallet",
            Names = new LocalText("储值", "Wallet"),
            StoredValue = rules ?? new StoredValueRules(),
            Ladder = new Ladder { Tiers = [new TierRule { Id = "base", Names = new LocalText("普通", "Base") }, .. above] },
        };
        Programs = new ProgramHistory([CompiledProgram.Compile(document, 1, new Instant(0), Shanghai)]);
        State = new MemberState(account);
        Assert.Null(Tell("2025-12-31", at => new Joined { OccurredAt = at, RecordedAt = at }));
    }

    public ProgramHistory Programs { get; }

    public MemberState State { get; }

    public List<RecordItem> Items { get; } = [];

    public static Instant At(string day) => Shanghai.At(Date(day), new TimeOnly(12, 0));

    public static DateOnly Date(string day) => DateOnly.ParseExact(day, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    public static long Fen(string yuan) => (long)(decimal.Parse(yuan, CultureInfo.InvariantCulture) * 100);

    /// <summary>Decides a fact at noon of a day; the code of its refusal, or null.</summary>
    public string? Tell(string day, Func<Instant, Fact> fact, RecordItem? named = null)
    {
        var decision = Decide.Member(Programs, State, new Command(fact(At(day))) { Named = named });
        Items.AddRange(decision.Items);
        return decision.Refusal?.Reason.Code;
    }

    public string? TopUp(string day, string yuan, string? plan = null, bool registered = true) =>
        Tell(day, at => new TopUp { OccurredAt = at, RecordedAt = at, PrincipalMinor = Fen(yuan), Value = new Prepaid(plan, registered) });

    public string? Change(string day, WalletChange change) => Tell(day, at => new WalletChanged { OccurredAt = at, RecordedAt = at, Change = change });

    /// <summary>Pays with stored value as a purchase will: inside an item of its own.</summary>
    public WalletEntry Use(string day, long amount, long? list = null, long? charged = null)
    {
        WalletEntry? entry = null;
        Inside(day, d => entry = Wallets.Use(d, new WalletUse(amount, list ?? amount, charged ?? amount, d.Sequence)));
        return entry!;
    }

    public WalletEntry GiveBack(string day, WalletEntry use, long before, long amount, long merge = 0)
    {
        WalletEntry? entry = null;
        Inside(day, d => entry = Wallets.GiveBack(d, use, before, amount, merge));
        return entry!;
    }

    /// <summary>The record folded from its beginning: what the state must be.</summary>
    public MemberState Folded()
    {
        var fold = new Fold(State.Account, Shanghai);
        foreach (var item in Items) fold.Read(item);
        return fold.State;
    }

    private void Inside(string day, Action<Deciding> act)
    {
        var at = At(day);
        var d = new Deciding(State, Programs.At(at).TermsFor(false), at);
        d.Begin(at);
        act(d);
        d.EndFact(new Activity { OccurredAt = at, RecordedAt = at, Type = "order" });
        Items.AddRange(d.Items);
    }
}
