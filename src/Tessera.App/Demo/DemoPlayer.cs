using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Tessera.App.Programs;
using Tessera.Core;
using Tessera.Storage;
using Tessera.Storage.Places;

namespace Tessera.App.Demo;

/// <summary>What a demo was made from, kept in the store so that a killed filling goes on as it began.</summary>
/// <param name="Template">Template.</param>
/// <param name="Seed">Seed of every choice.</param>
/// <param name="EndsOn">Last local date.</param>
public sealed record DemoOrder(string Template, ulong Seed, DateOnly EndsOn)
{
    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Template} {Seed} {EndsOn:yyyy-MM-dd}");

    internal static DemoOrder? Parse(string? text) => text?.Split(' ') is [var template, var seed, var on]
        ? new DemoOrder(template, ulong.Parse(seed, CultureInfo.InvariantCulture), DateOnly.ParseExact(on, "yyyy-MM-dd", CultureInfo.InvariantCulture))
        : null;
}

/// <summary>What a store is to be filled from.</summary>
/// <param name="Template">Programme and recipe.</param>
/// <param name="Seed">Seed; null takes the recipe's.</param>
/// <param name="EndsOn">Last local date of the history; no later than yesterday on a live store.</param>
public sealed record DemoFill(DemoTemplate Template, ulong? Seed, DateOnly EndsOn);

/// <summary>How a filling stands.</summary>
/// <param name="Order">What is made.</param>
/// <param name="Played">Steps played.</param>
/// <param name="Steps">Steps in all.</param>
/// <param name="Refused">Steps the rules refused, those of an interrupted run not counted.</param>
public sealed record DemoProgress(DemoOrder Order, int Played, int Steps, int Refused)
{
    /// <summary>Nothing is left to play.</summary>
    public bool IsDone => Played == Steps;
}

/// <summary>
/// Fills an empty store with the history of a template: publishes its programme and plays the steps through the use cases at their own instants, with
/// a night at the start of every date. Live semantics: what is told late is late. Killed in the middle, the next call goes on where it stood.
/// </summary>
public static class DemoPlayer
{
    private const string OrderSetting = "demo.order";
    private const string PlayedSetting = "demo.played";
    private const string StepsSetting = "demo.steps";
    private const string StoresSetting = "demo.stores";
    private const int StepsAtOnce = 500;

    /// <summary>What the store was filled from, or null when it holds no demo.</summary>
    public static DemoOrder? OrderOf(Site site) => site.Read(r => DemoOrder.Parse(r.Db.Settings.Find(OrderSetting)));

    /// <summary>Fills the store, or goes on filling it. The order a store was begun with stands against the one given here.</summary>
    /// <param name="site">An empty store, or one that this method began to fill.</param>
    /// <param name="template">Programme and recipe.</param>
    /// <param name="seed">Seed; null takes the recipe's.</param>
    /// <param name="endsOn">Last local date of the history; no later than yesterday on a live store.</param>
    /// <param name="report">Told after each transaction.</param>
    /// <returns>The end, or a refusal when the store holds something else.</returns>
    public static Task<Answer<DemoProgress>> Fill(Site site, DemoTemplate template, ulong? seed, DateOnly endsOn, Action<DemoProgress>? report = null) => Fill(site, new DemoFill(template, seed, endsOn), progress =>
    {
        report?.Invoke(progress);
        return Task.CompletedTask;
    });

    /// <summary>What of a demo is in a store, or null.</summary>
    internal static Setup.DemoState? StateOf(StoreConnection db)
    {
        if (DemoOrder.Parse(db.Settings.Find(OrderSetting)) is not { } order) return null;
        return new Setup.DemoState(order.Template, order.EndsOn, Number(db, PlayedSetting), Number(db, StepsSetting));
    }

    /// <summary>Whether a demo is being played: no night may run before its last date.</summary>
    internal static bool IsFilling(StoreConnection db) => db.Settings.IsDemo && StateOf(db) is { IsFilling: true };

    private static int Number(StoreConnection db, string setting) => db.Settings.Find(setting) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : 0;

