using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Tessera.Trials.Traffic;

/// <summary>
/// A client that joins members and then buys, gives back, voids, spends, corrects, gives on, checks in and merges without end, mostly with its own
/// members and now and then with those that all clients share.
/// </summary>
internal sealed class Trader
{
    private readonly Func<Op, Task<Heard?>> _send;
    private readonly string _name;
    private readonly Random _chance;
    private readonly IReadOnlyList<string> _shared;
    private readonly List<string> _own = [];
    private readonly Queue<(string Purchase, long Minor)> _bought = new();
    private readonly Func<string> _now;
    private int _count;

    /// <param name="name">Unique: it begins keys, numbers and cards.</param>
    /// <param name="seed">Seed of its choices.</param>
    /// <param name="shared">Members of all clients.</param>
    /// <param name="send">Sends until decided; null ends the trade.</param>
    /// <param name="now">What purchases say of their time.</param>
    public Trader(string name, int seed, IReadOnlyList<string> shared, Func<Op, Task<Heard?>> send, Func<string>? now = null)
    {
        (_name, _chance, _shared, _send) = (name, new Random(seed), shared, send);
        _now = now ?? (() => DateTimeOffset.Now.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture));
    }

    /// <summary>Trades until told to stop or until an answer stays out.</summary>
    public async Task Run(CancellationToken stop)
    {
        while (_own.Count < 2)
        {
            if (stop.IsCancellationRequested || !await Join()) return;
        }

        while (!stop.IsCancellationRequested && await Next())
        {
        }
    }

    private async Task<bool> Next() => _chance.Next(100) switch
    {
        < 36 => await Buy(),
        < 46 => await GiveBack(),
        < 51 => await Undo(),
        < 66 => await Send(Op.Spend(Key(), Member(), 1 + _chance.Next(40), Key())),
        < 74 => await Send(Op.Adjust(Key(), Member(), _chance.Next(3) == 0 ? -3 : 7)),
        < 83 => await Send(Op.Transfer(Key(), _own[0], _chance.Next(3) == 0 ? Member(_own[0]) : _own[1], 1 + _chance.Next(10))),
        < 95 => await Send(Op.Activity(Key(), Member(), Key())),
        _ => await Merge(),
    };

    private async Task<bool> Join()
    {
        if (await _send(Op.Join(Key(), Key())) is not { } heard) return false;
        if (heard.IsAccepted) _own.Add((string)JsonNode.Parse(heard.Body)!["id"]!);
        return true;
    }

    private async Task<bool> Buy()
    {
        var minor = 100L * (1 + _chance.Next(60));
        if (await _send(Op.Buy(Key(), new Sale(Key(), Member(), minor, _now()))) is not { } heard) return false;
        if (heard.IsAccepted) _bought.Enqueue(((string)JsonNode.Parse(heard.Body)!["id"]!, minor));
        return true;
    }

    private async Task<bool> GiveBack()
    {
        if (!_bought.TryDequeue(out var bought)) return await Buy();
        return await Send(Op.Refund(Key(), bought.Purchase, Key(), _chance.Next(2) == 0 ? bought.Minor : Math.Max(1, bought.Minor / 3)));
    }

    private async Task<bool> Undo() => _bought.TryDequeue(out var bought) ? await Send(Op.Void(Key(), bought.Purchase)) : await Buy();

    // A member who lived a little goes into one that stays.
    private async Task<bool> Merge()
    {
        var before = _own.Count;
        if (!await Join()) return false;
        if (_own.Count == before) return true;
        var gone = _own[^1];
        _own.RemoveAt(_own.Count - 1);
        if (await _send(Op.Buy(Key(), new Sale(Key(), gone, 1_500, _now()))) is null) return false;
        return await Send(Op.Merge(Key(), gone, _own[1]));
    }

    private async Task<bool> Send(Op op) => await _send(op) is not null;

    private string Member(string? other = null)
    {
        var member = _shared.Count > 0 && _chance.Next(8) == 0 ? _shared[_chance.Next(_shared.Count)] : _own[_chance.Next(2)];
        return member == other ? _own[1] : member;
    }

    private string Key() => string.Create(CultureInfo.InvariantCulture, $"{_name}-{++_count}");
}
