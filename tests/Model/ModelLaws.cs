namespace Tessera.Model;

/// <summary>The laws of the books (promise R4) that must hold after every fact.</summary>
public static class ModelLaws
{
    public static IReadOnlyList<string> Broken(ModelMember member)
    {
        var book = member.Points;
        var broken = new List<string>();
        void Check(bool holds, string law)
        {
            if (!holds)
            {
                broken.Add($"{member.Id}: {law}");
            }
        }

        foreach (var lot in book.Lots)
        {
            Check(lot.EquationHolds, $"opened = left + consumed + expired + clawed back − returned: {lot}");
            Check(lot is { Left: >= 0, Consumed: >= 0, Expired: >= 0, ClawedBack: >= 0, Returned: >= 0 }, $"nothing below zero: {lot}");
        }

        var active = book.Lots.Where(lot => lot.IsOpen).Sum(lot => lot.Left);
        Check(book.Entries.Sum(entry => entry.Points) == active - book.Debt, $"entries = active lots − debt: {book.Entries.Sum(entry => entry.Points)} and {active} − {book.Debt}");
        Check(book.Entries.Sum(entry => entry.Pending) == book.Pending, "pending entries = pending lots");
        Check(book.Debt == 0 || active == 0, "debt and open active lots never together");
        Check(book.Debts.All(debt => debt.Left >= 0), "no debt below zero");
        foreach (var order in member.Orders)
        {
            CheckOrder(member, order, Check);
        }

        return broken;
    }

    private static void CheckOrder(ModelMember member, ModelOrder order, Action<bool, string> check)
    {
        foreach (var line in order.Lines.Where(line => line.Net >= 0))
        {
            check(line.MoneyReturned >= 0 && line.MoneyReturned <= line.Net, $"{order.Key}: a refund never returns more than was paid");
            check(line.PointsTaken >= 0 && line.PointsTaken <= line.Points, $"{order.Key}: a refund never takes back more than was given");
        }

        if (order.IsWhollyRefunded)
        {
            check(order.Refunds.Sum(refund => refund.Money) == order.Lines.Sum(line => line.Net), $"{order.Key}: the parts sum to what was paid");
            check(order.Refunds.Sum(refund => refund.Points) == order.Points, $"{order.Key}: the parts sum to what was earned");
            check(order.Refunds.Sum(refund => refund.Qualifying) == order.Qualifying, $"{order.Key}: the parts sum to what qualified");
            check(order.Refunds.Sum(refund => refund.Growth) == order.Growth, $"{order.Key}: the parts sum to the growth");
        }

        var claws = member.Points.ClawBacks.Where(claw => claw.Order == order.Key).ToList();
        check(claws.Sum(claw => claw.Owed) == order.Refunds.Sum(refund => refund.Points), $"{order.Key}: every refunded point is accounted for");
    }
}
