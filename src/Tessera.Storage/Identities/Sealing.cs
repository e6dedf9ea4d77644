using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Tessera.Storage.Identities;

/// <summary>
/// Seals personal fields and makes keyed indexes for looking them up. Its keys lie in a file beside the store, never inside it and never in a backup. One of them writes, which
/// the store says; the others open what was sealed before, until everything is sealed anew.
/// A sealed value is: cipher, key number, 12 bytes nonce, cipher text, 16 bytes tag; what it belongs to is authenticated with it, so that rows cannot be swapped.
/// </summary>
public sealed class Sealing
{
    private const int HeadLength = 2 + SealCipher.NonceLength;

    [ThreadStatic]
    private static SealCipher? _kept;

    [ThreadStatic]
    private static SealingKey? _keptOf;

    private readonly string _file;
    private readonly byte[] _nameKey;
    private readonly byte[] _accountKey;
    private readonly Lock _changing = new();
    private volatile Ring _ring;
    private DateTime _fileOf;

    private Sealing(string file, KeyFile read)
    {
        (_file, _fileOf) = (file, File.GetLastWriteTimeUtc(file));
        (_nameKey, _accountKey) = (read.NameKeys[..32], read.NameKeys[32..]);
        CheckValue = Convert.ToHexStringLower(HMACSHA256.HashData(_nameKey, "check"u8));
        _ring = new Ring([.. read.Keys], read.Keys[0]);
    }

    /// <summary>Numbers of the keys there are, the oldest first.</summary>
    public IReadOnlyList<int> Keys => [.. _ring.All.Select(k => k.Number)];

    /// <summary>The number of the key that seals.</summary>
    public int Writes => _ring.Writes.Number;

    /// <summary>Whether more than one key is in use, or will be: then the store says which one writes.</summary>
    internal bool HasSeveral => _ring.All.Length > 1;

    /// <summary>What everything begins with that the writing key sealed: two bytes.</summary>
    internal byte[] Head => [(byte)_ring.Writes.Cipher, (byte)_ring.Writes.Number];

    /// <summary>Tells whether a store and a key file belong together, without telling a key.</summary>
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

    /// <summary>The account id of an imported member: keyed, so that nobody without the key can tell the account of an external id, even after erasure. It never changes.</summary>
    public AccountId AccountOf(string source, string externalId)
    {
        Span<byte> digest = stackalloc byte[32];
        HMACSHA256.HashData(_accountKey, Encoding.UTF8.GetBytes($"{source}\0{externalId}"), digest);
        var value = BinaryPrimitives.ReadInt64BigEndian(digest);
        return new AccountId(value == 0 ? 1 : value);
    }

    /// <summary>A keyed digest that stands in records for ever, whichever key writes.</summary>
    public byte[] NameOf(string kind, string value) => Digest(_nameKey, kind, value);

    /// <summary>A keyed digest of a value of one kind, by the key that writes; equal values have equal indexes, nothing else can be told from it.</summary>
    public byte[] IndexOf(string kind, string value) => Digest(_ring.Writes.Index, kind, value);

    /// <summary>
    /// The digests under which a value may stand: one by each key, that of the writing key last, as rows move to it and whoever asks one after the other must not miss one that
    /// moves. One digest except while everything is sealed anew.
    /// </summary>
    public IReadOnlyList<byte[]> IndexesOf(string kind, string value)
    {
        var ring = _ring;
        if (ring.All.Length == 1) return [Digest(ring.Writes.Index, kind, value)];
        return [.. ring.All.Where(k => k.Number != ring.Writes.Number).Append(ring.Writes).Select(k => Digest(k.Index, kind, value))];
    }

    /// <summary>The digest by the key that sealed a value.</summary>
    internal byte[] IndexLike(ReadOnlySpan<byte> sealedBytes, string kind, string value) => Digest(KeyOf(sealedBytes).Index, kind, value);

    /// <summary>Seals bytes; <paramref name="of"/> names what they belong to.</summary>
    public byte[] Seal(string of, ReadOnlySpan<byte> plain)
    {
        var key = _ring.Writes;
        var result = new byte[HeadLength + plain.Length + SealCipher.TagLength];
        (result[0], result[1]) = ((byte)key.Cipher, (byte)key.Number);
        var nonce = result.AsSpan(2, SealCipher.NonceLength);
        RandomNumberGenerator.Fill(nonce);
        CipherOf(key).Encrypt(nonce, plain, result.AsSpan(HeadLength), Encoding.UTF8.GetBytes(of));
        return result;
    }

    /// <summary>Seals a text.</summary>
    public byte[] Seal(string of, string plain) => Seal(of, Encoding.UTF8.GetBytes(plain));

