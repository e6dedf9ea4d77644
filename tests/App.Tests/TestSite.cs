using Tessera.App.Members;
using Tessera.App.Programs;
using Tessera.App.Purchases;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Storage;

namespace Tessera.App.Tests;

/// <summary>A real store in a folder of its own with a clock turned by hand.</summary>
internal sealed class TestSite : IDisposable
{
    private readonly HandClock _clock = new();
    private Site? _site;

    public TestSite(DateOnly today, string? program = null)
    {
        Turn(today, new TimeOnly(12, 0));
        if (program is not null) Publish(program);
    }

    public string Folder { get; } = Directory.CreateTempSubdirectory("tessera-site-").FullName;

    public BusinessCalendar Calendar { get; } = ZoneTables.Calendar("Asia/Shanghai");

    public Site Site => _site ??= Site.Open(Place.Of(Folder), StoreAccess.Own, _clock);

    public Instant Now => SiteClock.Of(_clock.GetUtcNow());

    /// <summary>A small programme in Shanghai: a point a yuan, silver at 100.00 and gold at 1,000.00 of twelve months.</summary>
    public static string Program(string points = "{ expiry: { kind: never } }", string more = "") => $$"""
        program: { code: test, name: { zh: 测试, en: Test }, zone: Asia/Shanghai, currency: CNY }
        tiers:
          - { id: base, name: { zh: 普通, en: Base } }
          - { id: silver, name: { zh: 银卡, en: Silver }, enter: { spend: 100, window: rolling 12 months } }
          - { id: gold, name: { zh: 金卡, en: Gold }, enter: { spend: 1000, window: rolling 12 months } }
        points: {{points}}
        earn:
          - { id: spend, name: { zh: 消费, en: spending }, kind: money, rate: { points: 1, per: 1.00, mode: perFull } }
        {{more}}
        """;

    public void Turn(DateOnly day, TimeOnly time) => _clock.At = DateTimeOffset.UnixEpoch.AddTicks(Calendar.At(day, time).Micros * 10);

    public void Pass(TimeSpan time) => _clock.At += time;

    public Instant At(string local) => Calendar.At(DateOnly.Parse(local[..10], null), local.Length > 10 ? TimeOnly.Parse(local[11..], null) : new TimeOnly(12, 0));

    public PublishedVersion Publish(string text, string reason = "test", Instant? at = null)
    {
        var errors = ProgramFile.Load(text).Errors.Select(e => $"{e.Line}:{e.Column} {e.What.Code} {e.What.Pointer} {e.What.Got}");
        Assert.Empty(errors);
        return Accepted(new PublishProgram { SourceText = text, Reason = reason, EffectiveAt = at, Actor = "key:test" });
    }

    public MemberRef Join(string phone = "13800000001", MemberRef? invitedBy = null) =>
        MemberRef.By(Accepted(new JoinMember { Identities = [IdentityForm.Of("phone", phone)!], InvitedBy = invitedBy }).Member);

    public KeptPurchase Buy(MemberRef? member, string number, decimal yuan, string? at = null) => Accepted(PurchaseOf(member, number, yuan, at));

    public RecordPurchase PurchaseOf(MemberRef? member, string number, decimal yuan, string? at = null) => new()
    {
        Member = member,
        MayBackdate = true,
        Purchase = new Purchase
        {
            OccurredAt = at is null ? Now : At(at),
            RecordedAt = default,
            Source = "till",
            Number = number,
            Lines = [new PurchaseLine { Sku = "tea", Quantity = 1, UnitPrice = yuan, ListMinor = (long)(yuan * 100), NetMinor = (long)(yuan * 100) }],
        },
    };

    public T Accepted<T>(WriteCommand<T> command)
        where T : class
    {
        var answer = Answer(command);
        Assert.Null(answer.Refusal?.Reason.Code);
        return answer.Value!;
    }

    public string Refused<T>(WriteCommand<T> command)
        where T : class => Answer(command).Refusal?.Reason.Code ?? "accepted";

    public Answer<T> Answer<T>(WriteCommand<T> command)
        where T : class => Site.Write(command).GetAwaiter().GetResult();

    public void Close()
    {
        _site?.Dispose();
        _site = null;
    }

    public void Dispose()
    {
        Close();
        Place.Delete(Folder);
    }

    private sealed class HandClock : TimeProvider
    {
        public DateTimeOffset At { get; set; }

        public override DateTimeOffset GetUtcNow() => At;
    }
}
