using Tessera.App.Members;
using Tessera.App.Places;
using Tessera.App.Purchases;
using Tessera.Core;
using Tessera.Core.Facts;
using Tessera.Core.Members;
using Tessera.Core.Programs;
using Tessera.Storage;

namespace Tessera.App.Import;

/// <summary>Decides documents one by one inside one transaction: who, whether told before, then the engine.</summary>
internal sealed class DocumentDeciding(BatchScope scope, ImportRequest request, Dictionary<string, AccountId> accounts, BadRowFile bad, Sealing sealing)
{
    private const int MostAccounts = 200_000;
    private readonly NamedPlaces _places = new(scope.Db);

    internal BatchScope Scope => scope;

    /// <summary>Decides a document and counts it.</summary>
    internal void Decide(Prepared prepared, ImportTally tally)
    {
        var document = prepared.Document;
        if (prepared.Fact is not { } read)
        {
            Refuse(document, document.Refused!, tally);
            return;
        }

        // Under history a fact is recorded when it occurred; late ones are recorded now, the business date being now.
        var fact = read.Fact with { RecordedAt = scope.IsHistory ? document.At : scope.Now, Actor = request.Actor };
        if (scope.Document(fact.Source!, fact.Number!) is { } known) Repeat(document, read, known, fact, tally);
        else if (_places.Unknown(document.Head.Store, document.Head.Till) is { } place) Refuse(document, new BadRow("import.row.store", "", place), tally, read);
        else if (document.Member is null) Keep(document, read, fact, tally);
        else Tell(document, read, fact, tally);
    }

    private void Keep(ImportDocument document, ImportFact read, Fact fact, ImportTally tally)
    {
        scope.Db.Documents.AddAnonymous(fact, read.IsStock);
        if (read.IsStock) tally.Stock++;
        else tally.Anonymous++;
        CountFact(document, read, tally);
    }

    private void Tell(ImportDocument document, ImportFact read, Fact fact, ImportTally tally)
    {
        if (Account(document, tally) is not { } account)
        {
            Refuse(document, new BadRow("import.member.malformed", "", document.Member!), tally, read);
            return;
        }

        var payer = Families.Of(scope, account, fact.OccurredAt);
        var member = scope.Member(payer.Account);
        if (fact is Purchase purchase) fact = payer.Mark(purchase) with { IsBirthday = Birthdays.IsOn(scope, payer.Account, purchase.OccurredAt) };
        var isLate = IsLate(member, fact);
        var decision = isLate ? DecideLate(member, fact) : scope.Decide(member, new Command(fact));
        if (decision.Refusal is { } refusal)
        {
            Refuse(document, new BadRow(refusal.Reason.Code), tally, read);
            return;
        }

        Consequences(member, decision);
        if (fact is Purchase) tally.Purchases++;
        else tally.Cancellations++;
        if (isLate)
        {
            tally.Late++;
            bad.Add(document.Lines[0].Line, document.Number, new BadRow("import.document.late"));
        }

        CountFact(document, read, tally);
    }

    /// <summary>The member of a document; who is none yet joins at the document's instant with ids derived from the source.</summary>
    private AccountId? Account(ImportDocument document, ImportTally tally)
    {
        var key = document.Member!;
        if (accounts.TryGetValue(key, out var known)) return known;
        if (IdentityOf(key) is not { } identity) return null;
        var account = MemberRef.By(identity).Resolve(scope.Db);
        if (account is null)
        {
            account = sealing.AccountOf(identity.Kind, identity.Value);
            var join = new JoinMember
            {
                Identities = [identity],
                Channel = document.Head.Channel ?? "import",
                StoreId = document.Head.Store,
                OccurredAt = document.At,
                Actor = request.Actor,
                Ids = (account.Value, MemberId.Derive(identity.Kind, identity.Value)),
            };
            if (!join.Decide(scope).IsAccepted) return null;
            tally.Joined++;
        }

        if (accounts.Count >= MostAccounts) accounts.Clear();
        accounts[key] = account.Value;
        return account;
    }

    private Identity? IdentityOf(string key) => request.Map.Member.Kind switch
    {
        MemberKeyKind.External => IdentityForm.Of("external:" + request.Map.Source, key),
        MemberKeyKind.Phone => IdentityForm.Of("phone", key),
        MemberKeyKind.Card => IdentityForm.Of("card", key),
        MemberKeyKind.Email => IdentityForm.Of("email", key),
    };

