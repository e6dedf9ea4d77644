using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace Tessera.Storage.Facts;

/// <summary>The letters that an encoder of JSON lets stand as they are, found out once.</summary>
public sealed class JsonLetters
{
    private readonly ulong[] _standing = new ulong[(char.MaxValue + 1) / 64];

    /// <param name="encoder">The encoder.</param>
    public JsonLetters(JavaScriptEncoder encoder)
    {
        Encoder = encoder;
        var plain = new List<char>();
        for (var letter = 0; letter <= char.MaxValue; letter++)
        {
            if (char.IsSurrogate((char)letter) || encoder.WillEncode(letter)) continue;
            _standing[letter >> 6] |= 1UL << (letter & 63);
            if (letter < 0x80) plain.Add((char)letter);
        }

        Plain = SearchValues.Create([.. plain]);
    }

    /// <summary>The encoder.</summary>
    public JavaScriptEncoder Encoder { get; }

    /// <summary>Those that take one byte each.</summary>
    internal SearchValues<char> Plain { get; }

    /// <summary>Whether a letter is written as it stands.</summary>
    internal bool Stands(char letter) => (_standing[letter >> 6] & (1UL << (letter & 63))) != 0;
}

/// <summary>
/// JSON put together by hand as bytes: a writer checks, escapes and transcodes each text in turn, which for lines of documents and for sentences in Chinese takes
/// longer than the rest. What the encoder would write as it stands is written in one walk; a text with anything else is left to a writer.
/// </summary>
/// <param name="letters">What the encoder lets stand.</param>
public sealed class JsonText(JsonLetters letters)
{
    private const int MostDigits = 34;
    private byte[] _bytes = new byte[4_096];
    private int _length;
    private ArrayBufferWriter<byte>? _odd;
    private Utf8JsonWriter? _writer;

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>How many bytes were written.</summary>
    public int Length => _length;

    /// <summary>Bytes it holds room for.</summary>
    public int Room => _bytes.Length;

    /// <summary>Begins anew.</summary>
    public void Restart() => _length = 0;

    /// <summary>A sign of JSON.</summary>
    public void Add(byte sign)
    {
        MakeRoom(1);
        _bytes[_length++] = sign;
    }

    /// <summary>JSON as it stands.</summary>
    public void Add(ReadOnlySpan<byte> bytes)
    {
        MakeRoom(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>A name with what stands around it, then a number.</summary>
    public void Add(ReadOnlySpan<byte> name, long number)
    {
        Add(name);
        Add(number);
    }

    /// <summary>A number.</summary>
    public void Add(long number)
    {
        MakeRoom(MostDigits);
        Utf8Formatter.TryFormat(number, _bytes.AsSpan(_length), out var written);
        _length += written;
    }

    /// <summary>A number with all the decimals it was given: 2.50 stays 2.50.</summary>
    public void Add(decimal number)
    {
        MakeRoom(MostDigits);
        Span<int> bits = stackalloc int[4];
        _ = decimal.GetBits(number, bits);
        var low = ((ulong)(uint)bits[1] << 32) | (uint)bits[0];
        if (bits[2] != 0 || low > long.MaxValue || low == 0)
        {
            Utf8Formatter.TryFormat(number, _bytes.AsSpan(_length), out var written);
            _length += written;
            return;
        }

        if (bits[3] < 0) _bytes[_length++] = (byte)'-';
        AddScaled((long)low, number.Scale);
    }

    /// <summary>A text, quoted.</summary>
    public void AddText(ReadOnlySpan<char> text)
    {
        MakeRoom((text.Length * 3) + 2);
        var to = _bytes.AsSpan(_length);
        var plain = text.IndexOfAnyExcept(letters.Plain);
        if (plain < 0) plain = text.Length;
        to[0] = (byte)'"';
        Ascii.FromUtf16(text[..plain], to[1..], out _);
        var at = plain + 1;
        foreach (var letter in text[plain..])
        {
            if (!letters.Stands(letter))
            {
                AddOdd(text);
                return;
            }

            at += Put(to[at..], letter);
        }

        to[at++] = (byte)'"';
        _length += at;
    }

    /// <summary>What was written before at a place, once more.</summary>
    public void Repeat(int from, int length)
    {
        MakeRoom(length);
        _bytes.AsSpan(from, length).CopyTo(_bytes.AsSpan(_length));
        _length += length;
    }

    private static int Put(Span<byte> to, char letter)
    {
        if (letter < 0x80)
        {
            to[0] = (byte)letter;
            return 1;
        }

        if (letter < 0x800)
        {
            (to[0], to[1]) = ((byte)(0xC0 | (letter >> 6)), (byte)(0x80 | (letter & 0x3F)));
            return 2;
        }

        (to[0], to[1], to[2]) = ((byte)(0xE0 | (letter >> 12)), (byte)(0x80 | ((letter >> 6) & 0x3F)), (byte)(0x80 | (letter & 0x3F)));
        return 3;
    }

    private void AddScaled(long digits, int scale)
    {
        if (scale == 0)
        {
            Add(digits);
            return;
        }

        Span<byte> text = stackalloc byte[MostDigits];
        Utf8Formatter.TryFormat(digits, text, out var count, new StandardFormat('D', (byte)(scale + 1)));
        Add(text[..(count - scale)]);
        Add((byte)'.');
        Add(text[(count - scale)..count]);
    }

    private void AddOdd(ReadOnlySpan<char> text)
    {
        _odd ??= new ArrayBufferWriter<byte>();
        _odd.ResetWrittenCount();
        _writer ??= new Utf8JsonWriter(_odd, new JsonWriterOptions { Encoder = letters.Encoder });
        _writer.Reset(_odd);
        _writer.WriteStringValue(text);
        _writer.Flush();
        Add(_odd.WrittenSpan);
    }

    private void MakeRoom(int more)
    {
        if (_bytes.Length - _length < more) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + more));
    }
}
