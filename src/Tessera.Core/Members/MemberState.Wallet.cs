using Tessera.Core.StoredValue;

namespace Tessera.Core.Members;

/// <content>Stored value.</content>
public sealed partial class MemberState
{
    private Wallet? _wallet;

    /// <summary>Stored value and cards; blank for a member without any.</summary>
    public Wallet Wallet => _wallet ??= new Wallet();

    /// <summary>Whether the wallet has anything to keep; asking makes none.</summary>
    public bool HasWallet => _wallet is { IsBlank: false };
}
