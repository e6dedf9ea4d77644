namespace Tessera.Testing;

/// <summary>JSON texts that break careless readers. They are pasted as they are, so they may be no JSON at all.</summary>
internal static class EvilValues
{
    public static IReadOnlyList<string> All { get; } =
    [
        "null", "true", "false", "0", "-0", "-0.0", "1", "-1", "1.5", "1e2", "1E400", "-1e-400", "0.1", "00", "+1", ".5", "1.", "0x10", "NaN", "Infinity", "-Infinity",
        "9223372036854775807", "9223372036854775808", "-9223372036854775808", "-9223372036854775809", "18446744073709551616", "2147483648", "-2147483649", "1000000000000", "1000000000001",
        "123456789012345678901234567890123456789012345678901234567890", "\"\"", "\" \"", "\"\\u0000\"", "\"a\\u0000b\"", "\"\\ud800\"", "\"\\udc00\\ud800\"", "\"\\u200b\"", "\"a\\u200b\\u200db\"",
        "\"\\u202e\\u0645\\u0631\\u062d\\u0628\\u0627\"", "\"😀👩‍👩‍👧‍👦\"", "\"\\ufeff\"", "\"\\uffff\"", "\"' or 1=1 --\"", "\"<script>alert(1)</script>\"", "\"../../etc/passwd\"", "\"%00%0d%0a\"", "\"{0}{1}\"", "\"{points}[x]\"",
        "\"1\"", "\"true\"", "\"null\"", "\"0001-01-01T00:00:00Z\"", "\"9999-12-31T23:59:59.9999999Z\"", "\"2026-02-30\"", "\"2024-02-29\"", "\"2026-13-01\"", "\"2026-01-31T18:20:00\"",
        "\"2026-01-31T24:00:00+08:00\"", "\"2026-01-31T18:20:60Z\"", "\"1969-12-31T23:59:59Z\"", "\"2999-12-31T23:59:59Z\"", "\"2026-01-31T18:20:00+99:00\"", "\"mem_\"", "\"mem_00000000000000000000000000\"",
        "\"mem_zzzzzzzzzzzzzzzzzzzzzzzzzz\"", "\"ord_0\"", "\"phone\"", "\"gold\"", "[]", "{}", "[[]]", "[null]", "{\"a\":{\"a\":{\"a\":{}}}}", "[1,\"a\",null,{}]", "\"a\" \"b\"", "", ",", "{", "\"open",
    ];

    /// <summary>A text of so many letters, in quotes.</summary>
    public static string Long(int letters) => "\"" + new string('x', letters) + "\"";

    public static string Deep(int levels) => string.Concat(Enumerable.Repeat("{\"a\":", levels)) + "1" + new string('}', levels);
}
