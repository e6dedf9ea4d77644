using System.Text.Json;
using System.Text.Json.Serialization;

namespace Tessera.Storage.Safekeeping;

/// <summary>A backup that was made, or a restore that was tried.</summary>
/// <param name="AtMicros">When, real time, microseconds UTC.</param>
/// <param name="File">Name of the file, without its folder.</param>
/// <param name="Members">Members in it.</param>
/// <param name="Bytes">Its size; 0 for a restore.</param>
public sealed record SafekeepingMark(long AtMicros, string File, long Members, long Bytes);

/// <summary>A check of the books: every stored decision folded and compared with everything that is derived from it.</summary>
/// <param name="AtMicros">When it ended, real time, microseconds UTC.</param>
/// <param name="Members">Members walked.</param>
/// <param name="Entries">Entries compared.</param>
/// <param name="Findings">Differences found; 0 when the books agree.</param>
public sealed record BooksMark(long AtMicros, long Members, long Entries, long Findings);

/// <summary>When the store was last backed up and when a restore was last tried, and when its books were last checked: a small file beside the store, as a backup only reads the store itself.</summary>
public sealed record SafekeepingMarks
{
    private const string Name = "safekeeping.json";

    /// <summary>The last backup, or null.</summary>
    public SafekeepingMark? Backup { get; init; }

    /// <summary>The last restore that was tried and held, or null.</summary>
    public SafekeepingMark? TestedRestore { get; init; }

    /// <summary>The last check of the books, or null.</summary>
    public BooksMark? Books { get; init; }

    /// <summary>Reads the marks of a store on this machine.</summary>
    public static SafekeepingMarks Of(StorePaths paths)
    {
        var file = Path.Combine(paths.Folder, Name);
        try
        {
            return File.Exists(file) ? JsonSerializer.Deserialize(File.ReadAllText(file), SafekeepingJson.Default.SafekeepingMarks)! : new SafekeepingMarks();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or JsonException)
        {
            // Somebody else's file says nothing.
            return new SafekeepingMarks();
        }
    }

    /// <summary>Keeps the marks.</summary>
    public void Keep(StorePaths paths)
    {
        var file = Path.Combine(paths.Folder, Name);
        File.WriteAllText(file + ".part", JsonSerializer.Serialize(this, SafekeepingJson.Default.SafekeepingMarks));
        File.Move(file + ".part", file, overwrite: true);
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(SafekeepingMarks))]
internal sealed partial class SafekeepingJson : JsonSerializerContext;
