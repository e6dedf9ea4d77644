using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Tessera.Storage.Identities;

/// <summary>How a key seals.</summary>
public enum SealingCipher
{
    /// <summary>AES with 256 bits in Galois/Counter Mode (NIST SP 800-38D).</summary>
    AesGcm = 1,

    /// <summary>ChaCha20 with Poly1305 (RFC 8439).</summary>
    ChaCha20Poly1305 = 2,
}

/// <summary>
/// The key file of a store: lines of text. The first is what a new store begins with, <c>tessera-key-1 ROOT</c>, or, once that key was dropped, what may never change of it,
/// <c>tessera-names-1 NAMES</c>; each further one is a later key, <c>NUMBER CIPHER ROOT</c>. Roots and names are base64. A later key is appended, so that a power cut leaves the
/// line whole, or one without an end that nothing was sealed with.
/// </summary>
internal sealed class KeyFile
{
    /// <summary>Most keys a store ever has: a sealed value names its own in one byte.</summary>
    internal const int MostKeys = 255;

    private const string First = "tessera-key-1";
    private const string Names = "tessera-names-1";
    private const int RootLength = 32;
    private readonly string _file;

    private KeyFile(string file, byte[] names, List<SealingKey> keys) => (_file, NameKeys, Keys) = (file, names, keys);

    /// <summary>Two keys of 32 bytes for what stands for ever: names that go into records, and account ids.</summary>
    internal byte[] NameKeys { get; }

    /// <summary>The keys, the oldest first.</summary>
    internal IReadOnlyList<SealingKey> Keys { get; }

    /// <summary>Makes a file with one key; only its owner may read it.</summary>
    internal static KeyFile Create(string file)
    {
        Write(file, $"{First} {Convert.ToBase64String(RandomNumberGenerator.GetBytes(RootLength))}\n", FileMode.CreateNew);
        return Read(file);
    }

    /// <summary>Reads a file.</summary>
    /// <exception cref="StoreRefused"><c>store.key.missing</c>, <c>store.key.wrong</c>.</exception>
    internal static KeyFile Read(string file)
    {
        if (!File.Exists(file)) throw new StoreRefused("store.key.missing", $"The key file {file} is missing; personal fields cannot be read without it.", file);
        var text = File.ReadAllText(file);
        var lines = text.Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries).ToList();
        // The file of a new store may have been typed or copied without its last line end; a further key without one was cut off while it was written.
        if (lines.Count > 1 && !text.EndsWith('\n')) lines.RemoveAt(lines.Count - 1);
        var keys = new List<SealingKey>();
        byte[]? names = null;
        foreach (var words in lines.Select(line => line.Split(' ')))
        {
            switch (words)
            {
                case [First, var root] when names is null && Bytes(root, RootLength) is { } first:
                    keys.Add(new SealingKey(1, SealingCipher.AesGcm, first));
                    names = NamesOf(first);
                    break;
                case [Names, var kept] when names is null && Bytes(kept, 2 * RootLength) is { } known:
                    names = known;
                    break;
                case [var number, var cipher, var root] when names is not null && int.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out var at) && at > (keys.Count == 0 ? 1 : keys[^1].Number) && at <= MostKeys
                    && CipherOf(cipher) is { } by && Bytes(root, RootLength) is { } later:
                    keys.Add(new SealingKey(at, by, later));
                    break;
                default:
                    throw Wrong(file);
            }
        }

        return names is null || keys.Count == 0 ? throw Wrong(file) : new KeyFile(file, names, keys);
    }

    /// <summary>Appends a fresh key; it is on disk when this returns. Nothing is sealed with it before a store is told to.</summary>
    /// <returns>Its number.</returns>
    /// <exception cref="StoreRefused"><c>store.key.many</c>: there is no number left.</exception>
    internal int Add(SealingCipher cipher)
    {
        var number = Keys[^1].Number + 1;
        if (number > MostKeys) throw new StoreRefused("store.key.many", $"The key file {_file} has no number left for another key.", _file);
        var text = File.ReadAllText(_file);
        // What was cut off while it was written goes first: it would run into the new line.
        if (!text.EndsWith('\n')) Replace(Keys[0].Number == 1 ? Keys[0] : null, Keys);
        Write(_file, string.Create(CultureInfo.InvariantCulture, $"{number} {NameOf(cipher)} {Convert.ToBase64String(RandomNumberGenerator.GetBytes(RootLength))}\n"), FileMode.Append);
        return number;
    }

    /// <summary>Takes a key out for good. The file of before may come back after a power cut; it still opens everything.</summary>
    internal void Drop(int number) => Replace(number == 1 ? null : Keys.FirstOrDefault(k => k.Number == 1), Keys.Where(k => k.Number != number));

    /// <summary>The name of a cipher in the file and on the command line.</summary>
    internal static string NameOf(SealingCipher cipher) => cipher == SealingCipher.AesGcm ? "aes-256-gcm" : "chacha20-poly1305";

    /// <summary>The cipher of a name, or null.</summary>
    internal static SealingCipher? CipherOf(string name) => Enum.GetValues<SealingCipher>().Where(c => NameOf(c) == name).Cast<SealingCipher?>().FirstOrDefault();

    private void Replace(SealingKey? first, IEnumerable<SealingKey> keys)
    {
        var text = new StringBuilder(first is null ? $"{Names} {Convert.ToBase64String(NameKeys)}\n" : $"{First} {Convert.ToBase64String(first.Root)}\n");
        foreach (var key in keys.Where(k => k.Number > 1)) text.Append(CultureInfo.InvariantCulture, $"{key.Number} {NameOf(key.Cipher)} {Convert.ToBase64String(key.Root)}\n");
        File.Delete(_file + ".new");
        Write(_file + ".new", text.ToString(), FileMode.CreateNew);
        File.Move(_file + ".new", _file, overwrite: true);
    }

    private static void Write(string file, string text, FileMode mode)
    {
        var options = new FileStreamOptions { Mode = mode, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows() && mode == FileMode.CreateNew) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using var stream = new FileStream(file, options);
        stream.Write(Encoding.ASCII.GetBytes(text));
        stream.Flush(flushToDisk: true);
    }

    private static byte[] NamesOf(byte[] first) => [.. SealingKey.Derive(first, "tessera index 1"u8), .. SealingKey.Derive(first, "tessera account 1"u8)];

    private static byte[]? Bytes(string base64, int length)
    {
        var bytes = new byte[length];
        return Convert.TryFromBase64String(base64, bytes, out var written) && written == length ? bytes : null;
    }

    private static StoreRefused Wrong(string file) => new("store.key.wrong", $"{file} is not a key file of Tessera.", file);
}

/// <summary>One key of the file, with what is derived from it (HKDF, RFC 5869).</summary>
/// <param name="Number">1 to 255; a sealed value names it.</param>
/// <param name="Cipher">How it seals.</param>
/// <param name="Root">32 bytes.</param>
internal sealed record SealingKey(int Number, SealingCipher Cipher, byte[] Root)
{
    /// <summary>Seals.</summary>
    internal byte[] Seal { get; } = Derive(Root, "tessera seal 1"u8);

    /// <summary>Makes keyed indexes.</summary>
    internal byte[] Index { get; } = Derive(Root, "tessera index 1"u8);

    internal static byte[] Derive(byte[] root, ReadOnlySpan<byte> what) => HKDF.DeriveKey(HashAlgorithmName.SHA256, root, 32, info: what.ToArray());
}
