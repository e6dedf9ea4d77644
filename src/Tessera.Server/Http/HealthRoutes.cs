using System.ComponentModel;

namespace Tessera.Server.Http;

/// <summary>Health of the server.</summary>
/// <param name="Status">Always <c>ok</c>; a server that cannot work answers 503 with a problem.</param>
/// <param name="Mode">live, test or demo.</param>
/// <param name="Version">Version of the program.</param>
internal sealed record Health(string Status, [property: Description("live, test or demo.")] string Mode, string Version);

/// <summary>Whether the server lives (never touches the store), and whether it can work.</summary>
internal static class HealthRoutes
{
    public static IEnumerable<ApiRoute> All(Health health, Func<Problem?> ready)
    {
        yield return new ApiRoute
        {
            Method = "GET", Path = "/health/live", Id = "getHealthLive", Tag = "health", IsPublic = true, Gives = typeof(Health),
            Summary = "The process lives",
            Says = "Never touches the store: use it to decide whether to restart.",
            Handle = _ => Task.FromResult(Reply.Ok(health)),
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/health/ready", Id = "getHealthReady", Tag = "health", IsPublic = true, Gives = typeof(Health),
            Summary = "The server can work",
            Says = "Reads the store: use it to decide whether to send requests. 503 while it cannot.",
            Handle = _ => Task.FromResult(ready() is { } problem ? (Reply)problem : Reply.Ok(health)),
        };
    }
}
