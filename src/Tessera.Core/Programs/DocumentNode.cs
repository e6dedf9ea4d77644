namespace Tessera.Core.Programs;

/// <summary>
/// A piece of a programme document without its syntax: what YAML or JSON says, each piece with its JSON pointer (RFC 6901).
/// Line and column are known outside Core, by pointer.
/// </summary>
/// <param name="Pointer">JSON pointer from the root; the root's is empty.</param>
public abstract record DocumentNode(string Pointer)
{
    /// <summary>The pointer of a part of a node.</summary>
    public static string PointerOf(string parent, string key) =>
        parent + "/" + key.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal);
}

/// <summary>A text, number, date or word, as written without quotes; empty when nothing was written.</summary>
public sealed record ScalarNode(string Pointer, string Text) : DocumentNode(Pointer);

/// <summary>A list.</summary>
public sealed record ListNode(string Pointer, IReadOnlyList<DocumentNode> Items) : DocumentNode(Pointer);

/// <summary>A map, its entries in the order of the file; keys are unique.</summary>
public sealed record MapNode(string Pointer, IReadOnlyList<KeyValuePair<string, DocumentNode>> Entries) : DocumentNode(Pointer)
{
    /// <summary>The value under a key, or null.</summary>
    public DocumentNode? Find(string key)
    {
        foreach (var entry in Entries)
        {
            if (string.Equals(entry.Key, key, StringComparison.Ordinal)) return entry.Value;
        }

        return null;
    }
}
