using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;
using Tessera.Server.Host;

namespace Tessera.Server.Telemetry;

/// <summary>Sends traces and metrics to an OTLP receiver over HTTP, where one is named. Names and numbers only: no ids or words of people.</summary>
internal sealed class Telemetry : IDisposable
{
    private readonly TracerProvider? _traces;
    private readonly MeterProvider? _metrics;

    private Telemetry(TracerProvider? traces, MeterProvider? metrics) => (_traces, _metrics) = (traces, metrics);

    /// <summary>Starts sending; without a receiver nothing is measured.</summary>
    /// <param name="receiver">Base address; the signals' own paths are added as the protocol says.</param>
    /// <param name="everyMilliseconds">Time between two reports of metrics.</param>
    public static Telemetry Start(Uri? receiver, int everyMilliseconds = 15_000)
    {
        if (receiver is null) return new Telemetry(null, null);
        var resource = ResourceBuilder.CreateEmpty().AddService("tessera", serviceVersion: WebServer.Version, serviceInstanceId: Guid.NewGuid().ToString("N"));
        var traces = Sdk.CreateTracerProviderBuilder().SetResourceBuilder(resource).AddSource(PipelineSignals.Name, "Microsoft.AspNetCore", "Npgsql")
            .AddOtlpExporter(to => Aim(to, receiver, "v1/traces")).Build();
        var metrics = Sdk.CreateMeterProviderBuilder().SetResourceBuilder(resource)
            .AddMeter(PipelineSignals.Name, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime", "Npgsql")
            .AddOtlpExporter((to, reader) =>
            {
                Aim(to, receiver, "v1/metrics");
                reader.PeriodicExportingMetricReaderOptions.ExportIntervalMilliseconds = everyMilliseconds;
            }).Build();
        return new Telemetry(traces, metrics);
    }

    /// <summary>Sends what waits.</summary>
    public void Flush()
    {
        _traces?.ForceFlush();
        _metrics?.ForceFlush();
    }

    public void Dispose()
    {
        _traces?.Dispose();
        _metrics?.Dispose();
    }

    private static void Aim(OtlpExporterOptions to, Uri receiver, string path)
    {
        to.Protocol = OtlpExportProtocol.HttpProtobuf;
        to.Endpoint = new Uri(receiver.ToString().TrimEnd('/') + "/" + path);
    }
}
