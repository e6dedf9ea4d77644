using System.IO.Compression;
using System.Security.Cryptography;

namespace Tessera.App.Tests.Templates;

public sealed class OnlineRetailSampleTests
{
    private const string Folder = "templates/online-retail/sample";

    [Fact]
    [Covers("template:online-retail")]
    public void The_sample_is_the_month_its_page_describes()
    {
        byte[] content = Unpacked();
        string[] lines = System.Text.Encoding.UTF8.GetString(content).TrimEnd('\n').Split('\n');
        string page = File.ReadAllText(Repository.PathOf(Folder + "/README.md"));

        Assert.Equal("InvoiceNo,StockCode,Description,Quantity,InvoiceDate,UnitPrice,CustomerID,Country", lines[0]);
        Assert.Equal(42_481, lines.Length - 1);
        Assert.All(lines[1..], line => Assert.Contains(",2010-12-", line, StringComparison.Ordinal));
        Assert.Contains(Convert.ToHexStringLower(SHA256.HashData(content)), page, StringComparison.Ordinal);
    }

    [Fact]
    public void The_sample_is_small_and_names_its_author_and_licence()
    {
        string page = File.ReadAllText(Repository.PathOf(Folder + "/README.md"));

        Assert.InRange(new FileInfo(Repository.PathOf(Folder + "/2010-12.csv.gz")).Length, 1, 1_500_000);
        Assert.Contains("Daqing Chen", page, StringComparison.Ordinal);
        Assert.Contains("CC BY 4.0", page, StringComparison.Ordinal);
        Assert.Contains("10.1057/dbm.2012.17", page, StringComparison.Ordinal);
    }

    private static byte[] Unpacked()
    {
        using var file = File.OpenRead(Repository.PathOf(Folder + "/2010-12.csv.gz"));
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        using var content = new MemoryStream();
        unpacked.CopyTo(content);
        return content.ToArray();
    }
}
