using System.Text;
using Tessera.App.People;
using Tessera.Core;

namespace Tessera.App.Tests.People;

public sealed class TotpTests
{
    private static readonly byte[] Secret = Encoding.ASCII.GetBytes("12345678901234567890");

    // RFC 6238, appendix B, the rows of SHA-1.
    [Theory]
    [InlineData(59L, "94287082")]
    [InlineData(1111111109L, "07081804")]
    [InlineData(1111111111L, "14050471")]
    [InlineData(1234567890L, "89005924")]
    [InlineData(2000000000L, "69279037")]
    [InlineData(20000000000L, "65353130")]
    [Covers("S6")]
    public void The_codes_are_those_of_the_standard(long seconds, string code) => Assert.Equal(code, Totp.Code(Secret, Totp.StepOf(Instant.FromSeconds(seconds)), digits: 8));

    // Second 59 is step 1; its code ends in 287082.
    [Theory]
    [InlineData(59L, 0L, true)]
    [InlineData(89L, 0L, true)]
    [InlineData(20L, 0L, true)]
    [InlineData(90L, 0L, false)]
    [InlineData(59L, 1L, false)]
    public void A_code_fits_its_step_and_one_beside_and_only_once(long seconds, long lastUsed, bool fits) =>
        Assert.Equal(fits ? 1L : null, Totp.Match(Secret, "287082", Instant.FromSeconds(seconds), lastUsed));

    // RFC 4648: "foobar" is MZXW6YTBOI.
    [Fact]
    public void The_address_holds_the_secret_as_apps_read_it()
    {
        Assert.Equal("MZXW6YTBOI", Totp.Base32("foobar"u8));
        Assert.Equal("otpauth://totp/Tessera:li%20na?secret=MZXW6YTBOI&issuer=Tessera&algorithm=SHA1&digits=6&period=30", Totp.Address("foobar"u8, "li na"));
    }
}