    /// <summary>Opens what <see cref="Seal(string, ReadOnlySpan{byte})"/> made, by whichever key.</summary>
    /// <exception cref="CryptographicException">Damaged, of another row, or of a key that is not in the file.</exception>
    public byte[] Open(string of, ReadOnlySpan<byte> sealedBytes)
    {
        if (sealedBytes.Length < HeadLength + SealCipher.TagLength) throw new CryptographicException("not a sealed value");
        var plain = new byte[sealedBytes.Length - HeadLength - SealCipher.TagLength];
        CipherOf(KeyOf(sealedBytes)).Decrypt(sealedBytes.Slice(2, SealCipher.NonceLength), sealedBytes[HeadLength..], plain, Encoding.UTF8.GetBytes(of));
        return plain;
    }

    /// <summary>Opens a text.</summary>
    public string OpenText(string of, ReadOnlySpan<byte> sealedBytes) => Encoding.UTF8.GetString(Open(of, sealedBytes));

    /// <summary>Makes a key file; only its owner may read it.</summary>
    internal static Sealing Create(string file) => new(file, KeyFile.Create(file));

    /// <summary>Reads a key file.</summary>
    /// <exception cref="StoreRefused"><c>store.key.missing</c>, <c>store.key.wrong</c>.</exception>
    internal static Sealing Read(string file) => new(file, KeyFile.Read(file));

    /// <summary>From now on the key of a number seals; the file is read again where it is not known yet.</summary>
    /// <exception cref="StoreFault">It is not in the file (disk): the file of this process is behind.</exception>
    public void WriteWith(int number)
    {
        if (_ring.Writes.Number == number) return;
        lock (_changing)
        {
            Learn(number);
            _ring = _ring with { Writes = _ring.All.First(k => k.Number == number) };
        }
    }

    /// <summary>
    /// The key of a number is known from here on, for looking up and opening; what seals is changed by batches alone. Where the key that sealed here so far was dropped from the file
    /// meanwhile, the new one takes its place.
    /// </summary>
    /// <exception cref="StoreFault">It is not in the file (disk): the file of this process is behind.</exception>
    internal void Learn(int number)
    {
        if (!CanLearn(number)) throw new StoreFault(FaultKind.Disk, 0, $"the store is sealed with key {number}, which {_file} does not have: copy the key file of the other process here", "sealing");
    }

    /// <summary>Reads the file again where somebody changed it: keys that were added are known from then on, dropped ones forgotten.</summary>
    internal void Refresh()
    {
        var changed = File.GetLastWriteTimeUtc(_file);
        if (changed == _fileOf) return;
        lock (_changing)
        {
            if (changed == _fileOf || !File.Exists(_file)) return;
            var read = KeyFile.Read(_file);
            // Another store's file in its place, or one without the key that writes, would make what is written unreadable: what is known stays.
            if (IsOurs(read) && read.Keys.FirstOrDefault(k => k.Number == _ring.Writes.Number) is { } writes) _ring = new Ring([.. read.Keys], writes);
            _fileOf = changed;
        }
    }

    private bool CanLearn(int number)
    {
        if (Array.Exists(_ring.All, k => k.Number == number)) return true;
        lock (_changing)
        {
            if (!File.Exists(_file)) return false;
            var changed = File.GetLastWriteTimeUtc(_file);
            var read = KeyFile.Read(_file);
            if (read.Keys.FirstOrDefault(k => k.Number == number) is not { } key || !IsOurs(read)) return false;
            _ring = new Ring([.. read.Keys], read.Keys.FirstOrDefault(k => k.Number == _ring.Writes.Number) ?? key);
            _fileOf = changed;
            return true;
        }
    }

    private bool IsOurs(KeyFile read) => read.NameKeys.AsSpan(0, 32).SequenceEqual(_nameKey);

    private SealingKey KeyOf(ReadOnlySpan<byte> sealedBytes)
    {
        var (cipher, number) = ((SealingCipher)sealedBytes[0], sealedBytes[1]);
        return Known(cipher, number) ?? (CanLearn(number) ? Known(cipher, number) : null) ?? throw new SealedElsewhere($"not a sealed value, or of key {number}, which {_file} does not have");
    }

    private SealingKey? Known(SealingCipher cipher, int number)
    {
        foreach (var key in _ring.All)
        {
            if (key.Number == number && key.Cipher == cipher) return key;
        }

        return null;
    }

    // Setting the key up anew took longer than sealing a name or a phone. Each thread keeps the cipher of the key it used last.
    private static SealCipher CipherOf(SealingKey key)
    {
        if (ReferenceEquals(_keptOf, key)) return _kept!;
        _kept?.Dispose();
        (_kept, _keptOf) = (SealCipher.Of(key), key);
        return _kept;
    }

    private static byte[] Digest(byte[] key, string kind, string value) => HMACSHA256.HashData(key, Encoding.UTF8.GetBytes($"{kind}\0{value}"));

    private sealed record Ring(SealingKey[] All, SealingKey Writes);
}

/// <summary>A value of a key that the key file of this process does not have: the file is behind that of the process that sealed it, or what was read is damaged.</summary>
/// <param name="message">What is known about it.</param>
public sealed class SealedElsewhere(string message) : CryptographicException(message);
