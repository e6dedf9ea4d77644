namespace Tessera.Testing;

/// <summary>
/// The same as <see cref="CoversAttribute"/> for a test that runs over the rows of a CSV file: every row covers
/// the ids that <paramref name="idTemplate"/> gives when the row's columns are put in, for instance
/// <c>[CoversTable("tests/Core.Tests/Tables/switches.csv", "switch:{key}={value}")]</c>, or <c>"{covers}"</c>
/// where a column holds ids separated by blanks. An empty result covers nothing.
/// </summary>
/// <param name="path">The CSV file, from the repository's root.</param>
/// <param name="idTemplate">Text with column names in braces.</param>
[AttributeUsage(AttributeTargets.Method, AllowMultiple = true, Inherited = false)]
public sealed class CoversTableAttribute(string path, string idTemplate) : Attribute
{
    /// <summary>The CSV file, from the repository's root.</summary>
    public string Path { get; } = path;

    /// <summary>Text with column names in braces.</summary>
    public string IdTemplate { get; } = idTemplate;
}
