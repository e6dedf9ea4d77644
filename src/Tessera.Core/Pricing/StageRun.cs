using Tessera.Core.Facts;

namespace Tessera.Core.Pricing;

/// <summary>One stage: its rewards, then its groups, each by its mode (semantics §8).</summary>
internal sealed class StageRun(Sheet sheet, Moment start)
{
    private const int MostOnStack = 64;

    /// <summary>Gives the savings of a group.</summary>
    public void Run(GroupMode mode, List<Claim> claims)
    {
        if (claims.Count == 0) return;
        var ofLines = claims[0].Saving.IsOfLines;
        switch (mode)
        {
            case GroupMode.All:
                GiveAll(claims);
                break;
            case GroupMode.Best when ofLines:
                GiveBestOfLines(claims);
                break;
            case GroupMode.First when ofLines:
                GiveFirstOfLines(claims);
                break;
            case GroupMode.Best:
                GiveBest(claims);
                break;
            case GroupMode.First:
                GiveFirst(claims);
                break;
        }
    }

    private void GiveAll(List<Claim> claims)
    {
        foreach (var claim in claims)
        {
            if (Try(claim) is not { } trial) continue;
            trial.Apply(sheet);
            sheet.Forget(trial);
        }
    }

    private void GiveBest(List<Claim> claims)
    {
        var totals = claims.Count <= MostOnStack ? stackalloc long[claims.Count] : new long[claims.Count];
        Trial? best = null;
        for (var i = 0; i < claims.Count; i++)
        {
            totals[i] = -1;
            if (Try(claims[i]) is not { } trial) continue;
            totals[i] = trial.Total;
            // Largest first, ties as they stand: by rank, then id.
            var loser = best is null ? null : totals[i] > best.Total ? best : trial;
            if (loser != trial) best = trial;
            if (loser is not null) sheet.Forget(loser);
        }

        if (best is null) return;
        for (var i = 0; i < claims.Count; i++)
        {
            if (totals[i] >= 0 && !ReferenceEquals(claims[i], best.Claim)) sheet.Miss(claims[i], PriceReasons.LessThan(best.Claim.Saving.Id, totals[i]));
        }

        best.Apply(sheet);
        sheet.Forget(best);
    }

    private void GiveFirst(List<Claim> claims)
    {
        Trial? first = null;
        foreach (var claim in claims)
        {
            if (Try(claim) is not { } trial) continue;
            if (first is null)
            {
                first = trial;
                continue;
            }

            sheet.Miss(claim, PriceReasons.First(first.Claim.Saving.Id));
            sheet.Forget(trial);
        }

        first?.Apply(sheet);
    }

    private void GiveBestOfLines(List<Claim> claims)
    {
        var contest = new LineContest(sheet, start, [.. claims.Select(c => (c, Open(c).Lines))]);
        var winners = contest.Winners();
        foreach (var (claim, reason) in contest.Missed) Miss(claim, Open(claim).Bar ?? reason);
        foreach (var trial in winners)
        {
            // Each was worked out as if it came first: with hand lines, what the order may lose may be gone.
            OrderLimits.CutToRoom(sheet, trial);
            if (trial.Total > 0) trial.Apply(sheet);
            else Miss(trial.Claim, Reason.Of("price.not.nothing"));
            sheet.Forget(trial);
        }
    }

    private void GiveFirstOfLines(List<Claim> claims)
    {
        var takenBy = new string?[sheet.Count];
        foreach (var claim in claims)
        {
            var (open, bar) = Open(claim);
            var before = takenBy.FirstOrDefault(t => t is not null);
            var lines = open ?? AllLines();
            for (var i = 0; i < lines.Length; i++) lines[i] &= takenBy[i] is null;
            var trial = SavingTrial.Of(sheet, claim, start, lines);
            if (trial.Not is { } not)
            {
                Miss(claim, bar ?? (before is not null && not.Code == "price.not.nothing" ? PriceReasons.First(before) : not));
                continue;
            }

            trial.Apply(sheet);
            for (var i = 0; i < trial.Minor.Length; i++) takenBy[i] ??= trial.Minor[i] > 0 ? claim.Saving.Id : null;
        }
    }

    private Trial? Try(Claim claim)
    {
        var (lines, bar) = Open(claim);
        if (bar is not null && lines?.Contains(true) == false)
        {
            Miss(claim, bar);
            return null;
        }

        var trial = SavingTrial.Of(sheet, claim, start, lines);
        if (trial.Not is not { } not) return trial;
        Miss(claim, not);
        sheet.Forget(trial);
        return null;
    }

    private void Miss(Claim claim, Reason reason) => sheet.Miss(claim, reason);

    /// <summary>The lines a saving may reach beside what was given, or null for all, and what bars the others. Between two line savings it is line by line, otherwise the whole order.</summary>
    private (bool[]? Lines, Reason? Bar) Open(Claim claim)
    {
        bool[]? lines = null;
        Reason? bar = null;
        foreach (var (saving, id) in sheet.Given)
        {
            if (!Bars(claim.Saving, saving) && !Bars(saving, claim.Saving)) continue;
            bar ??= PriceReasons.NotWith(saving.Id);
            lines ??= AllLines();
            if (!claim.Saving.IsOfLines || !saving.IsOfLines) Array.Fill(lines, false);
            for (var i = 0; i < lines.Length; i++) lines[i] &= !IsGiven(i, id);
        }

        if (sheet.PointsUsed && BarsPoints(claim))
        {
            bar ??= PriceReasons.NotWith(PointsStage.Id);
            lines = new bool[sheet.Count];
        }

        return (lines, bar);
    }

    private bool[] AllLines()
    {
        var lines = new bool[sheet.Count];
        Array.Fill(lines, true);
        return lines;
    }

    private bool IsGiven(int line, string id)
    {
        foreach (var part in sheet.Parts[line])
        {
            if (part.Id == id) return true;
        }

        return false;
    }

    private bool BarsPoints(Claim claim)
    {
        var bars = claim.Saving.Saving.NotWith;
        return (sheet.PointsBarCoupons && claim.Origin == SavingOrigin.Coupon)
            || bars.Stages.Contains(PriceStage.Points) || bars.Ids.Contains(PointsStage.Id) || bars.Groups.Contains(PointsStage.Id);
    }

    private static bool Bars(CompiledSaving one, CompiledSaving other)
    {
        if (!one.BarsAny) return false;
        var bars = one.Saving.NotWith;
        return bars.Ids.Contains(other.Id) || bars.Groups.Contains(other.GroupId) || bars.Stages.Contains(other.Saving.Stage);
    }
}
