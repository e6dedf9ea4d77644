using Tessera.Core;
using Tessera.Storage.Audits;

namespace Tessera.App.Tests.Storage;

/// <summary>Pages of the audit log.</summary>
public sealed class AuditSearchTests
{
    // More than a walk over PostgreSQL takes at a time.
    private const int All = 4_500;

    [Fact]
    [Covers("R20")]
    public void Pages_by_a_rare_filter_join_to_what_one_look_over_everything_finds()
    {
        using var folder = new StoreFolder();
        folder.Write(db => db.Audits.AppendAll([.. Enumerable.Range(1, All).Select(i => new AuditEvent(new Instant(i), "key:a", i % 700 == 0 ? "rare" : "common", "x"))]));
        folder.Write(db =>
        {
            var found = new List<long>();
            AuditPlace? at = null;
            do
            {
                (var page, at) = db.Audits.Search(new AuditFilter(null, "rare", null, null, null), 2, at);
                Assert.InRange(page.Count, 0, 2);
                found.AddRange(page.Select(r => r.Number));
            }
            while (at is not null);
            Assert.Equal(Enumerable.Range(1, All).Where(i => i % 700 == 0).Select(i => (long)i).Reverse(), found);
            Assert.Equal(All, db.Audits.Search(new AuditFilter(null, "common", null, null, null), All, null).Records.Count + found.Count);
        });
    }
}
