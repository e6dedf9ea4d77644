using System.Net;
using System.Security.Cryptography;
using System.Text;
using Tessera.Core;

namespace Tessera.App.Webhooks;

/// <summary>How webhooks are sent.</summary>
public sealed record WebhookRules
{
    /// <summary>As it should be: https to public addresses.</summary>
    public static WebhookRules Strict { get; } = new();

    /// <summary>Plain http and addresses inside the house are allowed (setting <c>webhooks.allowPrivate</c>).</summary>
    public bool AllowPrivate { get; init; }

    /// <summary>How long an attempt may take, answer included.</summary>
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>Attempts at a time to one endpoint.</summary>
    public int AtOnce { get; init; } = 4;

    /// <summary>Most bytes of an answer that are read and kept.</summary>
    public int AnswerBytes { get; init; } = 512;

    /// <summary>Finds the addresses of a host.</summary>
    public Func<string, CancellationToken, Task<IPAddress[]>> Resolve { get; init; } = (host, cancelled) => Dns.GetHostAddressesAsync(host, cancelled);

    /// <summary>What is wrong with an address to send to, as a code of a refusal, or null.</summary>
    public string? Wrong(string url)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http") || uri.Host.Length == 0) return "webhook.url";
        if (uri.UserInfo.Length > 0 || uri.Fragment.Length > 0) return "webhook.url";
        if (AllowPrivate) return null;
        if (uri.Scheme != "https") return "webhook.https";
        var isInside = uri.HostNameType is UriHostNameType.IPv4 or UriHostNameType.IPv6
            ? !PublicAddress.Is(IPAddress.Parse(uri.DnsSafeHost))
            : uri.IdnHost is "localhost" || !uri.IdnHost.TrimEnd('.').Contains('.', StringComparison.Ordinal) || uri.IdnHost.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase);
        return isInside ? "webhook.private" : null;
    }
}

/// <summary>When an attempt is repeated: Standard Webhooks' own example, each pause up to a tenth longer so that receivers are not hit in step.</summary>
public static class RetrySchedule
{
    private static readonly TimeSpan[] Pauses =
    [
        TimeSpan.FromSeconds(5), TimeSpan.FromMinutes(5), TimeSpan.FromMinutes(30), TimeSpan.FromHours(2), TimeSpan.FromHours(5),
        TimeSpan.FromHours(10), TimeSpan.FromHours(14), TimeSpan.FromHours(20), TimeSpan.FromHours(24),
    ];

    /// <summary>An endpoint that failed for so long is switched off once a schedule is exhausted.</summary>
    public static TimeSpan OffAfter { get; } = TimeSpan.FromDays(5);

    /// <summary>Longest wait that a receiver may ask for.</summary>
    public static TimeSpan LongestHold { get; } = TimeSpan.FromHours(24);

    /// <summary>Attempts of a whole schedule, the immediate one included.</summary>
    public static int Attempts => Pauses.Length + 1;

    /// <summary>The pauses without jitter.</summary>
    public static IReadOnlyList<TimeSpan> All => Pauses;

    /// <summary>The instant of the next attempt, or null when the schedule is exhausted. The jitter follows from event and step, so that it can be told again.</summary>
    /// <param name="made">Attempts made so far, at least 1.</param>
    /// <param name="eventId">Event.</param>
    /// <param name="now">End of the last attempt.</param>
    public static Instant? Next(int made, string eventId, Instant now)
    {
        if (made > Pauses.Length) return null;
        var pause = Pauses[made - 1].Ticks / TimeSpan.TicksPerMicrosecond;
        Span<byte> digest = stackalloc byte[32];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{eventId} {made.ToString(System.Globalization.CultureInfo.InvariantCulture)}"), digest);
        var thousandths = System.Buffers.Binary.BinaryPrimitives.ReadUInt16BigEndian(digest) % 101;
        return new Instant(now.Micros + pause + (pause * thousandths / 1000));
    }
}
