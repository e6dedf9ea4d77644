using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.OpenApi;
using Tessera.Core;
using Tessera.Server.Http;

namespace Tessera.Server.OpenApi;

/// <summary>Describes the parameters of a route.</summary>
internal static partial class Parameters
{
    private static readonly Dictionary<string, (string Says, string Example)> PathParts = new(StringComparer.Ordinal)
    {
        ["memberId"] = ("Id of the member.", "mem_01jd8m3k7q2v5x9zabcdefghjk"),
        ["purchaseId"] = ("Id of the purchase, as its answer gave it.", "ord_ehmprv006rs36dsg64r30c1g"),
        ["applicationId"] = ("Id of the application, as its answer gave it.", "app_01jd8m3k7q2v5x9zabcdefghjk_7"),
        ["bookingId"] = ("Id of the booking, as its answer gave it.", "bkg_01jd8m3k7q2v5x9zabcdefghjk_7"),
        ["planPeriodId"] = ("Id of the paid period, as its order gave it.", "pln_01jd8m3k7q2v5x9zabcdefghjk_7_2"),
        ["redemptionId"] = ("Id of the redemption, as its answer gave it.", "red_01jd8m3k7q2v5x9zabcdefghjk_7"),
        ["drawId"] = ("Id of the draw in the programme.", "spring"),
        ["jobId"] = ("Id of the job.", "imp_0644f1c2a3b4d5e6f7a8b9"),
        ["reportId"] = ("Id of the report.", "btr_0644f1c2a3b4d5e6f7a8b9"),
        ["proposalId"] = ("Id of the proposal.", "prp_019ab3c4d5e67f8091a2b3c4d5e6f708"),
        ["batchId"] = ("Id of the batch.", "tib_0644f1c2a3b4d5e6f7a8b9"),
        ["workId"] = ("Id of the item, as the worklist gave it.", "wrk_01jd8m3k7q2v5x9zabcdefghjk_7_1"),
        ["storeCode"] = ("Code of the store or region.", "sh-001"),
        ["tillCode"] = ("Code of the till.", "sh-001-1"),
        ["shiftId"] = ("Id of the shift.", "shf_019ab3c4d5e67f8091a2b3c4d5e6f708"),
        ["mapName"] = ("Name of the map.", "old-cards"),
        ["keyId"] = ("Id of the key.", "key_01jd8m3k7q2v5x9zabcdefghjk"),
        ["personId"] = ("Id of the person.", "per_0193a5b2c4d67e8f9a0b1c2d3e4f5a6b"),
        ["approvalId"] = ("Id of the approval.", "apr_0193a5b2c4d67e8f9a0b1c2d3e4f5a6b"),
        ["endpointId"] = ("Id of the endpoint.", "whe_4f7k2m9q0c"),
        ["replayId"] = ("Id of the replay.", "whr_4f7k2m9q0c"),
        ["version"] = ("Number of a published version.", "1"),
        ["benefitCode"] = ("Benefit, by its id in the programme.", "tasting"),
        ["sequence"] = ("Place of the item in the member's record, as its answer gave it.", "3"),
        ["couponId"] = ("Id of the coupon.", "cpn_01jd8m3k7q2v5x9zabcdefghjk_3_1"),
        ["couponKind"] = ("Kind of coupon of the programme.", "film"),
        ["segmentId"] = ("Id of the segment.", "asleep"),
        ["templateId"] = ("Id of the template.", "salon"),
        ["viewId"] = ("Id of the view.", "viw_0193a5b2c4d67e8f9a0b1c2d3e4f5a6b"),
        ["tag"] = ("Tag.", "vip"),
        ["code"] = ("Stable code of a problem.", "request.malformed"),
    };

    public static IEnumerable<IOpenApiParameter> Of(ApiRoute route)
    {
        foreach (Match part in PathPart().Matches(route.Path))
        {
            var name = part.Groups["name"].Value;
            var (says, example) = PathParts[name];
            yield return new OpenApiParameter
            {
                Name = name, In = ParameterLocation.Path, Required = true, Description = says, Example = JsonValue.Create(example),
                Schema = new OpenApiSchema { Type = JsonSchemaType.String },
            };
        }

        foreach (var field in route.Query) yield return Query(field);
        if (route.ChangesState)
        {
            yield return new OpenApiParameter
            {
                Name = Door.KeyHeader, In = ParameterLocation.Header, Required = true, Example = JsonValue.Create("7f6c2b1e-4c1d-4d0e-9a57-0d6c1f3f2a10"),
                Description = "Any text of at most 200 visible ASCII characters, new for each operation and the same when you retry.",
                Schema = new OpenApiSchema { Type = JsonSchemaType.String, MinLength = 1, MaxLength = 200 },
            };
        }
    }

    private static OpenApiParameter Query(QueryField field) => new()
    {
        Name = field.Name,
        In = ParameterLocation.Query,
        Required = field.Required,
        Description = field.Says,
        Example = field.Example is { } example ? (field.Type == typeof(int) || field.Type == typeof(bool) ? JsonNode.Parse(example) : JsonValue.Create(example)) : null,
        Schema = SchemaOf(field),
    };

    private static OpenApiSchema SchemaOf(QueryField field)
    {
        var invariant = System.Globalization.CultureInfo.InvariantCulture;
        if (field.Type == typeof(int))
        {
            return new OpenApiSchema { Type = JsonSchemaType.Integer, Minimum = field.Min.ToString(invariant), Maximum = field.Max.ToString(invariant) };
        }

        if (field.Type == typeof(bool)) return new OpenApiSchema { Type = JsonSchemaType.Boolean };
        var schema = new OpenApiSchema { Type = JsonSchemaType.String, MaxLength = 200 };
        if (field.Type == typeof(DateOnly)) schema.Format = "date";
        if (field.Type == typeof(Instant)) schema.Format = "date-time";
        if (field.Choices is { } choices) schema.Enum = [.. choices.Select(c => (JsonNode)JsonValue.Create(c)!)];
        return schema;
    }

    [GeneratedRegex("\\{(?<name>[A-Za-z]+)\\}", RegexOptions.ExplicitCapture, 1000)]
    private static partial Regex PathPart();
}
