using System.Diagnostics;
using Tessera.App;
using Tessera.App.Keys;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.Server.Http;

/// <summary>
/// What becomes of a request once it is answered: a line of the server's log, and a line of its key's own log. The store gets them in small batches
/// behind the answers; under load only a part of those that went well is kept, for the log is for finding faults and no record.
/// </summary>
internal sealed class RequestTrail(Site site) : IAsyncDisposable
{
    /// <summary>Most lines a key may keep of one interval.</summary>
    public const int MostOfKey = 100;

    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);
    private static readonly object Place = new();
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _gate = new();
    private Dictionary<string, List<RequestLine>> _waiting = new(StringComparer.Ordinal);
    private Task _keeping = Task.CompletedTask;

    /// <summary>Notes whose request it is, and what came of it.</summary>
    public static void Note(HttpContext http, ApiRoute route, Caller? caller, string? code) => http.Items[Place] = new Noted(route, caller, code);

    /// <summary>Starts writing lines to the store.</summary>
    public void Start() => _keeping = Keep();

    /// <summary>Logs each request when its answer is out.</summary>
    public void Use(WebApplication app)
    {
        var log = app.Services.GetRequiredService<ILoggerFactory>().CreateLogger("Tessera.Request");
        app.Use(async (http, next) =>
        {
            var started = Stopwatch.GetTimestamp();
            await next(http);
            var took = Stopwatch.GetElapsedTime(started);
            var noted = http.Items[Place] as Noted;
            // Patterns instead of paths: a path may hold an id of a person.
            var route = noted?.Route.Path ?? (http.GetEndpoint() as RouteEndpoint)?.RoutePattern.RawText ?? "-";
            if (IsAttempt(http.Response.StatusCode, noted?.Code))
            {
                // Never the name that was typed: a password may stand in its place.
                log.LogWarning("refused {Method} {Route} {Status} {Code} to {Caller} from {Address} {RequestId}", http.Request.Method, route, http.Response.StatusCode,
                    noted?.Code, noted?.Caller?.Id ?? "-", Addresses.Of(http), RequestIds.Of(http));
            }
            else if (log.IsEnabled(LogLevel.Information))
            {
                log.LogInformation("{Method} {Route} {Status} {Milliseconds} ms caller {Caller} {Code} {RequestId}", http.Request.Method, route, http.Response.StatusCode,
                    Math.Round(took.TotalMilliseconds, 1), noted?.Caller?.Id ?? "-", noted?.Code ?? "-", RequestIds.Of(http));
            }

            if (noted is { Caller: { IsPerson: false } key })
            {
                Add(new RequestLine(key.Id, site.Clock.MachineNow, RequestIds.Of(http), http.Request.Method, noted.Route.Path, http.Response.StatusCode, noted.Code, (long)took.TotalMicroseconds));
            }
        });
    }

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _keeping;
        _stop.Dispose();
    }

    // Wrong passwords and keys, and what somebody may not do; a page whose session ran out overnight asks on, and is no attempt. Guesses are slowed, so these are few.
    private static bool IsAttempt(int status, string? code) => status is 401 or 403 && code is not (null or "auth.missing" or "auth.session");

    private void Add(RequestLine line)
    {
        lock (_gate)
        {
            if (!_waiting.TryGetValue(line.KeyId, out var lines)) _waiting.Add(line.KeyId, lines = []);
            if (lines.Count < MostOfKey)
            {
                lines.Add(line);
                return;
            }

            // A fault takes the place of a request that went well.
            var replaced = line.Status >= 400 ? lines.FindIndex(l => l.Status < 400) : -1;
            if (replaced >= 0) lines[replaced] = line;
        }
    }

    private async Task Keep()
    {
        while (!_stop.IsCancellationRequested)
        {
            await Task.Delay(Interval, _stop.Token).ContinueWith(_ => { }, TaskScheduler.Default);
            await Flush();
        }
    }

    /// <summary>Writes what waits; a store that is busy loses it.</summary>
    internal async Task Flush()
    {
        Dictionary<string, List<RequestLine>> taken;
        lock (_gate)
        {
            if (_waiting.Count == 0) return;
            (taken, _waiting) = (_waiting, new(StringComparer.Ordinal));
        }

        try
        {
            await site.Write(new KeepRequests { Lines = [.. taken.Values.SelectMany(l => l)] });
        }
        catch (Exception e) when (e is StoreBusy or StoreFault)
        {
            // A sample may be lost; the answers it tells of were given.
        }
    }

    private sealed record Noted(ApiRoute Route, Caller? Caller, string? Code);
}
