using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tessera.App.People;

namespace Tessera.App.Tests.People;

public sealed class PasswordTests
{
    [Theory]
    [InlineData("short77", "password.short")]
    [InlineData("password", "password.common")]
    [InlineData("Admin123456", "password.common")]
    [InlineData("woaini1314", "password.common")]
    [InlineData("li.na.tea.shop", "password.common")]
    [InlineData("11111111111111", "password.common")]
    [InlineData("ababababababab", "password.common")]
    [InlineData("seven quiet teapots", null)]
    [InlineData("七只安静的茶壶在桌上", null)]
    [Covers("S6")]
    public void Passwords_are_long_enough_and_none_of_the_first_that_are_tried(string password, string? code) =>
        Assert.Equal(code, Passwords.Refuse(password, "Li.Na.Tea.Shop")?.Reason.Code);

    // What is left beside the words of the shop must be five letters or digits: "2026" are four, "teapots" seven.
    [Theory]
    [InlineData("lantingcha2026", "password.common")]
    [InlineData("兰亭茶社-8888", "password.common")]
    [InlineData("Tessera-2026!", "password.common")]
    [InlineData("li.na@tessera1", "password.common")]
    [InlineData("lantingcha teapots", null)]
    [InlineData("!=/%&$?+", null)]
    [Covers("S6")]
    public void The_words_of_the_shop_and_of_the_person_are_no_password(string password, string? code) =>
        Assert.Equal(code, Passwords.Refuse(password, "li.na", "tessera", "lantingcha", "兰亭茶社")?.Reason.Code);

    [Fact]
    public void Three_thousand_common_passwords_are_refused()
    {
        Assert.Equal(3_000, Passwords.CommonOnes.Count);
        Assert.All(Passwords.CommonOnes, p => Assert.NotNull(Passwords.Refuse(p, "owner")));
    }

    // The lines of a list lie in the order of their hashes; its first, last and one between are found, and what would lie before, between and behind is not.
    [Fact]
    [Covers("S6")]
    public void A_password_of_the_list_of_breaches_is_refused()
    {
        var breached = Enumerable.Range(0, 1_000).Select(n => string.Create(CultureInfo.InvariantCulture, $"teapots of house {n}")).ToList();
        var file = Path.GetTempFileName();
        try
        {
            File.WriteAllText(file, string.Join("\r\n", breached.Select((p, i) => $"{Hashed(p)}:{i * i}").Order(StringComparer.Ordinal)));
            using var list = BreachedPasswords.Open(file);

            Assert.All(breached, p => Assert.True(list.Contains(p), p));
            Assert.All(breached, p => Assert.False(list.Contains(p + " "), p));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_file_that_is_no_list_of_hashes_is_not_taken_for_one()
    {
        var file = Path.GetTempFileName();
        try
        {
            Assert.Throws<InvalidDataException>(() => BreachedPasswords.Open(file));
            File.WriteAllText(file, "password\n123456\n");
            Assert.Throws<InvalidDataException>(() => BreachedPasswords.Open(file));
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Fact]
    public void A_hash_fits_its_password_alone_and_tells_nothing_of_it()
    {
        var hash = Passwords.Hash("seven quiet teapots");

        Assert.True(Passwords.Fits(hash, "seven quiet teapots"));
        Assert.False(Passwords.Fits(hash, "seven quiet teapot"));
        Assert.False(Passwords.Fits(null, "seven quiet teapots"));
        Assert.NotEqual(hash, Passwords.Hash("seven quiet teapots"));
        Assert.DoesNotContain("teapots", hash, StringComparison.Ordinal);
    }

    // The form in which such lists are given out.
#pragma warning disable CA5350
    private static string Hashed(string password) => Convert.ToHexString(SHA1.HashData(Encoding.UTF8.GetBytes(password)));
#pragma warning restore CA5350
}
