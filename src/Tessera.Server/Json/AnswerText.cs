using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;

namespace Tessera.Server.Json;

/// <summary>
/// JSON of an answer put together by hand: a writer checks, escapes and transcodes each text in turn, which for sentences in Chinese takes longer than the rest. What the
/// encoder of the API would write as it stands is written in one walk; a text with anything else is left to the writer.
/// </summary>
internal sealed class AnswerText
{
    private const int MostKept = 64 * 1_024;
    private const int MostDigits = 32;
    private static readonly ulong[] AsItStands = Unescaped();

    [ThreadStatic]
    private static AnswerText? _kept;

    private byte[] _bytes = new byte[8_192];
    private int _length;
    private ArrayBufferWriter<byte>? _odd;
    private Utf8JsonWriter? _writer;

    private AnswerText()
    {
    }

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>An empty one; a thread keeps one for the next answer.</summary>
    public static AnswerText Taken()
    {
        var text = _kept ?? new AnswerText();
        _kept = null;
        text._length = 0;
        return text;
    }

    /// <summary>Keeps it for the next answer of the thread, unless it grew large.</summary>
    public void GiveBack()
    {
        if (_bytes.Length <= MostKept) _kept = this;
    }

    public void Add(byte letter)
    {
        Room(1);
        _bytes[_length++] = letter;
    }

    public void Add(ReadOnlySpan<byte> bytes)
    {
        Room(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    /// <summary>A name with what stands around it, then a number.</summary>
    public void Add(ReadOnlySpan<byte> name, long number)
    {
        Add(name);
        Add(number);
    }

    public void Add(long number)
    {
        Room(MostDigits);
        Utf8Formatter.TryFormat(number, _bytes.AsSpan(_length), out var written);
        _length += written;
    }

    public void Add(decimal number)
    {
        Room(MostDigits);
        Utf8Formatter.TryFormat(number, _bytes.AsSpan(_length), out var written);
        _length += written;
    }

    /// <summary>A text, quoted.</summary>
    public void AddText(string text)
    {
        Room((text.Length * 3) + 2);
        var to = _bytes.AsSpan(_length);
        var at = 0;
        to[at++] = (byte)'"';
        foreach (var letter in text)
        {
            if ((AsItStands[letter >> 6] & (1UL << (letter & 63))) == 0)
            {
                AddOdd(text);
                return;
            }

            if (letter < 0x80)
            {
                to[at++] = (byte)letter;
            }
            else if (letter < 0x800)
            {
                to[at++] = (byte)(0xC0 | (letter >> 6));
                to[at++] = (byte)(0x80 | (letter & 0x3F));
            }
            else
            {
                to[at++] = (byte)(0xE0 | (letter >> 12));
                to[at++] = (byte)(0x80 | ((letter >> 6) & 0x3F));
                to[at++] = (byte)(0x80 | (letter & 0x3F));
            }
        }

        to[at++] = (byte)'"';
        _length += at;
    }

    private void AddOdd(string text)
    {
        _odd ??= new ArrayBufferWriter<byte>();
        _odd.ResetWrittenCount();
        _writer ??= new Utf8JsonWriter(_odd, new JsonWriterOptions { Encoder = ApiJson.Encoder });
        _writer.Reset(_odd);
        _writer.WriteStringValue(text);
        _writer.Flush();
        Add(_odd.WrittenSpan);
    }

    private void Room(int more)
    {
        if (_bytes.Length - _length < more) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + more));
    }

    /// <summary>A bit for each letter that the encoder lets stand.</summary>
    private static ulong[] Unescaped()
    {
        var bits = new ulong[(char.MaxValue + 1) / 64];
        for (var letter = 0; letter <= char.MaxValue; letter++)
        {
            if (!char.IsSurrogate((char)letter) && !ApiJson.Encoder.WillEncode(letter)) bits[letter >> 6] |= 1UL << (letter & 63);
        }

        return bits;
    }
}
