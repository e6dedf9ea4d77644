using System.Text.RegularExpressions;
using Tessera.Server.Settings;

namespace Tessera.Server.Tests.Docs;

/// <summary>The files for systemd and Docker are checked as text: no engine is at hand where the tests run.</summary>
public sealed partial class PackagingTests
{
    public static TheoryData<string> Files { get; } = ["Dockerfile", "compose.yaml", "tessera.service"];

    [Theory]
    [MemberData(nameof(Files))]
    public void Every_variable_is_a_setting_of_the_program(string name)
    {
        var known = Setting.All.Select(s => s.Variable).ToHashSet(StringComparer.Ordinal);
        var named = Variable().Matches(Text(name)).Select(m => m.Value).Distinct(StringComparer.Ordinal).ToList();

        Assert.NotEmpty(named);
        Assert.All(named, variable => Assert.Contains(variable, known));
    }

    [Fact]
    public void What_the_image_copies_is_what_publishing_makes_and_its_port_is_the_one_listened_on()
    {
        var image = Text("Dockerfile");

        Assert.Contains("COPY dist/ /opt/tessera/", image, StringComparison.Ordinal);
        Assert.Contains("TESSERA_LISTEN=http://0.0.0.0:5080", image, StringComparison.Ordinal);
        Assert.Contains("EXPOSE 5080", image, StringComparison.Ordinal);
        Assert.EndsWith(":5080", Setting.Listen.Default, StringComparison.Ordinal);
        Assert.Contains("dockerfile: packaging/Dockerfile", Text("compose.yaml"), StringComparison.Ordinal);
        Assert.Contains("/opt/tessera/tessera serve", Text("tessera.service"), StringComparison.Ordinal);
    }

    private static string Text(string name) => File.ReadAllText(Repository.PathOf("packaging/" + name));

    [GeneratedRegex("TESSERA_[A-Z_]+", RegexOptions.NonBacktracking)]
    private static partial Regex Variable();
}
