using System.Globalization;

namespace Tessera.Core.Members;

/// <content>Redemptions that are paid and not handed over yet stand among the marks; over ones leave nothing.</content>
public sealed partial class MemberState
{
    internal const string OpenRedemption = "redemption:";

    internal static string OpenRedemptionOf(long sequence) => OpenRedemption + sequence.ToString(CultureInfo.InvariantCulture);
}
