using Microsoft.AspNetCore.Server.Kestrel.Core;
using Tessera.Server.Http;
using Tessera.Server.OpenApi;

namespace Tessera.Server.Host;

/// <summary>Puts the parts of the server together: Kestrel, what stands around requests, routes, pages, description.</summary>
internal static class WebServer
{
    /// <summary>Most bytes that are read before a request is cut off; routes have their own lower limits.</summary>
    public const long MostBytes = 32L * 1024 * 1024;

    public static string Version { get; } = typeof(WebServer).Assembly.GetName().Version!.ToString(3);

    public static WebApplication Build(ServerPlan plan, Door door, IReadOnlyList<ApiRoute> routes, Views views, RequestTrail trail)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions { ApplicationName = "tessera" });
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Limits).UseUrls(plan.Listen);
        builder.Services.AddRoutingCore();
        builder.Services.AddEndpointsApiExplorer();
        builder.Services.AddMetrics();
        AddLog(builder.Logging, plan);
        builder.Services.Configure<Microsoft.Extensions.Logging.Console.ConsoleLoggerOptions>(o => o.LogToStandardErrorThreshold = LogLevel.Trace);
        Description.Add(builder.Services, Version);
        var app = builder.Build();
        trail.Use(app);
        Outside.Use(app, plan);
        app.UseRouting();
        // Its own branch: the viewer would look at every request of the tills.
        app.UseWhen(http => http.Request.Path.StartsWithSegments("/docs/api", StringComparison.OrdinalIgnoreCase), UseViewer);
        RouteTable.Map(app, door, routes);
        app.MapOpenApi("/openapi/{documentName}.json").WithMetadata(Declared.Public);
        PageRoutes.Map(app, views);
        if (views.Welcome is { } welcome) WelcomeRoutes.Map(app, welcome);
        return app;
    }

    private static void UseViewer(IApplicationBuilder app) => app.UseSwaggerUI(viewer =>
    {
        viewer.RoutePrefix = "docs/api";
        viewer.DocumentTitle = "Tessera API";
        viewer.SwaggerEndpoint(Description.Address, "Tessera v1");
        viewer.ConfigObject.PersistAuthorization = false;
        viewer.ConfigObject.DefaultModelsExpandDepth = 0;
        viewer.ConfigObject.DocExpansion = Swashbuckle.AspNetCore.SwaggerUI.DocExpansion.None;
    });

    private static void AddLog(ILoggingBuilder logging, ServerPlan plan)
    {
        logging.SetMinimumLevel(plan.LogLevel);
        // The framework would log whole addresses, and with them what a caller put there; our own line tells the pattern.
        logging.AddFilter("Microsoft.AspNetCore", LogLevel.Warning);
        if (plan.LogsJson)
        {
            logging.AddJsonConsole(console =>
            {
                console.UseUtcTimestamp = true;
                console.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
                console.JsonWriterOptions = new System.Text.Json.JsonWriterOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
            });
            return;
        }

        logging.AddSimpleConsole(console => console.SingleLine = true);
    }

    private static void Limits(KestrelServerOptions kestrel)
    {
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = MostBytes;
        kestrel.Limits.MaxRequestHeadersTotalSize = 32 * 1024;
        kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
    }
}
