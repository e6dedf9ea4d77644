using QRCoder;

namespace Tessera.Server.Pages;

/// <summary>A QR code as an SVG picture: black on white with its quiet zone whatever the page's colours are, and nothing loaded from elsewhere.</summary>
internal static class QrPicture
{
    private const int PixelsOfModule = 4;

    /// <summary>The picture of a text; up to 2,331 bytes, which is what error correction M leaves room for.</summary>
    public static string Svg(string text)
    {
        using var code = QRCodeGenerator.GenerateQrCode(text, QRCodeGenerator.ECCLevel.M);
        using var picture = new SvgQRCode(code);
        return picture.GetGraphic(PixelsOfModule, "#000000", "#ffffff", drawQuietZones: true);
    }
}
