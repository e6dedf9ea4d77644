using System.Buffers;
using System.Buffers.Binary;

namespace Tessera.Storage.Packing;

/// <summary>
/// Long JSON texts as they are kept: what repeats is a reference back into the text or into a list of words that never changes (docs/reference/ledger.md).
/// A packed text begins with the byte 1 and the number of its list; what is not packed stands as it is. Packed texts of the record are valid UTF-8
/// again, so that a text column of either engine takes them.
/// </summary>
/// <remarks>
/// After the two bytes: 32 and above stand for themselves; 2 says that the next byte less 64 stands for itself; 3 to 31 repeat 4 to 32 bytes, with 31
/// as many more as the byte that follows says less 1, and then two bytes of 1 to 127 say from how far back, (first − 1) × 127 + second bytes.
/// </remarks>
internal sealed class PackedText
{
    private const byte Packed = 1;
    private const byte Escape = 2;
    private const byte FirstMatch = 3;
    private const byte LongMatch = 31;
    private const byte Plain = 32;
    private const int Least = 4;
    private const int LongLeast = Least + LongMatch - FirstMatch;
    private const int Most = LongLeast + 126;
    private const int Digit = 127;
    private const int Farthest = Digit * Digit;
    private const int HashBits = 12;
    private const int MostTried = 6;

    [ThreadStatic]
    private static Dictionary<PackedText, Work>? _works;

    private readonly byte _number;
    private readonly byte[] _words;
    private readonly bool _isText;
    private readonly int[] _heads = new int[1 << HashBits];
    private readonly int[] _before;

    private PackedText(string list, byte number, bool isText)
    {
        using var stream = typeof(PackedText).Assembly.GetManifestResourceStream("Tessera.Storage.Packing." + list)!;
        (_number, _isText, _words) = (number, isText, new byte[stream.Length]);
        stream.ReadExactly(_words);
        _before = new int[_words.Length];
        Array.Fill(_heads, -1);
        for (var at = 0; at + Least <= _words.Length; at++) Link(_words, at, _heads, _before);
    }

    /// <summary>Facts and decisions, kept as texts.</summary>
    internal static PackedText Record { get; } = new("record.1.words", (byte)'1', isText: true);

    /// <summary>Answers, kept as bytes.</summary>
    internal static PackedText Answer { get; } = new("answer.1.words", (byte)'1', isText: false);

    /// <summary>Packs a text; valid until the next call on this thread. One that would not be shorter comes back as it is, unless it looks like a packed one.</summary>
    internal ReadOnlySpan<byte> Pack(ReadOnlySpan<byte> text)
    {
        var isLike = text.Length > 0 && text[0] == Packed;
        if (text.Length <= Least && !isLike) return text;
        var works = _works ??= [];
        if (!works.TryGetValue(this, out var work)) works.Add(this, work = new Work(this));
        work.Begin(text);
        var packed = Pack(work, text.Length);
        return packed.Length < text.Length || isLike ? packed : text;
    }

    /// <summary>The text of what <see cref="Pack(ReadOnlySpan{byte})"/> gave.</summary>
    internal byte[] Unpack(ReadOnlySpan<byte> stored)
    {
        if (stored.Length < 2 || stored[0] != Packed) return stored.ToArray();
        if (stored[1] != _number) throw new InvalidOperationException($"a text packed by list {(char)stored[1]}, which this program does not know");
        var text = new ArrayBufferWriter<byte>(stored.Length * 4);
        var rest = stored[2..];
        while (rest.Length > 0)
        {
            var plain = rest.IndexOfAnyInRange((byte)0, (byte)(Plain - 1));
            if (plain < 0) plain = rest.Length;
            text.Write(rest[..plain]);
            rest = plain == rest.Length ? [] : rest[(plain + Step(rest[plain..], text))..];
        }

        return text.WrittenSpan.ToArray();
    }

    /// <summary>Carries out what a byte below 32 says; tells how many bytes that were.</summary>
    private int Step(ReadOnlySpan<byte> rest, ArrayBufferWriter<byte> text)
    {
        var (code, wide) = (rest[0], rest[0] == LongMatch ? 1 : 0);
        if (code < Escape || rest.Length < (code == Escape ? 2 : 3 + wide)) throw Damaged();
        if (code == Escape)
        {
            text.Write([(byte)((rest[1] - 64) & (Plain - 1))]);
            return 2;
        }

        var length = code - FirstMatch + Least + (wide == 0 ? 0 : rest[1] - 1);
        Repeat(text, ((rest[1 + wide] - 1) * Digit) + rest[2 + wide], length);
        return 3 + wide;
    }

