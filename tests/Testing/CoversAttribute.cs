namespace Tessera.Testing;

/// <summary>
/// Says which feature rows (<c>D16</c>), switches (<c>switch:points.expiry.mode=never</c>) or promises
/// (<c>R4</c>) a test holds. On a class it counts for every test of the class.
/// <c>./test --list</c> prints the map from these marks.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true, Inherited = false)]
public sealed class CoversAttribute(params string[] ids) : Attribute
{
    /// <summary>The ids covered, as written.</summary>
    public IReadOnlyList<string> Ids { get; } = ids;
}
