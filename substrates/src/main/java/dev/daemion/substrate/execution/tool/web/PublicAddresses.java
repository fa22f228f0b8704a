package dev.daemion.substrate.execution.tool.web;

import java.math.BigInteger;
import java.net.Inet4Address;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;

/**
 * Which addresses belong to the public internet: everything that the IANA special-purpose registries (RFC 6890 and
 * successors) set aside is not, and neither is an IPv6 address that carries such an IPv4 address.
 */
public final class PublicAddresses {
    private record Block(BigInteger prefix, int bits, int width) {
        boolean contains(byte[] address) {
            return address.length * 8 == width
                    && new BigInteger(1, address).shiftRight(width - bits).equals(prefix);
        }
    }

    private static final List<Block> SET_ASIDE = blocks(
            "0.0.0.0/8",
            "10.0.0.0/8",
            "100.64.0.0/10",
            "127.0.0.0/8",
            "169.254.0.0/16",
            "172.16.0.0/12",
            "192.0.0.0/24",
            "192.0.2.0/24",
            "192.31.196.0/24",
            "192.52.193.0/24",
            "192.88.99.0/24",
            "192.168.0.0/16",
            "192.175.48.0/24",
            "198.18.0.0/15",
            "198.51.100.0/24",
            "203.0.113.0/24",
            "224.0.0.0/4",
            "240.0.0.0/4",
            "2001::/23",
            "2001:db8::/32",
            "3fff::/20");
    private static final Block GLOBAL_UNICAST = block("2000::/3");
    private static final Block NAT64 = block("64:ff9b::/96");
    private static final Block SIX_TO_FOUR = block("2002::/16");

    private PublicAddresses() {}

    public static boolean isPublic(InetAddress address) {
        var bytes = address.getAddress();
        if (address instanceof Inet4Address) {
            return !isSetAside(bytes);
        }
        if (NAT64.contains(bytes)) {
            return !isSetAside(Arrays.copyOfRange(bytes, 12, 16));
        }
        if (SIX_TO_FOUR.contains(bytes)) {
            return !isSetAside(Arrays.copyOfRange(bytes, 2, 6));
        }
        // IPv4-mapped and -compatible, loopback, unspecified, unique-local, link-local and multicast lie outside
        // 2000::/3.
        return GLOBAL_UNICAST.contains(bytes) && !isSetAside(bytes);
    }

    private static boolean isSetAside(byte[] bytes) {
        return SET_ASIDE.stream().anyMatch(block -> block.contains(bytes));
    }

    private static List<Block> blocks(String... texts) {
        return Arrays.stream(texts).map(PublicAddresses::block).toList();
    }

    private static Block block(String text) {
        int slash = text.indexOf('/');
        try {
            var literal = InetAddress.getByName(text.substring(0, slash)); // a literal: nothing is looked up
            int bits = Integer.parseInt(text.substring(slash + 1));
            int width = literal.getAddress().length * 8;
            return new Block(new BigInteger(1, literal.getAddress()).shiftRight(width - bits), bits, width);
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException(text, e);
        }
    }
}
