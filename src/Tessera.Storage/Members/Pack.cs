using System.Buffers;
using System.Text;

namespace Tessera.Storage.Members;

/// <summary>Writes integers in as few bytes as they need (7 bits a byte, sign last), texts once and then by number.</summary>
internal sealed class PackWriter
{
    private readonly ArrayBufferWriter<byte> _to = new(1024);
    private readonly Dictionary<string, int> _texts = new(StringComparer.Ordinal);

    internal ReadOnlySpan<byte> Written => _to.WrittenSpan;

    internal void Restart()
    {
        _to.ResetWrittenCount();
        _texts.Clear();
    }

    internal void Byte(int value)
    {
        _to.GetSpan(1)[0] = checked((byte)value);
        _to.Advance(1);
    }

    internal void Long(long value)
    {
        var rest = unchecked((ulong)((value << 1) ^ (value >> 63)));
        var span = _to.GetSpan(10);
        var length = 0;
        for (; rest >= 0x80; rest >>= 7) span[length++] = (byte)((rest & 0x7f) | 0x80);
        span[length++] = (byte)rest;
        _to.Advance(length);
    }

    internal void Flag(bool value) => Byte(value ? 1 : 0);

    internal void Day(DateOnly day) => Long(day.DayNumber);

    internal void Day(DateOnly? day) => Long(day is { } known ? known.DayNumber + 1 : 0);

    internal void Text(string? text)
    {
        if (text is null)
        {
            Long(-1);
        }
        else if (_texts.TryGetValue(text, out var number))
        {
            Long(number);
        }
        else
        {
            _texts.Add(text, _texts.Count + 1);
            Long(0);
            Bytes(Encoding.UTF8.GetBytes(text));
        }
    }

    internal void Bytes(ReadOnlySpan<byte> bytes)
    {
        Long(bytes.Length);
        _to.Write(bytes);
    }
}

/// <summary>Reads what <see cref="PackWriter"/> wrote.</summary>
internal ref struct PackReader
{
    private readonly List<string> _texts;
    private ReadOnlySpan<byte> _rest;

    internal PackReader(ReadOnlySpan<byte> packed)
    {
        _rest = packed;
        _texts = [];
    }

    internal readonly bool AtEnd => _rest.IsEmpty;

    internal int Byte()
    {
        if (_rest.IsEmpty) throw new InvalidDataException("the packed state ends early");
        var value = _rest[0];
        _rest = _rest[1..];
        return value;
    }

    internal long Long()
    {
        ulong bits = 0;
        for (var shift = 0; shift < 70; shift += 7)
        {
            var part = Byte();
            bits |= (ulong)(part & 0x7f) << shift;
            if (part < 0x80) return unchecked((long)(bits >> 1) ^ -(long)(bits & 1));
        }

        throw new InvalidDataException("a packed number is too long");
    }

    internal int Int() => checked((int)Long());

    internal int Count()
    {
        var count = Int();
        return count >= 0 && count <= _rest.Length ? count : throw new InvalidDataException("a packed count is too large");
    }

    internal bool Flag() => Byte() != 0;

    internal DateOnly Day() => DateOnly.FromDayNumber(Int());

    internal DateOnly? DayOrNull() => Int() is > 0 and var number ? DateOnly.FromDayNumber(number - 1) : null;

    internal string? TextOrNull()
    {
        var number = Int();
        if (number < 0) return null;
        if (number > 0) return number <= _texts.Count ? _texts[number - 1] : throw new InvalidDataException("a packed text is missing");
        var text = Encoding.UTF8.GetString(Bytes());
        _texts.Add(text);
        return text;
    }

    internal string Text() => TextOrNull() ?? throw new InvalidDataException("a packed text is null");

    internal ReadOnlySpan<byte> Bytes()
    {
        var length = Count();
        var bytes = _rest[..length];
        _rest = _rest[length..];
        return bytes;
    }
}
