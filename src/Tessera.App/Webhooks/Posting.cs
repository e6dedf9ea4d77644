using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Sockets;
using System.Text;

namespace Tessera.App.Webhooks;

/// <summary>How an attempt ended.</summary>
/// <param name="Outcome"><c>delivered</c>, <c>status</c>, <c>gone</c>, <c>redirect</c>, <c>timeout</c>, <c>connection</c>, <c>blocked</c>, <c>missing</c> or <c>fake</c>.</param>
/// <param name="Status">HTTP status, or null.</param>
/// <param name="Millis">How long it took.</param>
/// <param name="Answer">The first characters of the answer, or what went wrong.</param>
/// <param name="RetryAfter">What the receiver asked for, or null.</param>
internal sealed record Attempted(string Outcome, int? Status, long Millis, string Answer, TimeSpan? RetryAfter = null)
{
    internal bool IsDelivered => Outcome is "delivered" or "fake";
}

/// <summary>A message ready to be sent.</summary>
/// <param name="Url">Where to.</param>
/// <param name="Id">Event.</param>
/// <param name="Seconds">Timestamp of the attempt.</param>
/// <param name="Signature">Signatures.</param>
/// <param name="Body">Body.</param>
internal sealed record Outgoing(string Url, string Id, long Seconds, string Signature, byte[] Body)
{
    /// <summary>Whether the start of the answer may be kept: an answer to personal fields may repeat them.</summary>
    internal bool KeepsAnswer { get; init; } = true;
}

/// <summary>
/// Sends one attempt: no redirects, no cookies, no proxy, and only to addresses that are allowed: the address that is connected to is the one that was
/// checked, so a name that changes between check and use gains nothing.
/// </summary>
internal sealed class Posting : IDisposable
{
    private readonly WebhookRules _rules;
    private readonly HttpClient _client;
    private readonly HttpClient _fresh;

    internal Posting(WebhookRules rules)
    {
        _rules = rules;
        _client = Client(TimeSpan.FromMinutes(2));
        _fresh = Client(TimeSpan.Zero);
    }

    public void Dispose()
    {
        _client.Dispose();
        _fresh.Dispose();
    }

