using Tessera.Storage;

namespace Tessera.App.Exports;

/// <summary>Public and external ids. Rows come by member, so that each is looked up once; a base of them is never held, however large it is.</summary>
internal sealed class ExportIds(StoreConnection db)
{
    private AccountId? _account;
    private (string? Member, string? External) _ids;

    public (string? Member, string? External) Of(AccountId account)
    {
        if (_account != account) (_account, _ids) = (account, (db.Identities.MemberOf(account)?.ToString(), db.Exports.ExternalIdOf(account)));
        return _ids;
    }
}