    /// <summary>History reaches only documents older than every live fact and not older than what was played for the member (semantics §1).</summary>
    private bool IsLate(LoadedMember member, Fact fact) =>
        scope.IsHistory && (fact.OccurredAt >= LiveSince || scope.Programs.Calendar.DayOf(fact.OccurredAt) < member.State.SettledThrough);

    private Instant LiveSince => _liveSince ??= LiveMark.Of(scope.Db) ?? new Instant(long.MaxValue);

    private Instant? _liveSince;

    private Decision DecideLate(LoadedMember member, Fact fact)
    {
        if (member.IsHalted) return new Decision([], Refusal.Of("member.halted"));
        var now = scope.Db.Settings is { Mode: SiteModes.History, BusinessDate: { } date } ? new Instant(scope.Programs.Calendar.StartOf(date.AddDays(1)).Micros - 1) : scope.Now;
        var late = fact with { RecordedAt = now < fact.OccurredAt ? fact.OccurredAt : now };
        var decision = Core.Programs.Decide.Member(scope.Programs, member.State, new Command(late));
        scope.Collect(member, decision.Items);
        return decision;
    }

    private void Consequences(LoadedMember member, Decision decision)
    {
        foreach (var item in decision.Items)
        {
            foreach (var effect in item.Effects)
            {
                if (effect is Consequence consequence) ConsequenceCarrier.Tell(scope, member.Account, item, consequence);
            }
        }
    }

    private void Repeat(ImportDocument document, ImportFact read, KnownDocument known, Fact fact, ImportTally tally)
    {
        if (!known.SaysTheSameAs(fact) || IsOfAnother(document, known))
        {
            Refuse(document, Difference(known, fact), tally, read);
            return;
        }

        tally.DocumentsInRepeats++;
        tally.LinesInRepeats += document.Lines.Count;
        tally.RepeatedMinor += read.Money.ExactMinor;
        Latest(document, tally);
    }

    private bool IsOfAnother(ImportDocument document, KnownDocument known)
    {
        if (document.Member is not { } key) return false;
        if (known.Account is not { } owner) return true;
        if (IdentityOf(key) is not { } identity || MemberRef.By(identity).Resolve(scope.Db) is not { } account) return true;
        account = Families.Teller(scope, known, account);
        return owner != account && scope.Db.Identities.HolderOf(owner) != account;
    }

    private BadRow Difference(KnownDocument known, Fact fact)
    {
        var kept = known.Account is { } owner
            ? scope.Item(scope.Member(owner), known.Sequence)?.Fact
            : scope.Db.Documents.FindAnonymous(fact.Source!, fact.Number!)?.Fact;
        var refusal = kept is null || known.SaysTheSameAs(fact) ? DocumentDifference.Changed(fact, "member") : DocumentDifference.Between(kept, fact);
        var parts = refusal.Reason.Parts.Skip(2).Select(p => p.Text ?? p.Number.ToString(System.Globalization.CultureInfo.InvariantCulture));
        return new BadRow(refusal.Reason.Code, "", string.Join(' ', parts));
    }

    private static void CountFact(ImportDocument document, ImportFact read, ImportTally tally)
    {
        tally.DocumentsInFacts++;
        tally.LinesInFacts += document.Lines.Count;
        tally.ExactMinor += read.Money.ExactMinor;
        tally.StoredMinor += read.Money.TotalMinor;
        tally.RoundingMinor += read.Money.RoundingMinor;
        Latest(document, tally);
    }

    private static void Latest(ImportDocument document, ImportTally tally) => tally.LastAtMicros = Math.Max(tally.LastAtMicros, document.At.Micros);

    private void Refuse(ImportDocument document, BadRow why, ImportTally tally, ImportFact? read = null)
    {
        if (document.Number.Length > 0) tally.DocumentsRefused++;
        tally.LinesRefused += document.Lines.Count;
        tally.RefusedMinor += read?.Money.ExactMinor ?? 0;
        foreach (var line in document.Lines) bad.Add(line.Line, document.Number, line.Bad ?? why);
    }
}
