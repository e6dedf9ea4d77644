using System.ComponentModel;
using Tessera.App.People;
using Tessera.Server.Json;

namespace Tessera.Server.Http.People;

/// <summary>A code that was typed into a till page.</summary>
internal sealed record PairBody
{
    [Description("The code a manager opened for the till."), Text(20), Example("\"k7m2-q9xt\"")]
    public required string Code { get; init; }
}

/// <summary>Stores a person is bound to.</summary>
internal sealed record PersonStoresBody
{
    [Description("Codes of stores; empty for all."), Items(0, 50), Text(50, Shape = TextShapes.Slug), Example("[\"sh-001\"]")]
    public required IReadOnlyList<string> Stores { get; init; }
}

/// <summary>Pairing of till pages, and the stores people are bound to.</summary>
internal sealed class PairingRoutes(Desk desk)
{
    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/tills/{tillCode}/pairing-codes", Id = "openPairing", Tag = "stores", Scope = Scopes.TillsPair, IsUnkeyed = true, Status = 201, Gives = typeof(PairingCode), Summary = "Open a code for a till page", Refusals = ["place.unknown"],
            Says = "Works once, for ten minutes; an earlier code of the till is void. A manager who is bound to stores opens codes for their tills alone.",
            Handle = ask => desk.Write(ask, new OpenPairing { At = desk.Site.Clock.MachineNow, Till = ask.Path("tillCode") }, (made, _) => made, isKept: false),
        };
        yield return new ApiRoute
        {
            Method = "GET", Path = "/v1/people/{personId}/stores", Id = "getPersonStores", Tag = "people", Scope = Scopes.PeopleRead, Gives = typeof(PersonStoresBody), Summary = "Stores of a person", Says = "Empty for all.",
            Handle = ask => Task.FromResult(desk.Read(ask, (scope, _) => scope.Db.People.Find(ask.Path("personId")) is { } person ? Reply.Ok(new PersonStoresBody { Stores = scope.Db.Personal.StoresOf(person.Id) }) : Problem.NotFound(ask.Path("personId")))),
        };
        yield return new ApiRoute
        {
            Method = "PUT", Path = "/v1/people/{personId}/stores", Id = "bindPerson", Tag = "people", Scope = Scopes.PeopleManage, NeedsConfirmed = true, Takes = typeof(PersonStoresBody), Gives = typeof(PersonStoresBody), Summary = "Bind a person to stores", Refusals = ["person.unknown", "place.unknown"],
            Example = """{"stores":["sh-001"]}""", Says = "Store managers and clerks work in their stores: purchases, behaviours, quotes, bookings, plans and redemptions told without a store get the only one, those of another store are refused with 400 `store.notKnown`; from five seconds later on.",
            Handle = ask => desk.Write(ask, new BindPerson { Person = ask.Path("personId"), Stores = ask.Take<PersonStoresBody>().Stores }, (bound, _) => new PersonStoresBody { Stores = bound.Stores }),
        };
    }
}
