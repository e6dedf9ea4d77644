using Tessera.App.Members;
using Tessera.Storage;

namespace Tessera.App.Reads;

/// <summary>
/// Members' cards as of now. On a store across a wire those that are asked for while a trip is under way wait for the next one and share it, so that many tills cost
/// few trips; nobody waits for others to come. Each card is of a moment after it was asked for.
/// </summary>
internal sealed class CardReads(Site site)
{
    /// <summary>Most members of one trip.</summary>
    private const int Most = 64;

    private readonly Lock _gate = new();
    private readonly Queue<Wish> _waiting = new();
    private bool _isRunning;

    /// <summary>The card of a member, or null when nobody answers to the name.</summary>
    public Task<MemberView?> Of(MemberRef member)
    {
        if (!site.Store.IsShared) return Task.FromResult(site.Read(scope => MemberView.Read(scope, member)));
        var wish = new Wish(member);
        lock (_gate)
        {
            _waiting.Enqueue(wish);
            if (_isRunning) return wish.Task;
            _isRunning = true;
        }

        _ = Task.Run(Run);
        return wish.Task;
    }

    private async Task Run()
    {
        while (Take() is { Count: > 0 } wishes)
        {
            try
            {
                await Tell(wishes).ConfigureAwait(false);
            }
            catch (Exception problem)
            {
                await TellAlone(wishes, problem).ConfigureAwait(false);
            }
        }
    }

    private List<Wish> Take()
    {
        lock (_gate)
        {
            var taken = new List<Wish>(Math.Min(_waiting.Count, Most));
            while (taken.Count < Most && _waiting.TryDequeue(out var wish)) taken.Add(wish);
            if (taken.Count == 0) _isRunning = false;
            return taken;
        }
    }

    // Answered only when the reader is given back: who asked may close the store next.
    private async Task Tell(IReadOnlyList<Wish> wishes)
    {
        var cards = await site.ReadAsync(scope =>
        {
            var members = wishes.Select(w => w.Member).Distinct().ToList();
            scope.ExpectCards(members);
            return members.ToDictionary(m => m, m => MemberView.Read(scope, m));
        }).ConfigureAwait(false);
        foreach (var wish in wishes) wish.SetResult(cards[wish.Member]);
    }

    /// <summary>What one member's record is at fault for is told to nobody else.</summary>
    private async Task TellAlone(List<Wish> wishes, Exception problem)
    {
        if (wishes.Count == 1)
        {
            wishes[0].SetException(problem);
            return;
        }

        foreach (var wish in wishes)
        {
            try
            {
                await Tell([wish]).ConfigureAwait(false);
            }
            catch (Exception own)
            {
                wish.SetException(own);
            }
        }
    }

    /// <summary>A card that somebody waits for.</summary>
    private sealed class Wish(MemberRef member) : TaskCompletionSource<MemberView?>(TaskCreationOptions.RunContinuationsAsynchronously)
    {
        public MemberRef Member => member;
    }
}
