package io.vitascope.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class PublicAddressesTest {

    private final PublicAddresses addresses = new PublicAddresses(Set.of("10.1.0.0/16", "fd00:1::/32"));

    @ParameterizedTest
    @ValueSource(strings = {"8.8.8.8", "100.63.255.255", "100.128.0.0", "172.32.0.1", "2606:4700::1111", "192.169.0.1"})
    void whatIsPublicMayBeAsked(String address) throws UnknownHostException {
        assertThat(addresses.allows(InetAddress.getByName(address))).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "0.0.0.0",
                "10.0.0.1",
                "10.255.255.255",
                "100.64.0.1",
                "100.127.255.255",
                "127.0.0.1",
                "127.1.2.3",
                "168.63.129.16",
                "169.254.169.254",
                "172.16.0.1",
                "172.31.255.255",
                "192.0.0.192",
                "192.168.1.1",
                "198.19.0.1",
                "224.0.0.1",
                "239.255.255.250",
                "255.255.255.255",
                "::",
                "::1",
                "::7f00:1",
                "::ffff:127.0.0.1",
                "::ffff:169.254.169.254",
                "64:ff9b::7f00:1",
                "64:ff9b:1::a9fe:a9fe",
                "2002:7f00:1::",
                "2001:0:7f00:1::",
                "2001:db8::1",
                "fd00:ec2::254",
                "fc00::1",
                "fe80::1",
                "ff02::1"
            })
    void whatIsNotPublicMayNot(String address) throws UnknownHostException {
        assertThat(addresses.allows(InetAddress.getByName(address))).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"10.1.0.1", "10.1.255.255", "fd00:1::1", "::ffff:10.1.0.1"})
    void whatTheOperatorNamesMay(String address) throws UnknownHostException {
        assertThat(addresses.allows(InetAddress.getByName(address))).isTrue();
    }

    @Test
    void aNetworkIsAnAddressAndANumberOfBits() {
        for (String text :
                new String[] {"localhost", "10.0.0.0/33", "10.0.0.0/x", "example.org/8", "fe80::/129", "7"}) {
            assertThatThrownBy(() -> Network.parse(text)).hasMessageContaining("is no network");
        }
    }
}
