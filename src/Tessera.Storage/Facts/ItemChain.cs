using System.Buffers;
using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Tessera.Core.Members;

namespace Tessera.Storage.Facts;

/// <summary>
/// The canonical bytes of an item and its place in the member's hash chain (semantics §12; listed in docs/reference/ledger.md):
/// "tessera item 1", hash of the item before (32 zero bytes before the first), account, sequence, occurred-at, recorded-at, version, semantics, history (1 or 0),
/// then fact, decision and step as stored, the digest of the free text, and the four lengths. Integers are 8 bytes, high byte first.
/// Entries are part of the decision, so that one hash chains them all.
/// </summary>
internal sealed class ItemChain
{
    private readonly ArrayBufferWriter<byte> _bytes = new(8192);
    private int _factAt;
    private int _decisionAt;
    private int _stepAt;

    internal ReadOnlySpan<byte> Fact => _bytes.WrittenSpan[_factAt.._decisionAt];

    internal ReadOnlySpan<byte> Decision => _bytes.WrittenSpan[_decisionAt.._stepAt];

    /// <summary>Writes the item's texts and returns the new head.</summary>
    internal byte[] Append(ReadOnlySpan<byte> head, AccountId account, RecordItem item, ReadOnlySpan<byte> textDigest)
    {
        Open(head, account, item);
        _factAt = _bytes.WrittenCount;
        if (item.Fact is { } fact) RecordJson.Write(_bytes, Relative(item, fact));
        _decisionAt = _bytes.WrittenCount;
        RecordJson.Write(_bytes, item);
        _stepAt = _bytes.WrittenCount;
        return Close(item.Step, textDigest);
    }

    /// <summary>The head after an item whose texts are stored.</summary>
    internal byte[] Recompute(ReadOnlySpan<byte> head, AccountId account, StoredItem stored)
    {
        Open(head, account, stored.Item);
        _factAt = _bytes.WrittenCount;
        _bytes.Write(stored.FactBytes);
        _decisionAt = _bytes.WrittenCount;
        _bytes.Write(stored.DecisionBytes);
        _stepAt = _bytes.WrittenCount;
        return Close(stored.Item.Step, stored.TextDigest);
    }

    /// <summary>The instants of a fact are those of its item: where they are equal they are not written twice.</summary>
    internal static Core.Facts.Fact Relative(RecordItem item, Core.Facts.Fact fact) =>
        fact.OccurredAt == item.OccurredAt && fact.RecordedAt == item.RecordedAt ? fact with { OccurredAt = default, RecordedAt = default } : fact;

    /// <summary>Undoes <see cref="Relative"/>.</summary>
    internal static Core.Facts.Fact Absolute(Instant occurredAt, Instant recordedAt, Core.Facts.Fact fact) =>
        fact.OccurredAt == default && fact.RecordedAt == default ? fact with { OccurredAt = occurredAt, RecordedAt = recordedAt } : fact;

    private void Open(ReadOnlySpan<byte> head, AccountId account, RecordItem item)
    {
        _bytes.ResetWrittenCount();
        _bytes.Write("tessera item 1"u8);
        _bytes.Write(head);
        Long(account.Value);
        Long(item.Sequence);
        Long(item.OccurredAt.Micros);
        Long(item.RecordedAt.Micros);
        Long(item.Version);
        Long(item.Semantics);
        Long(item.IsHistory ? 1 : 0);
    }

    private byte[] Close(string? step, ReadOnlySpan<byte> textDigest)
    {
        var stepBytes = step is null ? [] : Encoding.UTF8.GetBytes(step);
        _bytes.Write(stepBytes);
        _bytes.Write(textDigest);
        Long(_decisionAt - _factAt);
        Long(_stepAt - _decisionAt);
        Long(stepBytes.Length);
        Long(textDigest.Length);
        return SHA256.HashData(_bytes.WrittenSpan);
    }

    private void Long(long value)
    {
        BinaryPrimitives.WriteInt64BigEndian(_bytes.GetSpan(8), value);
        _bytes.Advance(8);
    }
}

/// <summary>An item as read back, with the bytes that were hashed.</summary>
/// <param name="Item">The item.</param>
/// <param name="FactBytes">The fact's text, empty for steps.</param>
/// <param name="DecisionBytes">The decision's text.</param>
/// <param name="TextDigest">Digest of the free text, or empty.</param>
/// <param name="Hash">The stored hash.</param>
internal sealed record StoredItem(RecordItem Item, byte[] FactBytes, byte[] DecisionBytes, byte[] TextDigest, byte[] Hash);