    private void Repeat(ArrayBufferWriter<byte> text, int back, int length)
    {
        var from = _words.Length + text.WrittenCount - back;
        if (from < 0 || back <= 0 || length <= 0) throw Damaged();
        var to = text.GetSpan(length);
        var written = text.WrittenSpan;
        for (var i = 0; i < length; i++, from++)
        {
            var place = from - _words.Length;
            to[i] = place < 0 ? _words[from] : place < written.Length ? written[place] : to[place - written.Length];
        }

        text.Advance(length);
    }

    private static InvalidOperationException Damaged() => new("a packed text is damaged");

    private ReadOnlySpan<byte> Pack(Work work, int length)
    {
        var (all, to, end) = (work.All, work.Packed, _words.Length + length);
        (to[0], to[1]) = (Packed, _number);
        var packed = 2;
        for (var at = _words.Length; at < end;)
        {
            var (from, repeated) = at + Least <= end ? Find(work, at, end) : default;
            var next = at + Math.Max(repeated, 1);
            if (repeated == 0)
            {
                if (all[at] < Plain) to[packed++] = Escape;
                to[packed++] = all[at] < Plain ? (byte)(all[at] + 64) : all[at];
            }
            else
            {
                packed = Put(to, packed, repeated, at - from);
            }

            for (; at < next; at++)
            {
                if (at + Least <= end) Link(all, at, work.Heads, work.Before);
            }
        }

        return to.AsSpan(0, packed);
    }

    private static int Put(byte[] to, int at, int length, int back)
    {
        to[at++] = (byte)Math.Min(LongMatch, FirstMatch + length - Least);
        if (length >= LongLeast) to[at++] = (byte)(length - LongLeast + 1);
        to[at++] = (byte)(((back - 1) / Digit) + 1);
        to[at++] = (byte)(((back - 1) % Digit) + 1);
        return at;
    }

    private (int From, int Length) Find(Work work, int at, int end)
    {
        var all = work.All;
        var (best, longest, most) = (0, Least - 1, Math.Min(Most, end - at));
        var tries = MostTried;
        for (var from = work.Heads[Hash(all, at)]; from >= 0 && at - from <= Farthest && tries-- > 0 && longest < most; from = work.Before[from])
        {
            if (all[from + longest] != all[at + longest]) continue;
            var same = all.AsSpan(at, most).CommonPrefixLength(all.AsSpan(from, most));
            if (same > longest) (best, longest) = (from, same);
        }

        if (longest < Least) return default;
        // A repeat must not begin or end inside a letter of several bytes: the packed text would be none.
        var length = _isText && all.AsSpan(at, longest).IndexOfAnyInRange((byte)128, (byte)255) is var wide and >= 0 ? wide : longest;
        return length < Least ? default : (best, length);
    }

    private static int Hash(byte[] all, int at) => (int)(unchecked(BinaryPrimitives.ReadUInt32LittleEndian(all.AsSpan(at)) * 2_654_435_761u) >> (32 - HashBits));

    private static void Link(byte[] all, int at, int[] heads, int[] before)
    {
        ref var head = ref heads[Hash(all, at)];
        (before[at], head) = (head, at);
    }

    /// <summary>What one thread packs with: the words and the text after each other, and where the same four bytes stood before.</summary>
    private sealed class Work(PackedText of)
    {
        internal byte[] All { get; private set; } = [];

        internal byte[] Packed { get; private set; } = [];

        internal int[] Before { get; private set; } = [];

        internal int[] Heads { get; } = new int[1 << HashBits];

        internal void Begin(ReadOnlySpan<byte> text)
        {
            var needed = of._words.Length + text.Length;
            if (All.Length < needed)
            {
                (All, Before, Packed) = (new byte[needed * 2], new int[needed * 2], new byte[(needed * 4) + 2]);
                of._words.CopyTo(All, 0);
                of._before.CopyTo(Before, 0);
            }

            text.CopyTo(All.AsSpan(of._words.Length));
            of._heads.CopyTo(Heads, 0);
        }
    }
}
