using Tessera.App.People;

namespace Tessera.E2e.Tests;

/// <summary>The first owner, through the pages: link, name and password, authenticator, recovery codes.</summary>
internal sealed record Owner(string Name, string Password, byte[] Secret)
{
    /// <summary>Takes the owner link of a shop; the window stands on the home page after it.</summary>
    public static async Task<Owner> Enter(Window window, Shop shop, bool isZh)
    {
        const string name = "沈知遥", password = "seven quiet teapots";
        var page = window.Page;
        await page.GotoAsync(shop.OwnerLink);
        await page.Locator("input[name=name]").FillAsync(name);
        await page.Locator("input[name=shop]").FillAsync("星月茶会");
        await page.Locator("input[name=password]").FillAsync(password);
        await window.Accessible();
        await window.Button(isZh ? "继续" : "Continue").ClickAsync();
        var secret = Base32(await page.Locator(".secret").InnerTextAsync());
        await window.Accessible();
        await page.Locator("input[name=code]").FillAsync(CodeOf(secret));
        await window.Button(isZh ? "确认" : "Confirm").ClickAsync();
        await window.Button(isZh ? "我已记下，进入首页" : "I noted them, go on").ClickAsync();
        await page.Locator("#content").WaitForAsync();
        await window.Settled();
        return new Owner(name, password, secret);
    }

    /// <summary>Signs in on the sign-in page. A code counts once, so a step that the server saw already is waited over by taking the next one, which it accepts too.</summary>
    public async Task SignIn(Window window, bool isZh)
    {
        var page = window.Page;
        await page.Locator("input[name=name]").FillAsync(Name);
        await page.Locator("input[name=password]").FillAsync(Password);
        await window.Button(isZh ? "登录" : "Sign in").ClickAsync();
        await page.Locator("input[name=code]").FillAsync(CodeOf(Secret, ahead: 1));
        await window.Button(isZh ? "登录" : "Sign in").ClickAsync();
    }

    internal static string CodeOf(byte[] secret, int ahead = 0) => Totp.Code(secret, (DateTimeOffset.UtcNow.ToUnixTimeSeconds() / 30) + ahead);

    internal static byte[] Base32(string text)
    {
        const string alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
        var (bytes, bits, held) = (new List<byte>(), 0, 0);
        foreach (var letter in text.ToUpperInvariant().Where(c => alphabet.Contains(c, StringComparison.Ordinal)))
        {
            held = ((held << 5) | alphabet.IndexOf(letter, StringComparison.Ordinal)) & 0xFFFF;
            bits += 5;
            if (bits < 8) continue;
            bits -= 8;
            bytes.Add((byte)((held >> bits) & 0xFF));
        }

        return [.. bytes];
    }
}
