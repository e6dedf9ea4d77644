using System.Text.Json;
using System.Text.Json.Serialization;
using Tessera.Core.Points;

namespace Tessera.Storage.Facts;

/// <summary>
/// An opened lot as <c>[[sequence, n], origin, order, opened, "earnedOn", "endsOn" or null]</c>, with a seventh element for what is out of the ordinary.
/// What is left is left out where it is all that was opened.
/// </summary>
internal sealed class LotConverter : JsonConverter<Lot>
{
    public override void Write(Utf8JsonWriter writer, Lot value, JsonSerializerOptions options)
    {
        writer.WriteStartArray();
        writer.WritePlace(value.Id);
        writer.WriteStringValue(RecordJson.CamelCase(value.Origin));
        writer.WriteNumberValue(value.OrderSequence);
        writer.WriteNumberValue(value.Opened);
        writer.WriteDay(value.EarnedOn);
        if (value.EndsOn is { } ends) writer.WriteDay(ends);
        else writer.WriteNullValue();
        if (IsMoved(value) || IsDated(value)) WriteRest(writer, value, options);
        writer.WriteEndArray();
    }

    public override Lot Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        reader.Open();
        var (id, origin) = (reader.NextPlace(), RecordJson.ParseCamelCase<LotOrigin>(reader.NextText() ?? ""));
        var (order, opened, earnedOn, endsOn) = (reader.NextLong(), reader.NextLong(), reader.NextDay(), reader.NextDayOrNull());
        var moved = new Lot { Id = id, Origin = origin, OrderSequence = order, Opened = opened, Left = opened, EarnedOn = earnedOn, EndsOn = endsOn };
        var (expiry, carriedFrom, follows) = ((ExpiryRule?)null, (LotId?)null, false);
        while (reader.NextProperty() is { } name)
        {
            if (name == "expiry") expiry = JsonSerializer.Deserialize<ExpiryRule>(ref reader, options);
            else if (name == "carriedFrom") carriedFrom = reader.GetPlace();
            else if (name == "follows") follows = reader.GetBoolean();
            else ReadMoved(ref reader, moved, name);
        }

        return expiry is null && carriedFrom is null && !follows ? moved : Special(moved, expiry, carriedFrom, follows);
    }

    private static bool IsMoved(Lot lot) => lot.Left != lot.Opened || (lot.Consumed | lot.Expired | lot.ClawedBack | lot.Returned | lot.ExpiredCounted) != 0;

    private static bool IsDated(Lot lot) =>
        lot.Pending || lot.ActivatesOn is not null || lot.ActiveOn is not null || lot.CancelsOn is not null || lot.NoticedOn is not null || lot.NotBefore is not null || lot.Follows || lot.Expiry is not null || lot.CarriedFrom is not null;

    private static void WriteRest(Utf8JsonWriter writer, Lot lot, JsonSerializerOptions options)
    {
        writer.WriteStartObject();
        if (lot.Left != lot.Opened) writer.WriteNumber("left"u8, lot.Left);
        if (lot.Consumed != 0) writer.WriteNumber("consumed"u8, lot.Consumed);
        if (lot.Expired != 0) writer.WriteNumber("expired"u8, lot.Expired);
        if (lot.ClawedBack != 0) writer.WriteNumber("clawedBack"u8, lot.ClawedBack);
        if (lot.Returned != 0) writer.WriteNumber("returned"u8, lot.Returned);
        if (lot.ExpiredCounted != 0) writer.WriteNumber("expiredCounted"u8, lot.ExpiredCounted);
        if (lot.Pending) writer.WriteBoolean("pending"u8, true);
        if (lot.ActivatesOn is { } activates) writer.WriteDay("activatesOn", activates);
        if (lot.ActiveOn is { } active) writer.WriteDay("activeOn", active);
        if (lot.NotBefore is { } earliest) writer.WriteDay("notBefore", earliest);
        if (lot.CancelsOn is { } cancels) writer.WriteDay("cancelsOn", cancels);
        if (lot.NoticedOn is { } noticed) writer.WriteDay("noticedOn", noticed);
        WriteSpecial(writer, lot, options);
        writer.WriteEndObject();
    }

    private static void WriteSpecial(Utf8JsonWriter writer, Lot lot, JsonSerializerOptions options)
    {
        if (lot.Expiry is not null)
        {
            writer.WritePropertyName("expiry"u8);
            JsonSerializer.Serialize(writer, lot.Expiry, options);
        }

        if (lot.Follows) writer.WriteBoolean("follows"u8, true);
        if (lot.CarriedFrom is { } from)
        {
            writer.WritePropertyName("carriedFrom"u8);
            writer.WritePlace(from);
        }
    }

    private static void ReadMoved(ref Utf8JsonReader reader, Lot lot, string name)
    {
        switch (name)
        {
            case "left": lot.Left = reader.GetInt64(); break;
            case "consumed": lot.Consumed = reader.GetInt64(); break;
            case "expired": lot.Expired = reader.GetInt64(); break;
            case "clawedBack": lot.ClawedBack = reader.GetInt64(); break;
            case "returned": lot.Returned = reader.GetInt64(); break;
            case "expiredCounted": lot.ExpiredCounted = reader.GetInt64(); break;
            case "pending": lot.Pending = reader.GetBoolean(); break;
            case "activatesOn": lot.ActivatesOn = reader.GetDay(); break;
            case "notBefore": lot.NotBefore = reader.GetDay(); break;
            case "activeOn": lot.ActiveOn = reader.GetDay(); break;
            case "cancelsOn": lot.CancelsOn = reader.GetDay(); break;
            case "noticedOn": lot.NoticedOn = reader.GetDay(); break;
            default: throw new JsonException($"unknown part of a lot: {name}");
        }
    }

    private static Lot Special(Lot lot, ExpiryRule? expiry, LotId? carriedFrom, bool follows) => new()
    {
        Id = lot.Id, Origin = lot.Origin, OrderSequence = lot.OrderSequence, Opened = lot.Opened, Left = lot.Left, Consumed = lot.Consumed, Expired = lot.Expired,
        ClawedBack = lot.ClawedBack, Returned = lot.Returned, ExpiredCounted = lot.ExpiredCounted, Pending = lot.Pending, EarnedOn = lot.EarnedOn, ActivatesOn = lot.ActivatesOn, ActiveOn = lot.ActiveOn,
        CancelsOn = lot.CancelsOn, EndsOn = lot.EndsOn, NoticedOn = lot.NoticedOn, NotBefore = lot.NotBefore, Expiry = expiry, CarriedFrom = carriedFrom, Follows = follows,
    };
}
