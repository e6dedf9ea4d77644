using System.Buffers;
using System.Buffers.Text;
using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.Core.Facts;
using Tessera.Core.Members;

namespace Tessera.Storage.Facts;

/// <summary>Bytes of JSON put together by hand: lines are most of what a store holds, and the writer's checks cost more than the digits.</summary>
internal sealed class RawText
{
    // A letter outside of these may need to be escaped: the line is then written the long way.
    private static readonly SearchValues<char> Plain = SearchValues.Create("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz -_./:");
    private const int MostDigits = 32;
    private byte[] _bytes = new byte[4_096];
    private int _length;

    internal ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    internal void Restart() => _length = 0;

    internal void Add(byte letter)
    {
        Room(1);
        _bytes[_length++] = letter;
    }

    internal void Add(ReadOnlySpan<byte> bytes)
    {
        Room(bytes.Length);
        bytes.CopyTo(_bytes.AsSpan(_length));
        _length += bytes.Length;
    }

    internal static bool IsPlain(string text) => text.AsSpan().IndexOfAnyExcept(Plain) < 0;

    /// <summary>A text of plain letters, quoted.</summary>
    internal void AddPlain(string text)
    {
        Room(text.Length + 2);
        _bytes[_length++] = (byte)'"';
        foreach (var letter in text) _bytes[_length++] = (byte)letter;
        _bytes[_length++] = (byte)'"';
    }

    internal void Add(long number)
    {
        Room(MostDigits);
        Utf8Formatter.TryFormat(number, _bytes.AsSpan(_length), out var written);
        _length += written;
    }

    /// <summary>A comma, then a number.</summary>
    internal void AddNext(long number)
    {
        Add((byte)',');
        Add(number);
    }

    /// <summary>A comma, then a number with all the decimals it was given.</summary>
    internal void AddNext(decimal number)
    {
        Add((byte)',');
        Add(number);
    }

    /// <summary>A number with all the decimals it was given: 2.50 stays 2.50.</summary>
    internal void Add(decimal number)
    {
        Room(MostDigits + 2);
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

    private void Room(int more)
    {
        if (_bytes.Length - _length < more) Array.Resize(ref _bytes, Math.Max(_bytes.Length * 2, _length + more));
    }
}

/// <summary>
/// The lines of a document, each as <see cref="PurchaseLineConverter"/> writes it. A fact is written twice, for its digest and for its item, with the
/// same lines: the text of the last list is kept.
/// </summary>
internal sealed class PurchaseLinesConverter : JsonConverter<IReadOnlyList<PurchaseLine>>
{
    private static readonly PurchaseLineConverter One = new();

    [ThreadStatic]
    private static Kept? _kept;

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<PurchaseLine> value, JsonSerializerOptions options)
    {
        var kept = _kept ??= new Kept();
        if (!ReferenceEquals(kept.Lines, value)) kept.Take(value, options);
        writer.WriteRawValue(kept.Text.Written, skipInputValidation: true);
    }

    public override IReadOnlyList<PurchaseLine> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetList(One, options);

    private sealed class Kept
    {
        private readonly ArrayBufferWriter<byte> _long = new();
        private Utf8JsonWriter? _writer;

        public IReadOnlyList<PurchaseLine>? Lines { get; private set; }

        public RawText Text { get; } = new();

        public void Take(IReadOnlyList<PurchaseLine> lines, JsonSerializerOptions options)
        {
            Lines = null;
            Text.Restart();
            Text.Add((byte)'[');
            for (var i = 0; i < lines.Count; i++)
            {
                if (i > 0) Text.Add((byte)',');
                var line = lines[i];
                if (RawText.IsPlain(line.Sku) && RawText.IsPlain(line.Category)) AddPlain(line);
                else AddLong(line, options);
            }

            Text.Add((byte)']');
            // A list that can grow may have grown when it is written again.
            Lines = lines is PurchaseLine[] ? lines : null;
        }

        private void AddPlain(PurchaseLine line)
        {
            Text.Add((byte)'[');
            Text.AddPlain(line.Sku);
            Text.AddNext(line.Quantity);
            Text.AddNext(line.UnitPrice);
            Text.AddNext(line.NetMinor);
            if (!PurchaseLineConverter.IsOrdinary(line)) AddRest(line);
            Text.Add((byte)']');
        }

        private void AddRest(PurchaseLine line)
        {
            Text.Add(",{"u8);
            var isFirst = true;
            if (line.Category.Length > 0)
            {
                AddName("\"category\":"u8, ref isFirst);
                Text.AddPlain(line.Category);
            }

            if (!PurchaseLineConverter.ListIsSum(line)) AddNumber("\"listMinor\":"u8, line.ListMinor, ref isFirst);
            if (line.DiscountMinor != 0) AddNumber("\"discountMinor\":"u8, line.DiscountMinor, ref isFirst);
            if (line.OrderDiscountMinor != 0) AddNumber("\"orderDiscountMinor\":"u8, line.OrderDiscountMinor, ref isFirst);
            if (line.TaxRate != 0) AddNumber("\"taxRate\":"u8, line.TaxRate, ref isFirst);
            if (line.Kind != LineKind.Goods)
            {
                AddName("\"kind\":"u8, ref isFirst);
                Text.AddPlain(RecordJson.CamelCase(line.Kind));
            }

            if (!line.Discountable) AddName("\"discountable\":false"u8, ref isFirst);
            if (line.ByHand) AddName("\"byHand\":true"u8, ref isFirst);
            Text.Add((byte)'}');
        }

        private void AddNumber(ReadOnlySpan<byte> name, long number, ref bool isFirst)
        {
            AddName(name, ref isFirst);
            Text.Add(number);
        }

        private void AddName(ReadOnlySpan<byte> name, ref bool isFirst)
        {
            if (!isFirst) Text.Add((byte)',');
            isFirst = false;
            Text.Add(name);
        }

        private void AddLong(PurchaseLine line, JsonSerializerOptions options)
        {
            _long.ResetWrittenCount();
            _writer ??= new Utf8JsonWriter(_long, RecordJson.WriterOptions);
            _writer.Reset(_long);
            One.Write(_writer, line, options);
            _writer.Flush();
            Text.Add(_long.WrittenSpan);
        }
    }
}

/// <summary>What the lines of a purchase got, each as <see cref="LineOutcomeConverter"/> writes it.</summary>
internal sealed class LineOutcomesConverter : JsonConverter<IReadOnlyList<LineOutcome>>
{
    private static readonly LineOutcomeConverter One = new();

    [ThreadStatic]
    private static RawText? _text;

    public override void Write(Utf8JsonWriter writer, IReadOnlyList<LineOutcome> value, JsonSerializerOptions options)
    {
        var text = _text ??= new RawText();
        text.Restart();
        text.Add((byte)'[');
        for (var i = 0; i < value.Count; i++)
        {
            if (i > 0) text.Add((byte)',');
            Add(text, value[i]);
        }

        text.Add((byte)']');
        writer.WriteRawValue(text.Written, skipInputValidation: true);
    }

    public override IReadOnlyList<LineOutcome> Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetList(One, options);

    private static void Add(RawText text, LineOutcome line)
    {
        text.Add((byte)'[');
        text.Add(line.Quantity);
        text.AddNext(line.NetMinor);
        text.AddNext(line.SpendMinor);
        text.AddNext(line.Points);
        text.AddNext(line.Growth);
        text.Add((byte)']');
    }
}
