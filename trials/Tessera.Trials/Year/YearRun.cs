using System.Globalization;
using System.Text.Json.Nodes;
using Tessera.Trials.Checks;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Year;

/// <summary>How long a simulated shop lives.</summary>
/// <param name="Kind">On what.</param>
/// <param name="Seed">Seed of everything.</param>
/// <param name="Days">Days.</param>
/// <param name="EventsADay">Events of a day, about.</param>
internal sealed record YearPlan(StoreKind Kind, int Seed, int Days, int EventsADay)
{
    /// <summary>The books are read after this event, and the shop closes; 0 for the whole time.</summary>
    public int StopAfter { get; init; }

    /// <summary>Whether nothing goes wrong in it.</summary>
    public bool IsCalm { get; init; }

    /// <summary>Days between audits by the product itself.</summary>
    public int AuditEvery { get; init; } = 91;
}

/// <summary>How it went.</summary>
internal sealed record YearEnd(int Days, int Events, int Accepted, int Kills, int StoreFaults, IReadOnlyList<string> Faults)
{
    /// <summary>Events before the day that broke.</summary>
    public int LastGood { get; init; }

    /// <summary>Imports, exports and backtests that were carried out.</summary>
    public int Jobs { get; init; }

    public IReadOnlyDictionary<string, int> Refusals { get; init; } = new Dictionary<string, int>(StringComparer.Ordinal);
}

/// <summary>One shop from its first day on, on a clock of its own, with everything that may go wrong; its books are read every day.</summary>
internal sealed class YearRun : IAsyncDisposable
{
    private static readonly DateTimeOffset Start = new(2026, 1, 5, 9, 0, 0, TimeSpan.FromHours(8));
    private readonly YearPlan _plan;
    private readonly YearDesk _desk;
    private readonly YearPeople _people;
    private readonly YearFaults _faults;
    private readonly YearOffice _office;
    private readonly YearProgram _program;
    private readonly Random _days;
    private readonly Dictionary<long, long> _seen = [];
    private int _lastGood;
    private int _day;
    private string? _memory;

    private YearRun(YearPlan plan, Shop shop, YearProgram program)
    {
        (_plan, _program, _days) = (plan, program, new Random(plan.Seed * 31));
        _desk = new YearDesk(shop, $"y{plan.Seed}", Start);
        _people = new YearPeople(_desk, program, new Random(plan.Seed));
        _office = new YearOffice(_desk);
        _faults = new YearFaults(_desk, _people, new Random(plan.Seed * 17));
    }

    /// <summary>The shop as it stands when its time is over.</summary>
    public Shop Shop => _desk.Shop;

    public YearEnd End { get; private set; } = new(0, 0, 0, 0, 0, []);

    public static async Task<YearEnd> Of(YearPlan plan)
    {
        await using var run = await Lived(plan);
        return run.End;
    }

    /// <summary>Lives, and leaves the shop open.</summary>
    public static async Task<YearRun> Lived(YearPlan plan)
    {
        var program = YearProgram.Of(plan.Seed);
        // A disk in memory where there is one: what lies on a disk is the matter of R1 and R2.
        var memory = Directory.Exists("/dev/shm") ? Path.Combine("/dev/shm", "tessera-year-" + Path.GetRandomFileName()) : null;
        if (memory is not null)
        {
            // The server of PostgreSQL runs as somebody else.
            Directory.CreateDirectory(memory);
            await Child.Run(new Call(["chmod", "755", memory], "/tmp"));
        }

        var run = new YearRun(plan, await Shop.Open(new ShopPlan(plan.Kind) { Folder = memory, TestClock = YearDesk.Text(Start), Program = program.Text }), program) { _memory = memory };
        try
        {
            run.End = await run.Live();
            return run;
        }
        catch
        {
            await run.DisposeAsync();
            throw;
        }
    }

    public async ValueTask DisposeAsync()
    {
        _desk.Dispose();
        await _desk.Shop.DisposeAsync();
        if (_memory is not null && !Shop.Keeps) Directory.Delete(_memory, recursive: true);
    }

    private bool IsOver => _desk.Findings.All.Count > 0 || (_plan.StopAfter > 0 && _people.Events >= _plan.StopAfter);

