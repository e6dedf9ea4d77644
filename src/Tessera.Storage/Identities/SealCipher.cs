using System.Security.Cryptography;

namespace Tessera.Storage.Identities;

/// <summary>Authenticated encryption with a nonce of 12 bytes and a tag of 16, set up with a key.</summary>
internal abstract class SealCipher : IDisposable
{
    internal const int NonceLength = 12;
    internal const int TagLength = 16;

    internal static SealCipher Of(SealingKey key) => key.Cipher == SealingCipher.AesGcm ? new Aes(key.Seal) : new ChaCha(key.Seal);

    internal abstract void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain, Span<byte> into, ReadOnlySpan<byte> of);

    /// <exception cref="CryptographicException">Damaged, of something else or of another key.</exception>
    internal abstract void Decrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> sealedBytes, Span<byte> plain, ReadOnlySpan<byte> of);

    public abstract void Dispose();

    private sealed class Aes(byte[] key) : SealCipher
    {
        private readonly System.Security.Cryptography.AesGcm _cipher = new(key, TagLength);

        internal override void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain, Span<byte> into, ReadOnlySpan<byte> of) => _cipher.Encrypt(nonce, plain, into[..plain.Length], into[plain.Length..], of);

        internal override void Decrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> sealedBytes, Span<byte> plain, ReadOnlySpan<byte> of) => _cipher.Decrypt(nonce, sealedBytes[..plain.Length], sealedBytes[plain.Length..], plain, of);

        public override void Dispose() => _cipher.Dispose();
    }

    private sealed class ChaCha(byte[] key) : SealCipher
    {
        private readonly System.Security.Cryptography.ChaCha20Poly1305 _cipher = new(key);

        internal override void Encrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> plain, Span<byte> into, ReadOnlySpan<byte> of) => _cipher.Encrypt(nonce, plain, into[..plain.Length], into[plain.Length..], of);

        internal override void Decrypt(ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> sealedBytes, Span<byte> plain, ReadOnlySpan<byte> of) => _cipher.Decrypt(nonce, sealedBytes[..plain.Length], sealedBytes[plain.Length..], plain, of);

        public override void Dispose() => _cipher.Dispose();
    }
}
