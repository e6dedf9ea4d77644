using System.Globalization;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Tessera.Server.Tests.Http;

namespace Tessera.Server.Tests.OpenApi;

/// <summary>Plays operations by their description: sends the example that is told, or another body, and keeps each first answer that fits its schema.</summary>
internal sealed class Player(JsonObject document, HttpClient client)
{
    private readonly IReadOnlyDictionary<string, Operation> _operations = Operation.AllOf(document).ToDictionary(o => o.Id, StringComparer.Ordinal);
    private readonly SchemaCheck _check = new(document);
    private readonly HashSet<string> _played = new(StringComparer.Ordinal);
    private int _keys;

    /// <summary>Values of path parameters; the story sets them as ids become known.</summary>
    public Dictionary<string, string> Ids { get; } = new(StringComparer.Ordinal);

    /// <summary>First answer of each operation.</summary>
    public SortedDictionary<string, JsonNode> Answers { get; } = new(StringComparer.Ordinal);

    /// <summary>What was refused or does not fit.</summary>
    public List<string> Wrong { get; } = [];

    /// <summary>Cookie of the person who signed in, for operations that only people have.</summary>
    public string? Cookie { get; private set; }

    /// <summary>Whether what both keys and people may do is done by the person.</summary>
    public bool AsPerson { get; set; }

    /// <summary>Operations nobody played, and whose answer is no file.</summary>
    public IEnumerable<string> Unplayed => _operations.Keys.Except(_played, StringComparer.Ordinal);

    /// <summary>Plays one operation; the answer, empty where it failed.</summary>
    /// <param name="id">Operation.</param>
    /// <param name="body">Another body than the example.</param>
    /// <param name="query">Query beside the required fields.</param>
    public async Task<JsonObject> Play(string id, string? body = null, string query = "")
    {
        _played.Add(id);
        var operation = _operations[id];
        using var request = Request(operation, body, query);
        using var response = await client.SendAsync(request);
        var text = await response.Content.ReadAsStringAsync();
        if (response.Headers.TryGetValues("Set-Cookie", out var cookies) && cookies.FirstOrDefault()?.Split(';')[0] is { } cookie && !cookie.EndsWith('=')) Cookie = cookie;
        var status = ((int)response.StatusCode).ToString(CultureInfo.InvariantCulture);
        if (!response.IsSuccessStatusCode || operation.Description["responses"]?[status] is not { } told)
        {
            Wrong.Add($"{id}: {status} {text}");
            return [];
        }

        var content = told["content"]?.AsObject().First();
        var answer = content?.Key == "application/json" ? JsonNode.Parse(text)! : JsonValue.Create(text);
        Wrong.AddRange(_check.Wrong(answer, content?.Value?["schema"]?.AsObject() ?? []).Select(w => $"{id} {status} {w}: {(text.Length > 300 ? text[..300] : text)}"));
        if (told.AsObject().ContainsKey("content")) Answers.TryAdd(id, answer);
        return answer as JsonObject ?? [];
    }

    private HttpRequestMessage Request(Operation operation, string? body, string query)
    {
        var path = operation.Parameters("path").Aggregate(operation.Path, (p, part) =>
            p.Replace("{" + (string)part["name"]! + "}", Ids.GetValueOrDefault((string)part["name"]!) ?? (string)part["example"]!, StringComparison.Ordinal));
        var asked = operation.Parameters("query").Where(q => q["required"]?.GetValue<bool>() == true && !query.StartsWith((string)q["name"]! + "=", StringComparison.Ordinal)).Select(q => (string)q["name"]! + "=" + Uri.EscapeDataString(q["example"]!.ToString())).Append(query).Where(q => q.Length > 0).ToList();
        var request = new HttpRequestMessage(new HttpMethod(operation.Method), asked.Count == 0 ? path : path + "?" + string.Join('&', asked));
        if (operation.Body() is { } told)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body ?? (told.Example is JsonValue text && text.TryGetValue<string>(out var plain) ? plain : told.Example?.ToJsonString() ?? "{}")));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(told.Media);
        }

        if (operation.Parameters("header").Any()) request.Headers.Add("Idempotency-Key", "play-" + (++_keys).ToString(CultureInfo.InvariantCulture));
        var security = operation.Description["security"]?.AsArray() ?? [];
        if (AsPerson || (security.Count == 1 && security[0]!.AsObject().ContainsKey("session")))
        {
            request.Headers.Add("Cookie", Cookie);
            request.Headers.Add("Tessera-Csrf", "1");
            // A header of its own stands before that of the client.
            request.Headers.Authorization = null;
        }
        else if (security.Count > 0)
        {
            request.Headers.Authorization = Key;
        }

        return request;
    }

    /// <summary>The key that plays what keys may.</summary>
    public AuthenticationHeaderValue? Key { get; init; }
}
