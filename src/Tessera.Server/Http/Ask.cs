using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tessera.Core;
using Tessera.Server.Json;

namespace Tessera.Server.Http;

/// <summary>One request on its way to a use case: who asks, in which language, with which parts already read and checked.</summary>
internal sealed class Ask(HttpContext http, ApiRoute route, Caller? caller)
{
    private readonly Dictionary<string, string> _query = new(StringComparer.Ordinal);

    public HttpContext Http => http;

    public ApiRoute Route => route;

    public CancellationToken Cancelled => http.RequestAborted;

    public Language Language { get; } = Languages.FromHeader(http.Request.Headers.AcceptLanguage);

    public string RequestId => RequestIds.Of(http);

    /// <summary>Who asks, or null on public routes.</summary>
    public Caller? Asker => caller;

    /// <summary>The door this request came through, for the audit trail.</summary>
    public Entrance Entrance => new(route.Id, RequestId, Addresses.Of(http)) { Store = Places.Of(http, Places.StoreHeader), Till = Places.Of(http, Places.TillHeader) ?? caller?.Session?.Till };

    /// <summary>The key or person that asks; only on guarded routes.</summary>
    public Caller Caller => caller ?? throw new InvalidOperationException($"{route.Id} is public and has no caller");

    /// <summary>Body as it came.</summary>
    public ReadOnlyMemory<byte> Raw { get; set; }

    /// <summary>Body as read and checked; null when the route takes none.</summary>
    public object? Body { get; set; }

    /// <summary>Idempotency-Key, on routes that change state.</summary>
    public string? Key { get; set; }

    public T Take<T>()
        where T : class => (T)Body!;

    /// <summary>Scope of a key is caller, method and path (api.md); only its digest is stored.</summary>
    public byte[] KeyHash() => Digest($"{caller?.Id}\n{http.Request.Method}\n{http.Request.Path.Value}\n{Key}");

    /// <summary>Digest of the input: the query and the body byte for byte.</summary>
    public byte[] InputHash()
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        hash.AppendData(Encoding.UTF8.GetBytes((http.Request.QueryString.Value ?? "") + "\n"));
        hash.AppendData(Raw.Span);
        return hash.GetHashAndReset();
    }

    /// <summary>A part of the path.</summary>
    public string Path(string name) => http.GetRouteValue(name) as string ?? "";

    public string? Text(string name) => _query.GetValueOrDefault(name);

    public int Int(string name, int otherwise) => _query.TryGetValue(name, out var text) ? int.Parse(text, CultureInfo.InvariantCulture) : otherwise;

    public bool Flag(string name) => _query.GetValueOrDefault(name) == "true";

    public DateOnly? Date(string name) => _query.TryGetValue(name, out var text) && Moments.TryDate(text, out var day) ? day : null;

    public Instant? Moment(string name) => _query.TryGetValue(name, out var text) && Moments.TryInstant(text, out var at) ? at : null;

    public int Limit => Int("limit", 50);

    /// <summary>Reads the query against what the route declares; everything wrong is found.</summary>
    public IReadOnlyList<FieldError> ReadQuery()
    {
        var errors = new List<FieldError>();
        foreach (var (name, values) in http.Request.Query)
        {
            var at = "?" + (name.Length <= 60 ? name : name[..60]);
            var field = route.Query.FirstOrDefault(q => q.Name == name);
            if (field is null) errors.Add(new FieldError(at, "query.unknown"));
            else if (values.Count != 1) errors.Add(new FieldError(at, "query.twice"));
            else if (QueryValues.Wrong(field, values[0] ?? "") is { } wrong) errors.Add(wrong);
            else _query[name] = values[0]!;
        }

        errors.AddRange(route.Query.Where(q => q.Required && !http.Request.Query.ContainsKey(q.Name)).Select(q => new FieldError("?" + q.Name, "field.missing")));
        return errors;
    }

    private static byte[] Digest(string text) => SHA256.HashData(Encoding.UTF8.GetBytes(text));
}

/// <summary>Checks of query values.</summary>
internal static class QueryValues
{
    public static FieldError? Wrong(QueryField field, string text)
    {
        var at = "?" + field.Name;
        if (text.Length == 0) return new FieldError(at, "field.short", "1");
        if (text.Length > 200) return new FieldError(at, "field.long", "200");
        if (text.Any(c => char.IsControl(c) || char.IsSurrogate(c))) return new FieldError(at, "field.characters");
        if (field.Choices is { } choices && !choices.Contains(text, StringComparer.Ordinal)) return new FieldError(at, "field.choice", string.Join(", ", choices));
        if (field.Type == typeof(int)) return Integer(field, text, at);
        if (field.Type == typeof(DateOnly)) return Moments.TryDate(text, out _) ? null : new FieldError(at, "field.date");
        if (field.Type == typeof(Instant)) return Moments.TryInstant(text, out _) ? null : new FieldError(at, "field.instant");
        if (field.Type == typeof(bool)) return text is "true" or "false" ? null : new FieldError(at, "field.boolean");
        return null;
    }

    private static FieldError? Integer(QueryField field, string text, string at)
    {
        if (!text.All(char.IsAsciiDigit)) return new FieldError(at, "field.integer");
        var good = long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number >= field.Min && number <= field.Max;
        return good ? null : new FieldError(at, "field.range", field.Min.ToString(CultureInfo.InvariantCulture), field.Max.ToString(CultureInfo.InvariantCulture));
    }
}
