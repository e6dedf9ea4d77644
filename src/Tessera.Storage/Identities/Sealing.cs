using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Tessera.Storage.Identities;

/// <summary>
/// Seals personal fields (AES-256-GCM) and makes keyed indexes for looking them up. Its key lies in a file beside the store, never inside it and never in a backup.
/// A sealed value is: format 1, key number, 12 bytes nonce, cipher text, 16 bytes tag; what it belongs to is authenticated with it, so that rows cannot be swapped.
/// </summary>
public sealed class Sealing
{
    private const int NonceLength = 12;
    private const int TagLength = 16;
    private const int HeadLength = 2 + NonceLength;

    [ThreadStatic]
    private static AesGcm? _kept;

    [ThreadStatic]
    private static Sealing? _keptOf;

    private readonly byte[] _sealKey;
    private readonly byte[] _indexKey;
    private readonly byte[] _accountKey;

    private Sealing(byte[] key)
    {
        _sealKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, info: "tessera seal 1"u8.ToArray());
        _indexKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, info: "tessera index 1"u8.ToArray());
        _accountKey = HKDF.DeriveKey(HashAlgorithmName.SHA256, key, 32, info: "tessera account 1"u8.ToArray());
        CheckValue = Convert.ToHexStringLower(HMACSHA256.HashData(_indexKey, "check"u8));
    }

    /// <summary>Tells whether a store and a key belong together, without telling the key.</summary>
    internal string CheckValue { get; }

    /// <summary>A random account id.</summary>
    public static AccountId NewAccount()
    {
        Span<byte> bytes = stackalloc byte[8];
        long value;
        do
        {
            RandomNumberGenerator.Fill(bytes);
            value = BinaryPrimitives.ReadInt64BigEndian(bytes);
        }
        while (value == 0);
        return new AccountId(value);
    }

    /// <summary>The account id of an imported member: keyed, so that nobody without the key can tell the account of an external id, even after erasure.</summary>
    public AccountId AccountOf(string source, string externalId)
    {
        Span<byte> digest = stackalloc byte[32];
        HMACSHA256.HashData(_accountKey, Encoding.UTF8.GetBytes($"{source}\0{externalId}"), digest);
        var value = BinaryPrimitives.ReadInt64BigEndian(digest);
        return new AccountId(value == 0 ? 1 : value);
    }

    /// <summary>A keyed digest of a value of one kind; equal values have equal indexes, nothing else can be told from it.</summary>
    public byte[] IndexOf(string kind, string value) => HMACSHA256.HashData(_indexKey, Encoding.UTF8.GetBytes($"{kind}\0{value}"));

    /// <summary>Seals bytes; <paramref name="of"/> names what they belong to.</summary>
    public byte[] Seal(string of, ReadOnlySpan<byte> plain)
    {
        var result = new byte[HeadLength + plain.Length + TagLength];
        (result[0], result[1]) = (1, 1);
        var nonce = result.AsSpan(2, NonceLength);
        RandomNumberGenerator.Fill(nonce);
        Cipher().Encrypt(nonce, plain, result.AsSpan(HeadLength, plain.Length), result.AsSpan(HeadLength + plain.Length), Encoding.UTF8.GetBytes(of));
        return result;
    }

    /// <summary>Seals a text.</summary>
    public byte[] Seal(string of, string plain) => Seal(of, Encoding.UTF8.GetBytes(plain));

    /// <summary>Opens what <see cref="Seal(string, ReadOnlySpan{byte})"/> made.</summary>
    /// <exception cref="CryptographicException">Damaged, of another row or of another key.</exception>
    public byte[] Open(string of, ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.Length < HeadLength + TagLength || sealedBytes[0] != 1 || sealedBytes[1] != 1) throw new CryptographicException("not a sealed value");
        var plain = new byte[sealedBytes.Length - HeadLength - TagLength];
        Cipher().Decrypt(sealedBytes.Slice(2, NonceLength), sealedBytes.Slice(HeadLength, plain.Length), sealedBytes[^TagLength..], plain, Encoding.UTF8.GetBytes(of));
        return plain;
    }

    /// <summary>Opens a text.</summary>
    public string OpenText(string of, ReadOnlySpan<byte> sealedBytes) => Encoding.UTF8.GetString(Open(of, sealedBytes));

    // Setting the key up anew took longer than sealing a name or a phone. Each thread keeps the cipher of the store it served last.
    private AesGcm Cipher()
    {
        if (ReferenceEquals(_keptOf, this)) return _kept!;
        _kept?.Dispose();
        (_kept, _keptOf) = (new AesGcm(_sealKey, TagLength), this);
        return _kept;
    }

    /// <summary>Makes a key file; only its owner may read it.</summary>
    internal static Sealing Create(string file)
    {
        var key = RandomNumberGenerator.GetBytes(32);
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows()) options.UnixCreateMode = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        using (var stream = new FileStream(file, options))
        {
            stream.Write(Encoding.ASCII.GetBytes($"tessera-key-1 {Convert.ToBase64String(key)}\n"));
            stream.Flush(flushToDisk: true);
        }

        return new Sealing(key);
    }

    /// <summary>Reads a key file.</summary>
    internal static Sealing Read(string file)
    {
        if (!File.Exists(file)) throw new StoreRefused("store.key.missing", $"The key file {file} is missing; personal fields cannot be read without it.", file);
        var words = File.ReadAllText(file).Trim().Split(' ');
        Span<byte> key = stackalloc byte[32];
        if (words is not ["tessera-key-1", var text] || !Convert.TryFromBase64String(text, key, out var length) || length != 32)
        {
            throw new StoreRefused("store.key.wrong", $"{file} is not a key file of Tessera.", file);
        }

        return new Sealing(key.ToArray());
    }
}
