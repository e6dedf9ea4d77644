using System.Globalization;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.OpenApi;
using Microsoft.OpenApi;
using Tessera.App.Webhooks;
using Tessera.Core;
using Tessera.Server.Json;

namespace Tessera.Server.OpenApi;

/// <summary>Puts what the reader checks into the schemas: lengths, ranges, shapes, examples.</summary>
internal static class Schemas
{
    public static Task Transform(OpenApiSchema schema, OpenApiSchemaTransformerContext context, CancellationToken cancelled)
    {
        var type = Nullable.GetUnderlyingType(context.JsonTypeInfo.Type) ?? context.JsonTypeInfo.Type;
        var nullable = (schema.Type ?? 0) & JsonSchemaType.Null;
        if (type == typeof(Instant))
        {
            schema.Type = JsonSchemaType.String | nullable;
            schema.Format = "date-time";
            schema.Properties = null;
            schema.Required = null;
        }

        if (type == typeof(MemberId)) (schema.Type, schema.Pattern, schema.Properties, schema.Required) = (JsonSchemaType.String | nullable, TextShapes.PatternOf(TextShapes.MemberId), null, null);
        if (type == typeof(string)) schema.Pattern = null;
        if (type == typeof(decimal)) (schema.Type, schema.Format, schema.Pattern) = (JsonSchemaType.Number | nullable, null, null);
        if (type == typeof(long)) (schema.Type, schema.Format, schema.Pattern) = (JsonSchemaType.Integer | nullable, "int64", null);
        if (type == typeof(int)) (schema.Type, schema.Format, schema.Pattern) = (JsonSchemaType.Integer | nullable, "int32", null);
        if (context.JsonTypeInfo.Kind == System.Text.Json.Serialization.Metadata.JsonTypeInfoKind.Object && type.Namespace?.StartsWith("Tessera", StringComparison.Ordinal) == true && type.Namespace != typeof(EventTable).Namespace && type != typeof(Instant) && type != typeof(MemberId))
        {
            schema.AdditionalPropertiesAllowed = false;
        }

        Told(schema, context.JsonTypeInfo);
        Absent(schema, context.JsonTypeInfo);
        if (context.JsonPropertyInfo is { AttributeProvider: { } provider } property) Constrain(schema, property.PropertyType, provider);
        return Task.CompletedTask;
    }

    /// <summary>An answer without setters is told whole from what it stands on: all its fields are there, and null only where their types say so.</summary>
    private static void Told(OpenApiSchema schema, System.Text.Json.Serialization.Metadata.JsonTypeInfo type)
    {
        if (type.Kind != System.Text.Json.Serialization.Metadata.JsonTypeInfoKind.Object || type.Properties.Count == 0 || type.Properties.Any(p => p.Set is not null)) return;
        schema.Required = type.Properties.Select(p => p.Name).ToHashSet(StringComparer.Ordinal);
        foreach (var field in type.Properties)
        {
            if (!field.IsGetNullable && schema.Properties?.TryGetValue(field.Name, out var told) == true && told is OpenApiSchema own) own.Type &= ~JsonSchemaType.Null;
        }
    }

    /// <summary>What may be null is left out when it is: no answer promises it, whatever the type's constructor asks for.</summary>
    private static void Absent(OpenApiSchema schema, System.Text.Json.Serialization.Metadata.JsonTypeInfo type)
    {
        if (schema.Required is not { Count: > 0 } required || type.Kind != System.Text.Json.Serialization.Metadata.JsonTypeInfoKind.Object) return;
        foreach (var field in type.Properties.Where(p => p.IsGetNullable || Nullable.GetUnderlyingType(p.PropertyType) is not null)) required.Remove(field.Name);
    }

    private static void Constrain(OpenApiSchema schema, Type type, System.Reflection.ICustomAttributeProvider provider)
    {
        T? Find<T>()
            where T : Attribute => provider.GetCustomAttributes(typeof(T), true).OfType<T>().FirstOrDefault();
        if (type == typeof(string)) Text(schema, Find<TextAttribute>());
        if (Find<NumberAttribute>() is { } number)
        {
            schema.Minimum = number.Min.ToString(CultureInfo.InvariantCulture);
            schema.Maximum = number.Max.ToString(CultureInfo.InvariantCulture);
        }

        if (Find<ItemsAttribute>() is { } items) (schema.MinItems, schema.MaxItems) = (items.Min, items.Max);
        if (Find<ExampleAttribute>() is { } example) schema.Examples = [JsonNode.Parse(example.Json)!];
    }

    private static void Text(OpenApiSchema schema, TextAttribute? text)
    {
        if (text is null) return;
        schema.MaxLength = text.Max;
        if (text.Min > 0) schema.MinLength = text.Min;
        if (text.Shape is { } shape) schema.Pattern = TextShapes.PatternOf(shape);
    }
}
