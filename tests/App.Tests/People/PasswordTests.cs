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
}
