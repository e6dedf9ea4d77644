using System.Text.Json.Nodes;
using Tessera.App;
using Tessera.App.Jobs;

namespace Tessera.Server.Tests.Http;

/// <summary>A server's runner of jobs, and the wait for one to end.</summary>
internal sealed class RunningJobs : IDisposable
{
    private readonly CancellationTokenSource _stop = new();
    private readonly System.Collections.Concurrent.ConcurrentQueue<Exception> _faults = new();
    private readonly Task _work;

    public RunningJobs(Site site, JobMemory? memory = null) => _work = new JobRunner(site, (fault, _) => _faults.Enqueue(fault), memory).Run(_stop.Token);

    public void Dispose()
    {
        _stop.Cancel();
        _work.GetAwaiter().GetResult();
        _stop.Dispose();
    }

    public Task<JsonObject> Ended(TestServer server, string id) => Ended(path => server.Get(path), id);

    public Task<JsonObject> Ended(ClockServer server, string id) => Ended(path => server.Get(path), id);

    private async Task<JsonObject> Ended(Func<string, Task<Got>> get, string id)
    {
        for (var i = 0; i < 3_000; i++)
        {
            var job = (await get("/v1/jobs/" + id)).Json;
            if ((string?)job["state"] is "done" or "failed" or "cancelled") return _faults.IsEmpty ? job : throw new InvalidOperationException(string.Join('\n', _faults));
            await Task.Delay(10, TestContext.Current.CancellationToken);
        }

        throw new TimeoutException(id + " " + string.Join('\n', _faults));
    }
}
