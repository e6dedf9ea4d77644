using System.Xml.Linq;

namespace Tessera.Core.Tests.House;

/// <summary>Which project may refer to which, and where versions stand.</summary>
internal static class ProjectRules
{
    private static readonly Dictionary<string, string[]> References = new(StringComparer.Ordinal)
    {
        ["Tessera.Core"] = [],
        ["Tessera.Storage"] = ["Tessera.Core"],
        ["Tessera.App"] = ["Tessera.Storage", "Tessera.Core"],
        ["Tessera.Server"] = ["Tessera.App", "Tessera.Storage", "Tessera.Core"],
    };

    public static IEnumerable<string> Findings(string path, string text)
    {
        string project = Path.GetFileNameWithoutExtension(path);
        var xml = XDocument.Parse(text);
        foreach (string reference in Included(xml, "ProjectReference").Select(r => Path.GetFileNameWithoutExtension(r.Replace('\\', '/'))))
        {
            if (References.TryGetValue(project, out string[]? allowed) && !allowed.Contains(reference))
            {
                yield return $"{path}: {project} may not refer to {reference}";
            }
        }

        foreach (var package in xml.Descendants("PackageReference"))
        {
            string name = (string?)package.Attribute("Include") ?? "";
            if (package.Attribute("Version") is not null || package.Attribute("VersionOverride") is not null)
            {
                yield return $"{path}: the version of {name} belongs into Directory.Packages.props";
            }

            if (project == "Tessera.Core" && (string?)package.Attribute("PrivateAssets") != "all")
            {
                yield return $"{path}: Core takes no packages, {name} is one";
            }
        }
    }

    public static IEnumerable<string> LooseVersions(string path, string text) =>
        from package in XDocument.Parse(text).Descendants("PackageVersion")
        let version = (string?)package.Attribute("Version") ?? ""
        where !version.All(c => char.IsAsciiLetterOrDigit(c) || c is '.' or '-') || version.Length == 0
        select $"{path}: {(string?)package.Attribute("Include")} has no exact version";

    private static IEnumerable<string> Included(XDocument xml, string element) =>
        xml.Descendants(element).Select(e => (string?)e.Attribute("Include") ?? "");
}
