using Tessera.Core.Plans;

namespace Tessera.Storage.Members;

/// <content>The section of paid plans: few, with many parts, in their text form.</content>
internal static partial class StatePacking
{
    private static void WritePlans(PackWriter to, PlanBook book)
    {
        to.Byte(PlanSection);
        to.Long(book.All.Count);
        foreach (var plan in book.All) to.Bytes(RecordJson.WriteAny(plan));
    }

    private static void ReadPlans(ref PackReader from, PlanBook book)
    {
        for (var count = from.Count(); count > 0; count--) book.All.Add(RecordJson.ReadAny<HeldPlan>(from.Bytes()));
    }
}
