using System.Text;
using Tessera.Storage.Packing;

namespace Tessera.App.Tests.Storage;

public sealed class PackedTextTests
{
    private const string Decision = """
        {"effects":[{"is":"activitySeen","on":"2026-11-22","isPurchase":true},{"is":"ledgerEntry","id":[6,2],"points":247,"growth":24,"balanceAfter":2077,"growthAfter":146,"opened":[[[6,1],"order",6,247,"2026-11-22","2027-11-23"]],"orderSequence":6,"reason":["points.earned",["points",247,"points"]]}],"reasons":[["earn.growth",["spend",2450,"money"],["rate",1,"growth"],["per",100,"money"],["growth",24,"growth"]]]}
        """;

    public static TheoryData<string> Texts { get; } = ["", "{}", "a", "abcd", "aaaaaaaaaaaaaaaaaaaaaaaaaaaa", Decision, Decision + Decision, "{\"name\":\"一号店一号店一号店一号店\",\"is\":\"一号店\"}", "tab\tand\u0001\u001fline\nand é\u0007é", new string('x', 40_000) + "y", new string('一', 9_000)];

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_text_unpacks_to_the_same_bytes(string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        foreach (var list in new[] { PackedText.Record, PackedText.Answer }) Assert.Equal(bytes, list.Unpack(list.Pack(bytes)));
    }

    [Theory]
    [MemberData(nameof(Texts))]
    public void A_packed_text_of_the_record_is_a_text_again_that_any_text_column_takes(string text)
    {
        var packed = PackedText.Record.Pack(Encoding.UTF8.GetBytes(text)).ToArray();
        Assert.DoesNotContain((byte)0, packed);
        Assert.Equal(packed, Encoding.UTF8.GetBytes(new UTF8Encoding(false, throwOnInvalidBytes: true).GetString(packed)));
    }

    [Fact]
    public void Random_texts_of_every_length_unpack_to_the_same_bytes()
    {
        // A small alphabet repeats much; letters of one, two and three bytes and control characters stand among it.
        string[] letters = ["a", "b", "\"", ",", "0", "é", "店", "\n", "\u0001", "[\"points\","];
        var chance = new Random(7);
        for (var n = 0; n < 2_000; n++)
        {
            var text = new StringBuilder();
            for (var length = chance.Next(600); length > 0; length--) text.Append(letters[chance.Next(chance.Next(1, letters.Length + 1))]);
            A_text_unpacks_to_the_same_bytes(text.ToString());
            A_packed_text_of_the_record_is_a_text_again_that_any_text_column_takes(text.ToString());
        }
    }

    [Fact]
    public void A_decision_takes_less_than_half_of_its_room()
    {
        var bytes = Encoding.UTF8.GetBytes(Decision);
        Assert.InRange(PackedText.Record.Pack(bytes).Length, 1, bytes.Length / 2);
    }

    [Fact]
    public void What_was_kept_before_texts_were_packed_reads_as_it_stands() => Assert.Equal("{\"is\":\"joined\"}"u8.ToArray(), PackedText.Record.Unpack("{\"is\":\"joined\"}"u8));

    [Theory]
    [InlineData(new byte[] { 1, (byte)'9', 65 })]
    [InlineData(new byte[] { 1, (byte)'1', 31, 2, 1 })]
    [InlineData(new byte[] { 1, (byte)'1', 5, 127, 127 })]
    [InlineData(new byte[] { 1, (byte)'1', 2 })]
    [InlineData(new byte[] { 1, (byte)'1', 0, 1, 1 })]
    public void A_damaged_text_is_refused(byte[] stored) => Assert.Throws<InvalidOperationException>(() => PackedText.Record.Unpack(stored));

    // A list that changed would make every stored text unreadable: a better one gets the next number.
    [Fact]
    public void The_lists_of_words_never_change()
    {
        Assert.Equal("d455f8cb814a86c3ef8f5fba8163eb19b4b69f658e14287ff79ee37f2f8c52df", Digest("record.1.words"));
        Assert.Equal("6fe8949b243216066a18b612e5657997eecca0e56e22e58e0d33eeb2adc34355", Digest("answer.1.words"));
    }

    private static string Digest(string list)
    {
        using var stream = typeof(PackedText).Assembly.GetManifestResourceStream("Tessera.Storage.Packing." + list)!;
        return Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(stream));
    }
}
