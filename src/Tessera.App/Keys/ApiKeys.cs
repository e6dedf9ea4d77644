using System.Security.Cryptography;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Keys;

/// <summary>A key that was made, with its secret: shown once, stored only as a digest.</summary>
/// <param name="Key">The key.</param>
/// <param name="Secret">The secret.</param>
public sealed record CreatedKey(ApiKey Key, string Secret);

/// <summary>
/// Makes a key of the API: <c>tsk_live_…</c>, or <c>tsk_test_…</c> in a store that runs on the test clock or holds a demo. Names are unique among
/// keys that are not revoked, so that a repeated request makes no second key.
/// </summary>
public sealed record CreateKey : WriteCommand<CreatedKey>
{
    private const string Letters = "0123456789abcdefghjkmnpqrstvwxyz";

    /// <summary>Name, for lists and the log.</summary>
    public required string Name { get; init; }

    /// <summary>Scopes, at least one.</summary>
    public required IReadOnlyList<string> Scopes { get; init; }

    /// <summary>A secret known beforehand, for demos: taken only in a store for trying out.</summary>
    public string? TestSecret { get; init; }

    internal override Answer<CreatedKey> Decide(BatchScope scope)
    {
        if (scope.Db.ApiKeys.All().Any(k => k.RevokedAt is null && k.Name == Name)) return Refusal.Of("key.exists", Reason.Id("name", Name));
        var isLive = !StoreModes.IsTest(scope.Db);
        var key = new ApiKey("key_" + RandomNumberGenerator.GetString(Letters, 10), Name, Scopes, isLive, scope.Now, RevokedAt: null);
        // 32 letters of 5 bits each: 160 bits of chance.
        var secret = !isLive && TestSecret is { } known ? known : (isLive ? "tsk_live_" : "tsk_test_") + RandomNumberGenerator.GetString(Letters, 32);
        scope.Db.ApiKeys.Add(key, secret);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "key.created", key.Id, $$"""{"scopes":"{{string.Join(' ', Scopes)}}"}"""));
        return new CreatedKey(key, secret);
    }
}

/// <summary>Revokes a key by its id or name; from then on it opens nothing.</summary>
public sealed record RevokeKey : WriteCommand<ApiKey>
{
    /// <summary>Id or name.</summary>
    public required string IdOrName { get; init; }

    internal override Answer<ApiKey> Decide(BatchScope scope)
    {
        var all = scope.Db.ApiKeys.All();
        if (all.LastOrDefault(k => k.Id == IdOrName || k.Name == IdOrName) is not { } key) return Refusal.Of("key.unknown", Reason.Id("name", IdOrName));
        if (key.RevokedAt is not null) return new Answer<ApiKey>(key, null, IsRepeat: true);
        scope.Db.ApiKeys.Revoke(key.Id, scope.Now);
        scope.Db.Audits.Append(new AuditEvent(scope.Now, Actor, "key.revoked", key.Id));
        return key with { RevokedAt = scope.Now };
    }
}

/// <summary>Whether a store is for trying out.</summary>
public static class StoreModes
{
    /// <summary>It runs on the test clock or holds a demo: only test keys open it.</summary>
    public static bool IsTest(StoreConnection db) => db.Settings.TestClock is not null || db.Settings.IsDemo;
}
