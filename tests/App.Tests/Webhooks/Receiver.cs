using System.Collections.Concurrent;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace Tessera.App.Tests.Webhooks;

/// <summary>What arrived.</summary>
internal sealed record Arrived(string Path, string Id, string Timestamp, string Signature, string Body);

/// <summary>A real receiver on loopback; what it answers is told by a function of what arrived and how often it arrived before.</summary>
internal sealed class Receiver : IAsyncDisposable
{
    private readonly ConcurrentDictionary<(string Path, string Id), int> _times = new();
    private readonly WebApplication _app;

    private Receiver(WebApplication app) => _app = app;

    public ConcurrentQueue<Arrived> All { get; } = new();

    /// <summary>Path, id and how often it came before give status and headers.</summary>
    public Func<string, string, int, HttpResponse, Task> Answers { get; set; } = (_, _, _, _) => Task.CompletedTask;

    public string Url(string path = "/hook") => _app.Urls.First() + path;

    public static async Task<Receiver> Start()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var receiver = new Receiver(builder.Build());
        receiver._app.Run(receiver.Take);
        await receiver._app.StartAsync();
        return receiver;
    }

    public IReadOnlyList<Arrived> On(string path) => [.. All.Where(a => a.Path == path)];

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(new CancellationToken(canceled: true));
        await _app.DisposeAsync();
    }

    private async Task Take(HttpContext http)
    {
        using var reader = new StreamReader(http.Request.Body, Encoding.UTF8);
        var headers = http.Request.Headers;
        var arrived = new Arrived(http.Request.Path, headers["webhook-id"]!, headers["webhook-timestamp"]!, headers["webhook-signature"]!, await reader.ReadToEndAsync());
        All.Enqueue(arrived);
        var before = _times.AddOrUpdate((arrived.Path, arrived.Id), 0, (_, n) => n + 1);
        await Answers(arrived.Path, arrived.Id, before, http.Response);
    }
}
