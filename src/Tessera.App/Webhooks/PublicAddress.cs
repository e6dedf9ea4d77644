using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Tessera.App.Webhooks;

/// <summary>
/// Which addresses lie on the public internet (the IANA special-purpose registries): outgoing calls never reach the inside of the house. Addresses
/// that carry an IPv4 address inside are judged by it too.
/// </summary>
public static class PublicAddress
{
    private static readonly (uint Net, int Bits)[] Special4 =
    [
        (0x00000000, 8), (0x0A000000, 8), (0x64400000, 10), (0x7F000000, 8), (0xA9FE0000, 16), (0xAC100000, 12), (0xC0000000, 24), (0xC0000200, 24),
        (0xC0586300, 24), (0xC0A80000, 16), (0xC6120000, 15), (0xC6336400, 24), (0xCB007100, 24), (0xE0000000, 4), (0xF0000000, 4),
    ];

    /// <summary>Whether an address is public.</summary>
    public static bool Is(IPAddress address)
    {
        if (address.AddressFamily == AddressFamily.InterNetwork) return Is4(BinaryPrimitives.ReadUInt32BigEndian(address.GetAddressBytes()));
        return address.AddressFamily == AddressFamily.InterNetworkV6 && Is6(address.GetAddressBytes());
    }

    private static bool Is4(uint address) => !Special4.Any(s => address >> (32 - s.Bits) == s.Net >> (32 - s.Bits));

    private static bool Is6(ReadOnlySpan<byte> a)
    {
        var head = BinaryPrimitives.ReadUInt64BigEndian(a);
        var tail = BinaryPrimitives.ReadUInt64BigEndian(a[8..]);
        // ::ffff:a.b.c.d and the translated 64:ff9b::a.b.c.d
        if (head == 0 && tail >> 32 == 0xFFFF) return Is4(unchecked((uint)tail));
        if (head == 0x0064_FF9B_0000_0000 && tail >> 32 == 0) return Is4(unchecked((uint)tail));
        // Only 2000::/3 is given out; the rest is loopback, link-local, unique local, multicast or nobody's.
        if (head >> 61 != 1) return false;
        // 2001::/23 protocols (Teredo, ORCHID, benchmarks), 2001:db8::/32 and 3fff::/20 documentation
        if (head >> 41 == 0x2001_0000_0000_0000UL >> 41 || head >> 32 == 0x2001_0DB8 || head >> 44 == 0x3FFF_0000_0000_0000UL >> 44) return false;
        // 6to4
        return head >> 48 != 0x2002 || Is4(unchecked((uint)(head >> 16)));
    }
}