    /// <summary>Fills the store, or goes on filling it, telling after each transaction how far it is.</summary>
    internal static async Task<Answer<DemoProgress>> Fill(Site site, DemoFill fill, Func<DemoProgress, Task> report)
    {
        var (template, seed, endsOn) = fill;
        var order = OrderOf(site);
        if (order is null && site.Read(r => r.KnownPrograms is not null)) return Refusal.Of("demo.storeInUse");
        if (order is not null && order.Template != template.Name) return Refusal.Of("demo.otherTemplate", Reason.Id("template", order.Template));
        order ??= new DemoOrder(template.Name, seed ?? template.Recipe.Seed, endsOn);
        var calendar = ZoneTables.Calendar(ProgramFile.Load(template.Program).Document!.Zone);
        var steps = DemoGenerator.Steps(template.Recipe, order.Seed, order.EndsOn, calendar);
        var progress = await site.Alone(scope => Begin(scope, template, order, steps)).ConfigureAwait(false);
        while (!progress.IsDone)
        {
            var before = progress;
            progress = await site.Alone(scope => Play(scope, new Playing(template.Recipe, steps, site.Store.Sealing), before)).ConfigureAwait(false);
            await report(progress).ConfigureAwait(false);
        }

        return progress;
    }

    private static DemoProgress Begin(BatchScope outer, DemoTemplate template, DemoOrder order, IReadOnlyList<DemoStep> steps)
    {
        var settings = outer.Db.Settings;
        settings.Set(StepsSetting, steps.Count.ToString(CultureInfo.InvariantCulture));
        if (settings.Find(PlayedSetting) is { } played) return new DemoProgress(order, int.Parse(played, CultureInfo.InvariantCulture), steps.Count, 0);
        var opening = new Instant(steps[0].RecordedAt.Micros - Instant.MicrosPerDay);
        // The same demo draws the same numbers; nothing in it is worth foreseeing.
        foreach (var draw in ProgramFile.Load(template.Program).Document!.Draws.Campaigns) outer.Db.Draws.Commit(draw.Id, opening, SHA256.HashData(Encoding.UTF8.GetBytes($"{order} {draw.Id}")));
        var publishing = new BatchScope(outer.Db, outer.KnownPrograms, opening);
        var published = new PublishProgram { SourceText = template.Program, BySystem = true, EffectiveAt = opening, Reason = "demo" }.Decide(publishing);
        if (published.Refusal is { } refusal) throw new InvalidOperationException("the template cannot be published: " + refusal.Reason.Code);
        OpenStores(outer.Db, template.Recipe.Stores, opening);
        settings.IsDemo = true;
        settings.Mode = settings.TestClock is null ? SiteModes.Live : SiteModes.Test;
        settings.Set(OrderSetting, order.ToString());
        settings.Set(PlayedSetting, "0");
        return new DemoProgress(order, 0, steps.Count, 0);
    }

    /// <summary>Registers the stores of the recipe, those apart that the merchant has: a report that names them by code alone reads like a log.</summary>
    private static void OpenStores(StoreConnection db, IReadOnlyList<DemoStore> stores, Instant opening)
    {
        var opened = stores.Where(s => s.Name.Length > 0 && db.Places.Find(s.Id) is null).ToList();
        foreach (var store in opened) db.Places.Save(new Place(store.Id, PlaceKind.Store, store.Name, store.NameEn.Length > 0 ? store.NameEn : store.Name, null, null, opening, null));
        db.Settings.Set(StoresSetting, opened.Count == 0 ? null : string.Join(' ', opened.Select(s => s.Id)));
    }

    /// <summary>The stores that the demo registered, by code.</summary>
    internal static IReadOnlyList<string> StoresOf(StoreConnection db) => db.Settings.Find(StoresSetting)?.Split(' ') ?? [];

    private sealed record Playing(DemoRecipe Recipe, IReadOnlyList<DemoStep> Steps, Sealing Sealing);

    private static DemoProgress Play(BatchScope outer, Playing playing, DemoProgress before)
    {
        var steps = playing.Steps;
        var scope = new BatchScope(outer.Db, outer.KnownPrograms, steps[before.Played].RecordedAt);
        var telling = new DemoTelling(scope, playing.Recipe, playing.Sealing);
        var played = before.Played;
        for (; played < Math.Min(before.Played + StepsAtOnce, steps.Count); played++) telling.Tell(steps[played]);
        if (played == steps.Count)
        {
            telling.Nights(before.Order.EndsOn);
            DemoSegments.Keep(scope, playing.Recipe.Segments);
        }

        scope.Flush();
        if (played == steps.Count) outer.Db.Audits.WriteAnchor(scope.Now, before.Order.EndsOn);
        outer.Db.Settings.Set(PlayedSetting, played.ToString(CultureInfo.InvariantCulture));
        return before with { Played = played, Refused = before.Refused + telling.Refused };
    }
}
