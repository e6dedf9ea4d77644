using Tessera.App.Members;
using Tessera.App.Webhooks;
using Tessera.Storage;

namespace Tessera.App.Tests.Webhooks;

/// <summary>A store with a receiver on loopback and a clock turned by hand.</summary>
internal sealed class Hooked : IAsyncDisposable
{
    public static readonly WebhookRules Rules = new() { AllowPrivate = true, Timeout = TimeSpan.FromMilliseconds(500) };

    private Hooked(Receiver receiver) => Receiver = receiver;

    public Receiver Receiver { get; }

    public TestSite Place { get; } = new(new DateOnly(2026, 1, 15), TestSite.Program());

    public static async Task<Hooked> Start() => new(await Receiver.Start());

    public EndpointWithSecret Listen(string path = "/hook", params string[] types) =>
        Place.Accepted(new CreateEndpoint(new EndpointForm { Url = Receiver.Url(path), Types = types.Length == 0 ? ["*"] : types }, Rules));

    public T Read<T>(Func<StoreConnection, T> read) => Place.Site.Read(scope => read(scope.Db));

    public WebhookEndpoint Endpoint(string id) => Read(db => db.Webhooks.Find(id))!;

    public IReadOnlyList<WebhookDelivery> Deliveries(string id) => Read(db => db.Deliveries.Page(id, null, 10_000, null));

    public IReadOnlyList<WebhookAttempt> Attempts(WebhookDelivery delivery) => Read(db => db.Deliveries.AttemptsOf(delivery.Key));

    /// <summary>A sender that starts, sends what is due and ends.</summary>
    public async Task Send()
    {
        using var sender = new WebhookSender(Place.Site, Rules);
        await sender.Drain(TestContext.Current.CancellationToken);
        await sender.Release();
    }

    /// <summary>Time passes, then a fresh sender sends what is due.</summary>
    public async Task Pass(TimeSpan time)
    {
        Place.Pass(time);
        await Send();
    }

    public MemberRef Buys(string phone, int purchases, decimal yuan = 120)
    {
        var member = Place.Join(phone);
        for (var i = 0; i < purchases; i++) Place.Buy(member, $"n{phone[^4..]}-{i}", yuan);
        return member;
    }

    public async ValueTask DisposeAsync()
    {
        Place.Dispose();
        await Receiver.DisposeAsync();
    }
}
