namespace Tessera.Core.Members;

/// <content>Family cards.</content>
public sealed partial class MemberState
{
    /// <summary>Mark of a family card: this and the ledger account id of its main member.</summary>
    public const string FamilyOfMark = "familyOf:";

    /// <summary>Ledger account id of the main member whose family card this member is, or null (P30).</summary>
    public string? FamilyOf
    {
        get
        {
            foreach (var right in Rights)
            {
                if (right.StartsWith(FamilyOfMark, StringComparison.Ordinal)) return right[FamilyOfMark.Length..];
            }

            return null;
        }
    }
}
