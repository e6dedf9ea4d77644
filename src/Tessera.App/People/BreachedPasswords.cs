using System.Buffers;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Win32.SafeHandles;

namespace Tessera.App.People;

/// <summary>
/// A list of passwords that were found in breaches, in the form Have I Been Pwned gives it out: one line a password, its SHA-1 in capital hexadecimal letters and
/// what follows it (<c>:count</c>), in the order of the hashes. It is searched where it lies, as it may have tens of gigabytes.
/// </summary>
public sealed class BreachedPasswords : IDisposable
{
    private const int HashLetters = 40;
    private const int MostOfLine = 128;
    private static readonly SearchValues<byte> Letters = SearchValues.Create("0123456789ABCDEF"u8);
    private readonly SafeFileHandle _file;
    private readonly long _length;

    private BreachedPasswords(SafeFileHandle file) => (_file, _length) = (file, RandomAccess.GetLength(file));

    /// <summary>Opens a list.</summary>
    /// <exception cref="IOException">It cannot be read.</exception>
    /// <exception cref="UnauthorizedAccessException">It may not be read.</exception>
    /// <exception cref="InvalidDataException">Its first line is no hash.</exception>
    public static BreachedPasswords Open(string path)
    {
        var list = new BreachedPasswords(File.OpenHandle(path));
        Span<byte> first = stackalloc byte[MostOfLine];
        if (IsHash(first[..list.LineFrom(0, first, out _)])) return list;
        list.Dispose();
        throw new InvalidDataException(path);
    }

    /// <summary>Whether a password stands in it, as it was typed.</summary>
    public bool Contains(string password)
    {
        Span<byte> wanted = stackalloc byte[HashLetters];
        Encoding.ASCII.GetBytes(Convert.ToHexString(Digest(password)), wanted);
        Span<byte> line = stackalloc byte[MostOfLine];
        var (low, high) = (0L, _length);
        while (low < high)
        {
            var middle = low + ((high - low) / 2);
            var letters = LineFrom(middle, line, out var next);
            // No line begins at or behind the middle: it is before it, if anywhere.
            var order = letters < HashLetters ? 1 : line[..HashLetters].SequenceCompareTo(wanted);
            if (order == 0) return true;
            if (order < 0) low = next;
            else high = middle;
        }

        return false;
    }

    /// <inheritdoc/>
    public void Dispose() => _file.Dispose();

    // The form of the lists that are given out; nothing is protected by it.
#pragma warning disable CA5350
    private static byte[] Digest(string password) => SHA1.HashData(Encoding.UTF8.GetBytes(password));
#pragma warning restore CA5350

    private static bool IsHash(ReadOnlySpan<byte> line) =>
        line.Length >= HashLetters && line[..HashLetters].IndexOfAnyExcept(Letters) < 0;

    // Reads the first line that begins at a place or behind it; how many bytes it has, and where the next one begins.
    private int LineFrom(long place, Span<byte> line, out long next)
    {
        var start = place;
        if (place > 0)
        {
            var before = RandomAccess.Read(_file, line, place - 1);
            var end = line[..before].IndexOf((byte)'\n');
            start = end < 0 ? _length : place + end;
        }

        var read = RandomAccess.Read(_file, line, start);
        var length = line[..read].IndexOf((byte)'\n') is >= 0 and var found ? found : read;
        next = Math.Min(_length, start + length + 1);
        return length;
    }
}
