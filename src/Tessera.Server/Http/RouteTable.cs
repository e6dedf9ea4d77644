namespace Tessera.Server.Http;

/// <summary>What a route promises, attached to its endpoint so that a test can list it from the running server.</summary>
/// <param name="Route">The row of the table; null for endpoints outside it, which are public pages.</param>
internal sealed record Declared(ApiRoute? Route)
{
    /// <summary>A page or description open to everybody.</summary>
    public static Declared Public { get; } = new((ApiRoute?)null);
}

/// <summary>All routes of the API, module by module.</summary>
internal static class RouteTable
{
    public static void Map(WebApplication app, Door door, IReadOnlyList<ApiRoute> routes)
    {
        foreach (var route in routes)
        {
            // A delegate with its own method, so that the framework describes the endpoint.
            var handle = (HttpContext http) => door.Serve(http, route);
            var endpoint = app.MapMethods(route.Path, [route.Method], handle)
                .WithName(route.Id).WithTags(route.Tag).WithSummary(route.Summary).WithMetadata(new Declared(route));
            if (route.Says is { } says) endpoint.WithDescription(says);
            if (route.Takes is { } takes) endpoint.Accepts(takes, route.TakesMedia);
            if (route.Gives is { } gives) endpoint.Produces(route.Status, gives, route.Media);
            else endpoint.Produces(route.Status);
            if (route.AlsoGives is { } other) endpoint.Produces(other.Status, other.Gives, "application/json");
        }
    }
}
