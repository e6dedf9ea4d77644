using System.Text;
using Tessera.Core.Facts;

namespace Tessera.App.Purchases;

/// <summary>
/// A purchase's public id: <c>ord_</c> and letters that spell its source and number, which are unique for ever. So a purchase keeps its id when it is
/// claimed or its member merged, and the id says nothing of the member.
/// </summary>
/// <param name="Source">Source system.</param>
/// <param name="Number">The source's own number.</param>
public sealed record PurchaseId(string Source, string Number)
{
    private const string Prefix = "ord_";
    private const string Letters = "0123456789abcdefghjkmnpqrstvwxyz";
    private const int MostLetters = 1_000;

    /// <summary>The id of a purchase.</summary>
    public static PurchaseId Of(Fact fact) => new(fact.Source!, fact.Number!);

    /// <summary>Reads the text form; null when it is none.</summary>
    public static PurchaseId? Parse(string text)
    {
        if (!text.StartsWith(Prefix, StringComparison.Ordinal) || text.Length > MostLetters) return null;
        var bytes = new List<byte>();
        var (bits, count) = (0, 0);
        foreach (var letter in text.AsSpan(Prefix.Length))
        {
            var value = Letters.IndexOf(letter, StringComparison.Ordinal);
            if (value < 0) return null;
            (bits, count) = ((bits << 5) | value, count + 5);
            if (count < 8) continue;
            count -= 8;
            bytes.Add((byte)((bits >> count) & 255));
            bits &= (1 << count) - 1;
        }

        var parts = Encoding.UTF8.GetString([.. bytes]).Split('\0');
        return parts is [{ Length: > 0 } source, { Length: > 0 } number] ? new PurchaseId(source, number) : null;
    }

    /// <inheritdoc/>
    public override string ToString()
    {
        var text = new StringBuilder(Prefix);
        var (bits, count) = (0, 0);
        foreach (var part in Encoding.UTF8.GetBytes($"{Source}\0{Number}"))
        {
            (bits, count) = ((bits << 8) | part, count + 8);
            for (; count >= 5; count -= 5) text.Append(Letters[(bits >> (count - 5)) & 31]);
            bits &= (1 << count) - 1;
        }

        if (count > 0) text.Append(Letters[(bits << (5 - count)) & 31]);
        return text.ToString();
    }
}
