using System.Text.Json.Nodes;
using Tessera.Trials.Ground;
using Tessera.Trials.Traffic;

namespace Tessera.Trials.Tests;

/// <summary>The disk of an embedded store gives input errors, which the engine tells as a damaged file: nothing was done, the answer says so, and it goes on as soon as it can be read.</summary>
public sealed class UnreadableDiskTests
{
    [Fact]
    [Covers("R7")]
    public async Task What_cannot_be_read_is_told_as_not_done_and_done_once_it_can()
    {
        var home = Directory.CreateTempSubdirectory("tessera-unreadable-").FullName;
        try
        {
            using var disk = await FailingCalls.TryMake(home);
            Assert.SkipWhen(disk is null, "没有 C 编译器。 There is no C compiler.");
            var folder = Directory.CreateDirectory(Path.Combine(home, "shop")).FullName;
            await using var shop = await Shop.Open(new ShopPlan(StoreKind.Sqlite) { Folder = folder, Program = Errands.Program, Environment = disk.Environment(Path.Combine(folder, "data")) });
            var node = shop.Nodes[0];
            using var till = new Till(shop);
            Assert.Equal(201, (await till.Send(node.Address, Buy("before"))).Status);

            // What was kept in memory is gone, and the log was taken over into the file.
            await node.Stop();
            await node.Start();
            disk.Share(1_000, FileCalls.Read, FailingCalls.Broken, seed: 1);
            var refused = await till.Send(node.Address, Buy("after"));
            Assert.Equal((503, "storage"), (refused.Status, (string?)JsonNode.Parse(refused.Body)!["code"]));
            Assert.Contains("malformed (11)", await File.ReadAllTextAsync(node.Log, TestContext.Current.CancellationToken), StringComparison.Ordinal);

            disk.Heal();
            Assert.Equal((201, false), await till.Send(node.Address, Buy("after")) is var done ? (done.Status, done.IsReplay) : default);
            Assert.Equal((201, true), await till.Send(node.Address, Buy("before")) is var kept ? (kept.Status, kept.IsReplay) : default);
        }
        finally
        {
            Directory.Delete(home, recursive: true);
        }
    }

    private static Op Buy(string name) => new("key-" + name, "/v1/purchases", $$"""
        {"source":"till","number":"number-{{name}}","occurredAt":"2026-01-05T10:00:00+08:00","memberIdentity":{"kind":"card","value":"one"},"joinsIfUnknown":true,"lines":[{"sku":"tea","quantity":1,"netMinor":9900}]}
        """);
}
