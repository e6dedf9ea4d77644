using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.App.Programs.Calibrations;
using Tessera.Core.Programs.Backtests;

namespace Tessera.App.Programs.Backtests;

/// <summary>The bytes of a report: the same input gives the same ones.</summary>
public static class BacktestText
{
    private static readonly BacktestJson Form = new(new JsonSerializerOptions(BacktestJson.Default.Options)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping, Converters = { new JsonStringEnumConverter(JsonNamingPolicy.CamelCase) },
    });

    /// <summary>Writes a report.</summary>
    public static byte[] Write(BacktestReport report) => JsonSerializer.SerializeToUtf8Bytes(report, Form.BacktestReport);

    /// <summary>Writes a calibration.</summary>
    public static byte[] Write(CalibrationOutcome outcome) => JsonSerializer.SerializeToUtf8Bytes(outcome, Form.CalibrationOutcome);

    /// <summary>Reads a report.</summary>
    public static BacktestReport Read(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize(bytes, Form.BacktestReport)!;

    /// <summary>Reads a calibration.</summary>
    public static CalibrationOutcome ReadCalibration(ReadOnlySpan<byte> bytes) => JsonSerializer.Deserialize(bytes, Form.CalibrationOutcome)!;
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(BacktestReport))]
[JsonSerializable(typeof(CalibrationOutcome))]
internal sealed partial class BacktestJson : JsonSerializerContext;
