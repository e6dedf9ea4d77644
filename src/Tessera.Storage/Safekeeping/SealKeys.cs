namespace Tessera.Storage.Safekeeping;

/// <summary>What a key of the key file is to a store.</summary>
public enum SealKeyRole
{
    /// <summary>It was added and takes over with the next night.</summary>
    Waits,

    /// <summary>It seals.</summary>
    Writes,

    /// <summary>It opens what was sealed before.</summary>
    Opens,
}

/// <summary>A key of the key file.</summary>
/// <param name="Number">From 1.</param>
/// <param name="Cipher"><c>aes-256-gcm</c> or <c>chacha20-poly1305</c>.</param>
/// <param name="Role">What it is to the store.</param>
public sealed record SealKey(int Number, string Cipher, SealKeyRole Role);

/// <summary>The keys that seal a store: looks at them, adds one, drops one. Runs beside the owner, who takes changes of the file up by itself.</summary>
public static class SealKeys
{
    /// <summary>Names of the ciphers a key may have, the first by default.</summary>
    public static IReadOnlyList<string> Ciphers { get; } = [.. Enum.GetValues<SealingCipher>().Select(KeyFile.NameOf)];

    /// <summary>The keys, the oldest first.</summary>
    public static IReadOnlyList<SealKey> Of(Store store)
    {
        using var reader = store.Read();
        var writes = reader.Connection.Settings.SealingKeys.Writes;
        return [.. KeyFile.Read(store.Paths.Key).Keys.Select(k => new SealKey(k.Number, KeyFile.NameOf(k.Cipher), k.Number > writes ? SealKeyRole.Waits : k.Number == writes ? SealKeyRole.Writes : SealKeyRole.Opens))];
    }

    /// <summary>Adds a fresh key to the file. It takes over with the next night: until then the file is to be copied to wherever else it lies.</summary>
    /// <param name="store">The store.</param>
    /// <param name="cipher">One of <see cref="Ciphers"/>.</param>
    /// <exception cref="StoreRefused"><c>store.key.many</c>.</exception>
    public static SealKey Add(Store store, string cipher)
    {
        var by = KeyFile.CipherOf(cipher) ?? throw new ArgumentOutOfRangeException(nameof(cipher), cipher, null);
        return new SealKey(KeyFile.Read(store.Paths.Key).Add(by), cipher, SealKeyRole.Waits);
    }

    /// <summary>Takes a key out of the file for good, once nothing in the store is sealed with it. Backups made before need the file of before.</summary>
    /// <param name="store">The store.</param>
    /// <param name="number">The key.</param>
    /// <param name="dryRun">Only look whether it may go.</param>
    /// <exception cref="StoreRefused"><c>store.key.unknown</c>, <c>store.key.inUse</c>.</exception>
    public static void Drop(Store store, int number, bool dryRun)
    {
        var name = number.ToString(System.Globalization.CultureInfo.InvariantCulture);
        var key = Of(store).FirstOrDefault(k => k.Number == number) ?? throw new StoreRefused("store.key.unknown", $"The key file has no key {name}.", name);
        if (key.Role != SealKeyRole.Opens) throw new StoreRefused("store.key.inUse", $"Key {name} seals, or is about to.", name, "-");
        using (var reader = store.Read())
        {
            reader.Connection.BeginRead();
            var left = Resealing.Left(reader.Connection);
            if (left.Count > 0 || reader.Connection.Settings.SealingKeys.Oldest <= number) throw new StoreRefused("store.key.inUse", $"What key {name} sealed is still there.", name, left.Count == 0 ? "…" : string.Join(", ", left));
        }

        if (!dryRun) KeyFile.Read(store.Paths.Key).Drop(number);
    }
}
