using Tessera.Core;
using Tessera.Core.Facts;

namespace Tessera.App.Import;

/// <summary>One row of an export after the map: exact, signed as in the file.</summary>
internal sealed record ImportLine
{
    /// <summary>Line of the file.</summary>
    public required int Line { get; init; }

    /// <summary>Document number.</summary>
    public required string Number { get; init; }

    /// <summary>When.</summary>
    public Instant At { get; init; }

    /// <summary>Member key, or null.</summary>
    public string? Member { get; init; }

    /// <summary>Marked as part of a cancellation.</summary>
    public bool Cancels { get; init; }

    /// <summary>Fields that belong to the whole document.</summary>
    public DocumentHead Head { get; init; } = DocumentHead.Empty;

    /// <summary>Article.</summary>
    public string Sku { get; init; } = "";

    /// <summary>Category path.</summary>
    public string Category { get; init; } = "";

    /// <summary>Kind.</summary>
    public LineKind Kind { get; init; } = LineKind.Goods;

    /// <summary>Units, signed.</summary>
    public decimal Quantity { get; init; } = 1;

    /// <summary>Unit price, exact; null when the file gives the line's amount.</summary>
    public decimal? UnitPrice { get; init; }

    /// <summary>Line total, exact, signed.</summary>
    public decimal Amount { get; init; }

    /// <summary>Price before discounts, or null.</summary>
    public decimal? ListPrice { get; init; }

    /// <summary>Why the row cannot be read, or null.</summary>
    public BadRow? Bad { get; init; }
}

/// <summary>Store, till, clerk, channel and sale kind of a document.</summary>
internal sealed record DocumentHead(string? Store, string? Till, string? Clerk, string? Channel, string? SaleKind)
{
    internal static DocumentHead Empty { get; } = new(null, null, null, null, null);

    /// <summary>The first value said by any line.</summary>
    internal DocumentHead Or(DocumentHead other) =>
        new(Store ?? other.Store, Till ?? other.Till, Clerk ?? other.Clerk, Channel ?? other.Channel, SaleKind ?? other.SaleKind);
}

/// <summary>Why a row or a document was refused: a code with a text in both languages, the column and what stood there.</summary>
/// <param name="Code">Stable code such as <c>import.row.number</c>.</param>
/// <param name="Column">Column, or empty.</param>
/// <param name="Got">What stood there, or what was different.</param>
public sealed record BadRow(string Code, string Column = "", string Got = "");
