using System.Net;
using Tessera.App.Webhooks;

namespace Tessera.App.Tests.Webhooks;

/// <summary>Outgoing calls never reach the inside (S12).</summary>
[Covers("S12")]
public sealed class OutsideOnlyTests
{
    private static readonly Outgoing Message = new("", "evt_1", 1, "v1,", [1]);

    public static TheoryData<string> Hostile { get; } =
    [
        "https://127.0.0.1/", "https://127.255.255.254:8443/", "https://0.0.0.0/", "https://10.0.0.1/", "https://10.255.255.255/", "https://172.16.0.1/", "https://172.31.255.255/",
        "https://192.168.0.1/", "https://169.254.169.254/latest/meta-data/", "https://100.64.0.1/", "https://192.0.0.1/", "https://192.0.2.1/", "https://198.18.0.1/",
        "https://198.51.100.1/", "https://203.0.113.1/", "https://224.0.0.1/", "https://240.0.0.1/", "https://255.255.255.255/",
        "https://2130706433/", "https://0x7f000001/", "https://017700000001/", "https://0x7f.1/", "https://127.1/", "https://3232235777/",
        "https://[::1]/", "https://[::]/", "https://[fe80::1]/", "https://[fc00::1]/", "https://[fd12:3456::1]/", "https://[ff02::1]/", "https://[fec0::1]/",
        "https://[::ffff:127.0.0.1]/", "https://[::ffff:a9fe:a9fe]/", "https://[::127.0.0.1]/", "https://[64:ff9b::7f00:1]/", "https://[64:ff9b:1::1]/", "https://[2002:7f00:1::]/",
        "https://[2001::1]/", "https://[2001:db8::1]/", "https://[100::1]/", "https://localhost/", "https://app.localhost/", "https://LOCALHOST./", "https://intranet/",
    ];

    public static TheoryData<string> Malformed { get; } =
        ["http://example.com/", "ftp://example.com/", "file:///etc/passwd", "/hook", "https://user:word@example.com/", "https://example.com/#x", "javascript:alert(1)", "https://", "gopher://example.com/"];

    [Theory]
    [MemberData(nameof(Hostile))]
    public async Task A_hostile_address_is_refused_when_it_is_set_and_again_when_it_is_sent_to(string url)
    {
        using var posting = new Posting(WebhookRules.Strict);
        var sent = await posting.Send(Message with { Url = url }, TestContext.Current.CancellationToken);

        Assert.Equal("webhook.private", WebhookRules.Strict.Wrong(url));
        Assert.Equal("blocked", sent.Outcome);
    }

    [Theory]
    [MemberData(nameof(Malformed))]
    public void An_address_that_is_not_a_plain_https_one_is_refused(string url) => Assert.Contains(WebhookRules.Strict.Wrong(url), (string[])["webhook.url", "webhook.https"]);

    [Theory]
    [InlineData("127.0.0.1")]
    [InlineData("169.254.169.254")]
    [InlineData("::1")]
    [InlineData("::ffff:10.0.0.1")]
    public async Task A_name_that_leads_inside_is_blocked_where_it_is_connected_to(string address)
    {
        using var posting = new Posting(new WebhookRules { Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(address)]) });
        var sent = await posting.Send(Message with { Url = "https://hooks.example.com/" }, TestContext.Current.CancellationToken);

        Assert.Equal(("blocked", "hooks.example.com is not a public address"), (sent.Outcome, sent.Answer));
    }

    [Fact]
    public async Task A_name_that_changes_between_check_and_use_gains_nothing()
    {
        await using var receiver = await Receiver.Start();
        var port = new Uri(receiver.Url()).Port;
        var asked = 0;
        // The first answer is public, every later one leads inside.
        var rules = new WebhookRules { Timeout = TimeSpan.FromMilliseconds(300), Resolve = (_, _) => Task.FromResult<IPAddress[]>([IPAddress.Parse(asked++ == 0 ? "192.88.98.1" : "127.0.0.1")]) };
        using var posting = new Posting(rules);
        var url = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"https://hooks.example.com:{port}/");
        var first = await posting.Send(Message with { Url = url }, TestContext.Current.CancellationToken);
        var second = await posting.Send(Message with { Url = url }, TestContext.Current.CancellationToken);

        Assert.NotEqual("delivered", first.Outcome);
        Assert.Equal("blocked", second.Outcome);
        Assert.Empty(receiver.All);
    }

    [Fact]
    public async Task A_redirect_to_the_inside_is_not_followed()
    {
        await using var receiver = await Receiver.Start();
        receiver.Answers = (path, _, _, answer) =>
        {
            answer.StatusCode = 302;
            answer.Headers.Location = "/inside";
            return Task.CompletedTask;
        };
        using var posting = new Posting(new WebhookRules { AllowPrivate = true });
        var sent = await posting.Send(Message with { Url = receiver.Url() }, TestContext.Current.CancellationToken);

        Assert.Equal(("redirect", 302), (sent.Outcome, sent.Status));
        Assert.Equal("/hook", Assert.Single(receiver.All).Path);
    }

    [Theory]
    [InlineData("1.1.1.1")]
    [InlineData("172.32.0.1")]
    [InlineData("100.128.0.1")]
    [InlineData("2400:3200::1")]
    [InlineData("64:ff9b::101:101")]
    [InlineData("2002:101:101::1")]
    public void Public_addresses_are_allowed(string address) => Assert.True(PublicAddress.Is(IPAddress.Parse(address)));
}
