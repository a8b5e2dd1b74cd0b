package io.vitascope.upload;

import java.net.InetAddress;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Which addresses the server may connect to on somebody's behalf: public ones, and networks that the operator has
 * named.
 *
 * <p>Sources: the special-purpose registries of IANA for IPv4 and IPv6. Of IPv6 only global unicast is public, and of
 * that nothing which stands for an IPv4 address: a translator on the way would make a private one of it. Java itself
 * turns IPv4-mapped addresses into IPv4. Threads: immutable.
 */
final class PublicAddresses {

    private static final List<Network> SPECIAL = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "168.63.129.16/32", // the platform of Azure, as each of its machines sees it
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    "2001::/23", // Teredo, ORCHID, benchmarks
                    "2001:db8::/32",
                    "2002::/16", // 6to4
                    "3fff::/20")
            .map(Network::parse)
            .toList();
    private static final Network GLOBAL_UNICAST = Network.parse("2000::/3");

    private final List<Network> allowed;

    PublicAddresses(Set<String> allowed) {
        this.allowed = allowed.stream().map(Network::parse).toList();
    }

    boolean allows(InetAddress address) {
        if (allowed.stream().anyMatch(network -> network.contains(address))) {
            return true;
        }
        boolean global = address.getAddress().length == 4 || GLOBAL_UNICAST.contains(address);
        return global && SPECIAL.stream().noneMatch(network -> network.contains(address));
    }
}
