using System.Globalization;
using System.Text;
using Tessera.Server.Json;

namespace Tessera.Server.Http.Purchases;

/// <summary>
/// What a quote cannot do without, for <c>./bench BQ</c> to hold quotes against: the same door, the same body read and checked, the member's row by its key, and an
/// answer of as many bytes. It is served only with a switch of the runtime that nothing sets but that benchmark.
/// </summary>
internal sealed class QuoteFloor(Desk desk)
{
    public static bool IsServed => AppContext.TryGetSwitch("Tessera.QuoteFloor", out var served) && served;

    public IEnumerable<ApiRoute> All()
    {
        yield return new ApiRoute
        {
            Method = "POST", Path = "/v1/quotes/floor/{bytes}", Id = "quoteFloor", Tag = "purchases", Scope = Scopes.PurchasesWrite, Takes = typeof(NewQuote), Gives = typeof(QuoteView), Example = QuoteRoutes.Example,
            Handle = Answer, Summary = "As many bytes as a quote has",
        };
    }

    private Task<Reply> Answer(Ask ask)
    {
        var body = ask.Take<NewQuote>();
        if (body.Wrong().ToList() is { Count: > 0 } wrong) return Task.FromResult<Reply>(Problem.Malformed(wrong));
        if (!MemberId.TryParse(body.MemberId, out var member)) return Task.FromResult<Reply>(Problem.NotFound("member"));
        return desk.Site.ReadAsync(scope => scope.Db.Identities.AccountOf(member) is { } account && scope.Db.Members.FiguresOf(account) is not null
            ? Reply.Stored(200, "application/json", Encoding.ASCII.GetBytes("\"".PadRight(int.Parse(ask.Path("bytes"), CultureInfo.InvariantCulture) - 1, '-') + "\""), isReplay: false)
            : Problem.NotFound("member"));
    }
}
