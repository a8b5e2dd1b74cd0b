package io.vitascope.kernel;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitascope.kernel.ByteRange.UnsatisfiableException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ByteRangeTest {

    @ParameterizedTest
    @CsvSource({
        "bytes=0-0, 0, 1",
        "bytes=0-99, 0, 100",
        "bytes=10-, 10, 100",
        "bytes=-10, 90, 100",
        "bytes=-1000, 0, 100",
        "bytes=90-1000, 90, 100",
        "bytes=90-99999999999999999999, 90, 100",
        "bytes=-99999999999999999999, 0, 100",
        "bytes=000000000000000000005-6, 5, 7",
        "Bytes=5-6, 5, 7",
        "' bytes=5-6 ', 5, 7"
    })
    void aSingleRangeIsClippedToTheLength(String header, long start, long end) throws UnsatisfiableException {
        assertThat(ByteRange.parse(header, 100)).contains(new ByteRange(start, end));
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=-", "bytes=a-b", "items=0-1", "bytes=0-1,3-4", "bytes=5-4", "bytes 0-1", ""})
    void whatIsNotASingleRangeOfBytesIsIgnored(String header) throws UnsatisfiableException {
        assertThat(ByteRange.parse(header, 100)).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"bytes=100-", "bytes=100-200", "bytes=-0", "bytes=99999999999999999999-"})
    void aRangeOutsideIsUnsatisfiable(String header) {
        assertThatThrownBy(() -> ByteRange.parse(header, 100))
                .isInstanceOfSatisfying(UnsatisfiableException.class, failure -> assertThat(failure.length())
                        .isEqualTo(100));
    }

    @Test
    void nothingOfAnEmptyRepresentationCanBeSatisfied() {
        assertThatThrownBy(() -> ByteRange.parse("bytes=0-", 0)).isInstanceOf(UnsatisfiableException.class);
    }
}
