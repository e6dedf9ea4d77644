using System.Globalization;
using Tessera.Core;
using Tessera.Storage;

namespace Tessera.App.Pipeline;

/// <summary>The instant of the first live fact of a store: history may only be played before it.</summary>
internal static class LiveMark
{
    private const string Name = "live.since";

    internal static Instant? Of(StoreConnection db) =>
        db.Settings.Find(Name) is { } text ? new Instant(long.Parse(text, CultureInfo.InvariantCulture)) : null;

    /// <summary>Notes the occurrence of a live fact, where it is the earliest.</summary>
    internal static void Note(StoreConnection db, Instant at)
    {
        if (Of(db) is { } known && known <= at) return;
        db.Settings.Lower(Name, at.Micros);
    }
}
