using System.ComponentModel;
using System.Globalization;
using System.Reflection;
using System.Text;
using System.Text.Json;
using Tessera.App.Webhooks;

namespace Tessera.Server.OpenApi;

/// <summary>Writes the reference page of events from the table of events.</summary>
internal static class EventReference
{
    public const string Page = "docs/reference/events.md";

    public static string Markdown()
    {
        var text = new StringBuilder();
        text.Append("# Events 事件\n\n");
        text.Append("What Tessera tells your own systems by webhook, and what each message holds. ");
        text.Append("This page is made from the table of events; `TESSERA_WRITE=1 ./test Every_event` makes it anew.\n\n");
        text.Append("How messages are signed, repeated and checked is told in [webhooks](../concepts/webhooks.md). Every message is ");
        text.Append("`{\"type\": …, \"timestamp\": …, \"data\": {…}}`; the tables below tell what `data` holds. New fields may come at any time: ignore what you do not know.\n\n");
        text.Append("| type | 中文 | sent when | data |\n| --- | --- | --- | --- |\n");
        foreach (var kind in EventTable.All) text.Append(CultureInfo.InvariantCulture, $"| `{kind.Type}` | {kind.Says.Zh} | {kind.Says.En} | [{kind.Body.Name}](#{kind.Body.Name.ToLowerInvariant()}) |\n");
        foreach (var body in EventTable.All.Select(k => k.Body).Distinct()) Body(text, body);
        return text.ToString().TrimEnd('\n') + "\n";
    }

    private static void Body(StringBuilder text, Type body)
    {
        text.Append(CultureInfo.InvariantCulture, $"\n## {body.Name}\n\n| field | type | meaning |\n| --- | --- | --- |\n");
        var fields = body.GetProperties(BindingFlags.Public | BindingFlags.Instance).OrderBy(p => p.DeclaringType == body ? 1 : 0).ThenBy(p => p.MetadataToken);
        foreach (var field in fields)
        {
            var says = field.GetCustomAttribute<DescriptionAttribute>()?.Description ?? "";
            text.Append(CultureInfo.InvariantCulture, $"| `{JsonNamingPolicy.CamelCase.ConvertName(field.Name)}` | {NameOf(field.PropertyType)} | {says} |\n");
        }

        var example = EventTable.All.First(k => k.Body == body);
        text.Append(CultureInfo.InvariantCulture, $"\n`{example.Type}`:\n\n```json\n{example.Example}\n```\n");
    }

    private static string NameOf(Type given)
    {
        var type = Nullable.GetUnderlyingType(given) ?? given;
        if (type == typeof(string)) return "text";
        if (type == typeof(bool)) return "true or false";
        if (type == typeof(DateOnly)) return "date";
        if (type == typeof(DateTimeOffset)) return "instant";
        return type == typeof(long) || type == typeof(int) ? "integer" : "list of `{kind, value}`";
    }
}
