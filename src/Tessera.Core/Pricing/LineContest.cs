using Tessera.Core.Facts;

namespace Tessera.Core.Pricing;

/// <summary>
/// A group of line savings of which each line takes one, chosen so that all together save most (semantics §8). Where what a saving gives a line does not depend on the
/// other lines, each line takes its best. Otherwise every way to choose is tried, up to 4,096 ways (twelve choices between two); beyond, the lines choose one after
/// the other what saves most with the choices before them. Ties go to the lower rank, then id, from the first line on.
/// </summary>
internal sealed class LineContest
{
    private const int MostWays = 4_096;
    private readonly Sheet _sheet;
    private readonly Moment _stageStart;
    private readonly List<(Claim Claim, bool[]? Allowed, Trial Alone)> _field = [];
    private readonly int[] _chosen;
    private List<int>[] _choices = [];

    // With hand lines the order bounds what all lines together may save.
    private readonly bool _isBounded;

    /// <param name="sheet">The sheet at the group's start.</param>
    /// <param name="stageStart">Amounts at the stage's start.</param>
    /// <param name="claims">The savings with the lines each may reach, null for all, by rank, then id.</param>
    public LineContest(Sheet sheet, Moment stageStart, IReadOnlyList<(Claim Claim, bool[]? Allowed)> claims)
    {
        (_sheet, _stageStart) = (sheet, stageStart);
        _isBounded = Array.Exists(sheet.Start, s => s < 0);
        foreach (var (claim, allowed) in claims)
        {
            var alone = SavingTrial.Of(sheet, claim, stageStart, allowed);
            if (alone.Not is not { } not)
            {
                _field.Add((claim, allowed, alone));
                continue;
            }

            Report(claim, not);
            sheet.Forget(alone);
        }

        _chosen = new int[sheet.Count];
    }

    /// <summary>Savings that missed, with why.</summary>
    public List<(Claim Claim, Reason Reason)> Missed { get; } = [];

    /// <summary>The trials to be given, by rank, then id.</summary>
    public IReadOnlyList<Trial> Winners()
    {
        if (_field.Count < 2 || (!_isBounded && !_field.Exists(static f => f.Claim.Saving.IsCoupled))) ChooseSimply();
        else ChooseTogether();
        var winners = new List<Trial>();
        for (var f = 0; f < _field.Count; f++)
        {
            var trial = TrialOf(f);
            if (trial is { Not: null }) winners.Add(trial);
            else Report(_field[f].Claim, trial?.Not ?? Lost(f));
        }

        return winners;
    }

    private void Report(Claim claim, Reason reason) => Missed.Add((claim, reason));

    /// <summary>The savings that a line may take, by rank, then id; of those that depend on no other line only the best.</summary>
    private List<int> ChoicesOf(int line)
    {
        var choices = new List<int>();
        var best = -1;
        for (var f = 0; f < _field.Count; f++)
        {
            var (claim, allowed, alone) = _field[f];
            if (allowed?[line] == false || alone.Units[line] == 0) continue;
            if (claim.Saving.IsCoupled || (_isBounded && alone.Minor[line] > 0)) choices.Add(f);
            else if (alone.Minor[line] > 0 && (best < 0 || alone.Minor[line] > _field[best].Alone.Minor[line])) best = f;
        }

        if (best >= 0) choices.Add(best);
        choices.Sort();
        return choices;
    }

    /// <summary>Each line takes its best, ties as they stand: nothing else depends on it.</summary>
    private void ChooseSimply()
    {
        for (var i = 0; i < _chosen.Length; i++)
        {
            var best = -1;
            for (var f = 0; f < _field.Count; f++)
            {
                if (_field[f].Allowed?[i] == false || _field[f].Alone.Units[i] == 0) continue;
                if (best < 0 ? _field[f].Alone.Minor[i] > 0 || _field[f].Claim.Saving.IsCoupled : _field[f].Alone.Minor[i] > _field[best].Alone.Minor[i]) best = f;
            }

            _chosen[i] = best;
        }
    }

    private void ChooseTogether()
    {
        _choices = [.. Enumerable.Range(0, _chosen.Length).Select(ChoicesOf)];
        long ways = 1;
        foreach (var choices in _choices) ways = Math.Min(MostWays + 1L, ways * Math.Max(1, choices.Count));
        if (ways <= MostWays) TryAll();
        else ChooseInTurn();
    }

    private void TryAll()
    {
        var best = new int[_chosen.Length];
        long most = -1;
        for (var i = 0; i < _chosen.Length; i++) _chosen[i] = _choices[i].Count > 0 ? _choices[i][0] : -1;
        do
        {
            var saved = Saved();
            if (saved <= most) continue;
            most = saved;
            _chosen.CopyTo(best, 0);
        }
        while (Next());
        best.CopyTo(_chosen, 0);
    }

    /// <summary>The next way to choose; the last line changes first, so that ties keep the lower ranks of the first lines.</summary>
    private bool Next()
    {
        for (var i = _chosen.Length - 1; i >= 0; i--)
        {
            if (_choices[i].Count == 0) continue;
            var at = _choices[i].IndexOf(_chosen[i]) + 1;
            _chosen[i] = _choices[i][at % _choices[i].Count];
            if (at < _choices[i].Count) return true;
        }

        return false;
    }

    private void ChooseInTurn()
    {
        Array.Fill(_chosen, -1);
        for (var i = 0; i < _chosen.Length; i++)
        {
            var (most, best) = (-1L, -1);
            foreach (var choice in _choices[i])
            {
                _chosen[i] = choice;
                var saved = Saved();
                if (saved > most) (most, best) = (saved, choice);
            }

            _chosen[i] = best;
        }
    }

    private long Saved()
    {
        long saved = 0;
        for (var f = 0; f < _field.Count; f++) saved += TrialOf(f)?.Total ?? 0;
        return saved;
    }

    private Trial? TrialOf(int place)
    {
        var (any, all) = (false, true);
        for (var i = 0; i < _chosen.Length; i++)
        {
            if (_chosen[i] == place) any = true;
            else if (_field[place].Alone.Units[i] != 0 || _sheet.Lines[i].Quantity == 0) all = false;
        }

        if (!any) return null;
        // Where it is given every line it reaches, that is what it came to alone.
        if (all) return _field[place].Alone;
        var allowed = new bool[_chosen.Length];
        for (var i = 0; i < allowed.Length; i++) allowed[i] = _chosen[i] == place;
        return SavingTrial.Of(_sheet, _field[place].Claim, _stageStart, allowed);
    }

    private Reason Lost(int place)
    {
        for (var i = 0; i < _chosen.Length; i++)
        {
            if (_field[place].Alone.Minor[i] > 0 && _chosen[i] >= 0) return PriceReasons.LessThan(_field[_chosen[i]].Claim.Saving.Id, _field[place].Alone.Minor[i]);
        }

        return Reason.Of("price.not.nothing");
    }
}
