using System.Text;
using Tessera.Core;
using Tessera.Server.Json;

namespace Tessera.Server.Tests.Json;

public sealed class StrictReaderTests
{
    private static readonly string Deep = string.Concat(Enumerable.Repeat("[", 1000)) + string.Concat(Enumerable.Repeat("]", 1000));

    [Theory]
    [InlineData("""{"name":"甲","count":1,"more":2}""", "/more", "field.unknown")]
    [InlineData("""{"name":"甲","Count":1}""", "/Count", "field.unknown")]
    [InlineData("""{"count":1}""", "/name", "field.missing")]
    [InlineData("""{"name":null}""", "/name", "field.null")]
    [InlineData("""{"name":"甲","name":"乙"}""", "/name", "field.twice")]
    [InlineData("""{"name":7}""", "/name", "field.text")]
    [InlineData("""{"name":""}""", "/name", "field.short")]
    [InlineData("""{"name":"   "}""", "/name", "field.short")]
    [InlineData("""{"name":"12345678901"}""", "/name", "field.long")]
    [InlineData("""{"name":"a\u0000"}""", "/name", "field.characters")]
    [InlineData("""{"name":"a\ud800"}""", "/name", "field.characters")]
    [InlineData("""{"name":"甲","count":"1"}""", "/count", "field.integer")]
    [InlineData("""{"name":"甲","count":1.5}""", "/count", "field.integer")]
    [InlineData("""{"name":"甲","count":1e2}""", "/count", "field.integer")]
    [InlineData("""{"name":"甲","count":101}""", "/count", "field.range")]
    [InlineData("""{"name":"甲","count":9223372036854775808}""", "/count", "field.range")]
    [InlineData("""{"name":"甲","amount":1e400}""", "/amount", "field.range")]
    [InlineData("""{"name":"甲","amount":0.0001}""", "/amount", "field.decimals")]
    [InlineData("""{"name":"甲","amount":0}""", "/amount", "field.zero")]
    [InlineData("""{"name":"甲","at":"2026-01-31T18:20:00"}""", "/at", "field.instant")]
    [InlineData("""{"name":"甲","at":"0001-01-01T00:00:00Z"}""", "/at", "field.instant")]
    [InlineData("""{"name":"甲","on":"2026-02-30"}""", "/on", "field.date")]
    [InlineData("""{"name":"甲","color":"Red"}""", "/color", "field.choice")]
    [InlineData("""{"name":"甲","color":0}""", "/color", "field.choice")]
    [InlineData("""{"name":"甲","flag":"true"}""", "/flag", "field.boolean")]
    [InlineData("""{"name":"甲","parts":{}}""", "/parts", "field.list")]
    [InlineData("""{"name":"甲","parts":[]}""", "/parts", "field.few")]
    [InlineData("""{"name":"甲","parts":[{"sku":"a"},{"sku":"b","x~/y":1}]}""", "/parts/1/x~0~1y", "field.unknown")]
    [InlineData("""{"name":"甲","tags":{"a":"b","a":"c"}}""", "/tags/a", "field.twice")]
    [InlineData("[]", "", "field.object")]
    [InlineData("null", "", "field.null")]
    [InlineData("", "", "json.empty")]
    [InlineData("{", "", "json.malformed")]
    [InlineData("""{"name":NaN}""", "", "json.malformed")]
    [InlineData("""{"name":"甲",}""", "", "json.malformed")]
    [InlineData("""{"name":"甲"} {}""", "", "json.malformed")]
    public void What_is_wrong_is_named_with_its_place(string json, string pointer, string code)
    {
        var parsed = StrictReader.Read<Sample>(Encoding.UTF8.GetBytes(json));

        Assert.Null(parsed.Value);
        Assert.Contains(parsed.Errors, e => e.Pointer == pointer && e.Code == code);
    }

    [Fact]
    public void Bodies_that_are_no_UTF8_or_too_deep_are_told_apart()
    {
        Assert.Equal("json.encoding", StrictReader.Read<Sample>(new byte[] { 0x7B, 0x22, 0xED, 0xA0, 0x80, 0x22, 0x7D }).Errors[0].Code);
        Assert.Equal("json.depth", StrictReader.Read<Sample>(Encoding.UTF8.GetBytes(Deep)).Errors[0].Code);
    }

    [Fact]
    public void Everything_wrong_is_found_at_once()
    {
        var parsed = StrictReader.Read<Sample>("""{"nam":"甲","count":"x","at":7}"""u8.ToArray());

        Assert.Equal(["/nam", "/count", "/at", "/name"], parsed.Errors.Select(e => e.Pointer));
    }

    [Fact]
    public void A_good_body_becomes_the_value()
    {
        var parsed = StrictReader.Read<Sample>("""{"name":"😀‮甲","count":-0,"amount":1.250,"at":"2026-01-31T18:20:00.5+08:00","on":"2024-02-29","color":"deepRed","flag":true,"parts":[{"sku":"a"}],"tags":{"k":"v"}}"""u8.ToArray());

        Assert.Empty(parsed.Errors);
        Assert.Equal(0, parsed.Value!.Count);
        Assert.Equal(1.25m, parsed.Value.Amount);
        // 2026-01-31T10:20:00.5Z: 20,484 days after 1970 is 2026-01-31; 20,484 × 86,400 + 37,200.5 s.
        Assert.Equal(new Instant(((20_484L * 86_400) + 37_200) * 1_000_000 + 500_000), parsed.Value.At);
        Assert.Equal(Color.DeepRed, parsed.Value.Color);
        Assert.Equal("v", parsed.Value.Tags!["k"]);
    }

    [Fact]
    public void Every_code_of_a_field_has_a_text_in_both_languages()
    {
        string[] codes = ["field.unknown", "field.missing", "field.null", "field.twice", "field.name", "field.shape", "field.many", "query.unknown", "query.twice", "query.cursor"];

        Assert.All(codes, code => Assert.True(Tessera.Server.Texts.ProblemTexts.Has(code)));
    }

    internal enum Color
    {
        Blue,
        DeepRed,
    }

    internal sealed record Part
    {
        public required string Sku { get; init; }
    }

    internal sealed record Sample
    {
        [Text(10)]
        public required string Name { get; init; }

        [Number(-100, 100)]
        public long Count { get; init; }

        [Number(-1000, 1000, Decimals = 3, NotZero = true)]
        public decimal? Amount { get; init; }

        public Instant? At { get; init; }

        public DateOnly? On { get; init; }

        public Color Color { get; init; }

        public bool Flag { get; init; }

        [Items(1, 3)]
        public IReadOnlyList<Part>? Parts { get; init; }

        public IReadOnlyDictionary<string, string>? Tags { get; init; }
    }
}
