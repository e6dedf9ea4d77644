using Tessera.App.Import;

namespace Tessera.App.Tests.Import;

/// <summary>Errors of an import map name line, column, what stands there and what was expected.</summary>
public sealed class MapsThatAreWrong
{
    private const string Rest = "\ncolumns: { number: a, occurredAt: b, amount: c }\n";

    [Theory]
    [InlineData("source: x\nsourse: y" + Rest, 2, 1, "import.map.unknownKey", "source")]
    [InlineData("source: x\nfile:\n  decimal: comma" + Rest, 3, 12, "import.map.value", null)]
    [InlineData("source: x\nfile: { encoding: klingon }" + Rest, 2, 19, "import.map.encoding", null)]
    [InlineData("source: x\nmembers: { key: phon }" + Rest, 2, 17, "import.map.value", "phone")]
    [InlineData("source: x\ncolumns: { number: a, ocurredAt: b, occurredAt: b, amount: c }", 2, 23, "import.map.unknownKey", "occurredAt")]
    [InlineData("source: x\ncolumns: { number: { column: a, match: '(' }, occurredAt: b, amount: c }", 2, 40, "import.map.pattern", null)]
    [InlineData("source: x\ncolumns: { number: a, occurredAt: b }", 2, 10, "import.map.missing", null)]
    [InlineData("source: x\ncolumns: { number: a, occurredAt: b, amount: c, unitPrice: d }", 2, 10, "import.map.missing", null)]
    [InlineData("columns: { number: a, occurredAt: b, amount: c }", 1, 1, "import.map.missing", null)]
    [InlineData("source: x\ncancellation: { column: a }" + Rest, 2, 15, "import.map.cancellation", null)]
    [InlineData("source: x\nrows: { skip: [{ column: a }] }" + Rest, 2, 16, "import.map.filter", null)]
    [InlineData("source: x\nfile: { decimal: '.', thousands: '.' }" + Rest, 2, 7, "import.map.signs", null)]
    [InlineData("source: [\n", 2, 1, "import.map.syntax", null)]
    [InlineData("- a\n", 1, 1, "import.map.kind", null)]
    [InlineData("", 1, 1, "import.map.kind", null)]
    public void Each_error_is_placed_and_named(string text, int line, int column, string code, string? nearest)
    {
        var reading = ImportMapFile.Read(text);
        Assert.Null(reading.Map);
        var finding = reading.Findings[0];
        Assert.Equal((line, column, code, nearest), (finding.Line, finding.Column, finding.Code, finding.Nearest));
        Assert.NotEqual("", finding.Expected.Zh + finding.Expected.En);
    }

    [Fact]
    public void All_errors_are_collected()
    {
        var reading = ImportMapFile.Read("sourse: x\nfile: { decimal: comma, wat: 1 }\ncolumns: {}\n");
        Assert.Equal(
            ["import.map.unknownKey", "import.map.missing", "import.map.value", "import.map.unknownKey", "import.map.missing", "import.map.missing", "import.map.missing"],
            reading.Findings.Select(f => f.Code));
    }
}
