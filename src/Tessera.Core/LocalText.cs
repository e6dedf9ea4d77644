namespace Tessera.Core;

/// <summary>A text in the two languages of the product. Both are required where a person reads it.</summary>
public sealed record LocalText(string Zh, string En);
