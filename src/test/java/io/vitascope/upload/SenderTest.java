package io.vitascope.upload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class SenderTest {

    @ParameterizedTest
    @CsvSource({
        "2001:db8:1:2:0:0:0:1, 2001:db8:1:2:ffff:ffff:ffff:fffe",
        "2001:db8:1:2::1, 2001:0db8:0001:0002:0:0:0:1",
        "0:0:0:0:0:ffff:c000:201, 192.0.2.1",
        "fe80:0:0:0:1:2:3:4%eth0, fe80::4"
    })
    void addressesOfOneNetworkOfIpv6AreOneClientAsAreTwoWaysToWriteOne(String one, String other) {
        assertThat(Sender.hash(one)).isEqualTo(Sender.hash(other));
    }

    @ParameterizedTest
    @CsvSource({
        "2001:db8:1:2::1, 2001:db8:1:3::1",
        "192.0.2.1, 192.0.2.2",
        "::ffff:192.0.2.1, ::ffff:192.0.2.2",
        "'', 192.0.2.1",
        "a name, another name"
    })
    void othersAreOthers(String one, String other) {
        assertThat(Sender.hash(one)).isNotEqualTo(Sender.hash(other));
    }
}
