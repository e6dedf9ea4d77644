namespace Tessera.Testing;

/// <summary>
/// Says what a test holds: feature rows (<c>D16</c>), promises (<c>R4</c>), switches
/// (<c>switch:points.clawback.shortfall=clamp</c>) or templates (<c>template:salon</c>).
/// On a class it counts for every test of the class. <c>./test --list</c> prints the map.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Method, AllowMultiple = true, Inherited = false)]
public sealed class CoversAttribute(params string[] ids) : Attribute
{
    /// <summary>The ids, as written.</summary>
    public IReadOnlyList<string> Ids { get; } = ids;
}