    private async Task<YearEnd> Live()
    {
        await _people.Open();
        await _office.Open();
        for (_day = 0; _day < _plan.Days && !IsOver; _day++)
        {
            await Day();
            if (_desk.Findings.All.Count == 0) _lastGood = _people.Events;
        }

        if (_desk.Findings.All.Count == 0) await Close();
        return new YearEnd(_day, _people.Events, _desk.Accepted, _faults.Kills, _faults.StoreFaults, _desk.Findings.All) { LastGood = _lastGood, Jobs = _office.Jobs, Refusals = _desk.Codes };
    }

    private async Task Day()
    {
        var night = new DateTimeOffset(Start.Date, Start.Offset).AddDays(_day + 1).AddMinutes(30);
        if (_days.Next(60) == 0 && !_plan.IsCalm) await _faults.KillInTheNight(night);
        await _desk.Turn(night);
        await Look(night: true);
        var fault = _days.Next(120);
        var events = _plan.EventsADay + _days.Next(5) - 2;
        for (var i = 0; i < events && !IsOver; i++)
        {
            if (i == events / 3) await _desk.Turn(night.AddHours(11));
            if (i == events / 2) await Fault(fault);
            await _people.Next();
        }

        if (_day % 120 == 90) await Publish();
        if (_day % 180 == 60 || (_plan.Days < 60 && _day == 4)) await _office.Work(Another());
        if (_day % 7 == 3) await Explained();
        if ((_day + 1) % _plan.AuditEvery == 0) _desk.Findings.Add(await Afterwards.Audited(_desk.Shop));
    }

    private Task Fault(int roll) => roll switch
    {
        _ when _plan.IsCalm => Task.CompletedTask,
        < 4 => _faults.Kill(),
        < 6 => _faults.RefuseTable(),
        < 8 => _faults.HoldStore(),
        _ => Task.CompletedTask,
    };

    private async Task Look(bool night)
    {
        await using var look = await BookLaws.Open(_desk.Shop);
        _desk.Findings.Add((await BookLaws.Broken(look, _seen, night ? _desk.Today : null)).Select(b => $"day {_day + 1}, after event {_people.Events}: {b}"));
    }

    /// <summary>Every tier says why it is what it is (L5), and a member is shown what the books have.</summary>
    private async Task Explained()
    {
        foreach (var member in _people.Members.Take(5))
        {
            var tier = await _desk.Read($"/v1/members/{member.Id}/tier");
            _desk.Findings.Need(((string?)tier["headline"])?.Length > 3, $"{member.Id} is told nothing of its tier: {tier.ToJsonString()}");
            var points = await _desk.Read($"/v1/members/{member.Id}/points");
            var lots = points["lots"]!.AsArray().Where(l => (string?)l!["state"] != "pending").Sum(l => (long)l!["figures"]!["left"]!);
            _desk.Findings.Need((long)points["balance"]! == lots - (long)points["debt"]!, $"{member.Id} is shown {points.ToJsonString()}");
        }
    }

    /// <summary>A new version in the middle of everything.</summary>
    private async Task Publish()
    {
        await _desk.SendText("/v1/program/draft", "text/yaml", Another());
        await _desk.Do("/v1/program/publish", """{"reason":"another season"}""");
        await _desk.Turn(_desk.Now.AddMinutes(20));
    }

    private string Another() => _program.Text.Replace("joinPoints: 10", string.Create(CultureInfo.InvariantCulture, $"joinPoints: {11 + _day}"), StringComparison.Ordinal) + string.Create(CultureInfo.InvariantCulture, $"\n# {_day}\n");

    private async Task Close()
    {
        await _office.Close();
        await Look(night: false);
        var claims = _desk.Told.SelectMany(Claim.Of).Where(c => !_desk.Erased.Contains(c.Member)).ToList();
        // Entries of erased members carry no name any more; their chains are held above.
        _desk.Findings.Add(HistoryCheck.Faults([.. (await LedgerRow.Read(_desk.Shop)).Where(r => r.Member.Length > 0)], claims));
        _desk.Findings.Add(await Afterwards.Audited(_desk.Shop));
        await _desk.Repeat(100);
        foreach (var draw in (await _desk.Read("/v1/draws"))["draws"]!.AsArray())
        {
            foreach (var prize in draw!["prizes"]!.AsArray()) _desk.Findings.Need((long)prize!["left"]! >= 0, $"more of {prize["id"]} went out than there were");
        }

        foreach (var reward in (await _desk.Read("/v1/rewards"))["rewards"]!.AsArray()) _desk.Findings.Need((long)reward!["left"]! >= 0, $"more of {reward["id"]} went out than there were");
    }
}