    private HttpClient Client(TimeSpan lifetime) => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        UseProxy = false,
        ConnectCallback = Connect,
        PooledConnectionLifetime = lifetime,
        MaxResponseHeadersLength = 32,
        MaxConnectionsPerServer = 16,
    })
    { Timeout = System.Threading.Timeout.InfiniteTimeSpan };

    /// <summary>Sends; only being stopped is an exception.</summary>
    internal async Task<Attempted> Send(Outgoing message, CancellationToken stop)
    {
        var watch = Stopwatch.StartNew();
        Attempted Failed(string outcome, string says) => new(outcome, null, watch.ElapsedMilliseconds, Printable(Encoding.UTF8.GetBytes(says)));
        if (_rules.Wrong(message.Url) is { } wrong) return Failed("blocked", wrong);
        using var limit = CancellationTokenSource.CreateLinkedTokenSource(stop);
        limit.CancelAfter(_rules.Timeout);
        try
        {
            using var response = await Answered(message, limit.Token).ConfigureAwait(false);
            var answer = message.KeepsAnswer ? Printable(await Start(response, limit.Token).ConfigureAwait(false)) : "";
            return new Attempted(OutcomeOf(response.StatusCode), (int)response.StatusCode, watch.ElapsedMilliseconds, answer, RetryAfterOf(response));
        }
        catch (OperationCanceledException) when (!stop.IsCancellationRequested)
        {
            return Failed("timeout", string.Create(CultureInfo.InvariantCulture, $"no answer within {_rules.Timeout.TotalSeconds} s"));
        }
        catch (Exception e) when (e is HttpRequestException or IOException or SocketException or UriFormatException)
        {
            var blocked = Causes(e).OfType<AddressRefused>().FirstOrDefault();
            return blocked is not null ? Failed("blocked", blocked.Message) : Failed("connection", Causes(e).Last().Message);
        }
    }

    /// <summary>
    /// The answer. A receiver closes a kept connection when it likes, and a message that met the end of one was not looked at: it goes out once more, over a
    /// connection of its own, within the time of this attempt. Who took it in after all knows it by its id.
    /// </summary>
    private async Task<HttpResponseMessage> Answered(Outgoing message, CancellationToken limit)
    {
        try
        {
            using var request = RequestOf(message);
            return await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, limit).ConfigureAwait(false);
        }
        catch (HttpRequestException e) when (e.HttpRequestError is not (HttpRequestError.ConnectionError or HttpRequestError.NameResolutionError or HttpRequestError.SecureConnectionError)
            && Causes(e).Any(c => c is SocketException or HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded }))
        {
            using var again = RequestOf(message);
            return await _fresh.SendAsync(again, HttpCompletionOption.ResponseHeadersRead, limit).ConfigureAwait(false);
        }
    }

    private static HttpRequestMessage RequestOf(Outgoing message)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, message.Url) { Content = new ByteArrayContent(message.Body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.TryAddWithoutValidation("User-Agent", "Tessera-Webhooks/1");
        request.Headers.TryAddWithoutValidation("webhook-id", message.Id);
        request.Headers.TryAddWithoutValidation("webhook-timestamp", message.Seconds.ToString(CultureInfo.InvariantCulture));
        request.Headers.TryAddWithoutValidation("webhook-signature", message.Signature);
        return request;
    }

    private static string OutcomeOf(HttpStatusCode status) => (int)status switch
    {
        >= 200 and < 300 => "delivered",
        >= 300 and < 400 => "redirect",
        410 => "gone",
        _ => "status",
    };

    private static TimeSpan? RetryAfterOf(HttpResponseMessage response)
    {
        if ((int)response.StatusCode is not (429 or 503)) return null;
        var asked = response.Headers.RetryAfter?.Delta ?? (response.Headers.RetryAfter?.Date is { } date ? date - (response.Headers.Date ?? DateTimeOffset.UtcNow) : null);
        return asked is { } wait && wait > TimeSpan.Zero ? wait : null;
    }

    /// <summary>The first bytes of an answer; the rest is never read.</summary>
    private async Task<byte[]> Start(HttpResponseMessage response, CancellationToken cancelled)
    {
        await using var stream = await response.Content.ReadAsStreamAsync(cancelled).ConfigureAwait(false);
        var buffer = new byte[_rules.AnswerBytes];
        var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancelled).ConfigureAwait(false);
        return buffer[..length];
    }

    private async ValueTask<Stream> Connect(SocketsHttpConnectionContext context, CancellationToken cancelled)
    {
        var host = context.DnsEndPoint.Host;
        var found = IPAddress.TryParse(host, out var literal) ? [literal] : await _rules.Resolve(host, cancelled).ConfigureAwait(false);
        var allowed = _rules.AllowPrivate ? found : [.. found.Where(PublicAddress.Is)];
        if (allowed.Length == 0) throw new AddressRefused(found.Length == 0 ? $"{host} has no address" : $"{host} is not a public address");
        var socket = new Socket(SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        try
        {
            await socket.ConnectAsync(allowed, context.DnsEndPoint.Port, cancelled).ConfigureAwait(false);
            return new NetworkStream(socket, ownsSocket: true);
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    private static IEnumerable<Exception> Causes(Exception? e)
    {
        for (; e is not null; e = e.InnerException) yield return e;
    }

    private static string Printable(byte[] bytes)
    {
        var text = new StringBuilder(Encoding.UTF8.GetString(bytes));
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsControl(text[i]) || char.IsSurrogate(text[i])) text[i] = ' ';
        }

        return text.ToString();
    }

    private sealed class AddressRefused(string says) : IOException(says);
}
