package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Of a packet only its captions go, whether lengths stand in front of units or start codes between them. */
class CaptionUnitsTest {

    private static final byte[] WITH_LENGTHS = bytes(1, 100, 0, 31, 0xff, 0xe1, 0, 2, 0x67, 9, 1, 0, 2, 0x68, 8);
    private static final byte[] WITH_CODES = bytes(0, 0, 0, 1, 0x67, 9, 0, 0, 0, 1, 0x68, 8);

    private static final byte[] TRIPLES = bytes(0xfc, 0x94, 0x20, 0xfd, 0x80, 0x80);
    private static final byte[] CAPTIONS =
            join(bytes(4, 18, 0xb5, 0, 0x31, 'G', 'A', '9', '4', 3, 0x42, 0xff), TRIPLES, bytes(0xff, 0xff));
    /** Where decoding can begin. */
    private static final byte[] RECOVERY_POINT = bytes(6, 1, 0xc4);
    /** Of the same kind as captions: how the picture is framed. */
    private static final byte[] ACTIVE_FORMAT = bytes(4, 9, 0xb5, 0, 0x31, 'D', 'T', 'G', '1', 0x41, 0xf8);

    private static final byte[] SLICE = bytes(0x65, 0x88, 0, 0, 3, 1, 6, 4, 18, 0xb5);

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aUnitOfCaptionsAloneGoesAsAWhole(boolean codes) throws FfmpegException {
        byte[] before = packet(codes, bytes(9, 0xf0), supplement(CAPTIONS), SLICE);
        CaptionUnits.Taken taken = take(codes, before).orElseThrow();
        assertThat(taken.captions()).isEqualTo(TRIPLES);
        assertThat(taken.rest()).isEqualTo(packet(codes, bytes(9, 0xf0), SLICE));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void otherMessagesStayInTheirOrder(boolean codes) throws FfmpegException {
        byte[] before =
                packet(codes, supplement(RECOVERY_POINT, CAPTIONS, ACTIVE_FORMAT), supplement(ACTIVE_FORMAT), SLICE);
        CaptionUnits.Taken taken = take(codes, before).orElseThrow();
        assertThat(taken.captions()).isEqualTo(TRIPLES);
        assertThat(taken.rest())
                .isEqualTo(packet(codes, supplement(RECOVERY_POINT, ACTIVE_FORMAT), supplement(ACTIVE_FORMAT), SLICE));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void escapedBytesAreReadAndWrittenRight(boolean codes) throws FfmpegException {
        byte[] triples = bytes(0xf8, 0, 0, 0xf9, 0, 0, 0, 0, 1); // with three zeros and more in a row
        byte[] captions = join(bytes(4, 21, 0xb5, 0, 0x31, 'G', 'A', '9', '4', 3, 0x43, 0xff), triples, bytes(0xff, 0));
        byte[] other = bytes(5, 4, 0, 0, 0, 2); // needs to be escaped when it is written again
        CaptionUnits.Taken taken =
                take(codes, packet(codes, supplement(captions, other), SLICE)).orElseThrow();
        assertThat(taken.captions()).isEqualTo(triples);
        assertThat(taken.rest()).isEqualTo(packet(codes, supplement(other), SLICE));
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void aPacketWithoutCaptionsIsLeftAlone(boolean codes) throws FfmpegException {
        assertThat(take(codes, packet(codes, supplement(RECOVERY_POINT, ACTIVE_FORMAT), SLICE)))
                .isEmpty();
        assertThat(take(codes, packet(codes, SLICE, supplement(CAPTIONS)))).isEmpty();
        assertThat(take(codes, new byte[0])).isEmpty();
        assertThat(take(codes, bytes(0, 0, 0, 1))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void whatMakesNoSenseIsLeftAlone(boolean codes) throws FfmpegException {
        byte[] whole = packet(codes, supplement(RECOVERY_POINT, CAPTIONS), SLICE);
        for (int length = 0; length < whole.length; length++) {
            byte[] part = Arrays.copyOf(whole, length);
            take(codes, part).ifPresent(taken -> assertThat(taken.rest()).hasSizeLessThan(part.length));
        }
        assertThat(take(codes, packet(codes, supplement(bytes(4, 200, 0xb5, 0, 0x31)), SLICE)))
                .isEmpty();
        assertThat(take(codes, packet(codes, bytes(6, 0xff, 0xff, 0xff, 0xff), SLICE)))
                .isEmpty();
    }

    /** It would be longer than it was, and stand in no more room. */
    @Test
    void aUnitThatIsNotEscapedMakesTheSourceUnfit() {
        byte[] zeros = join(bytes(5, 200), new byte[200]);
        byte[] packet = packet(false, join(bytes(6), CAPTIONS, zeros, bytes(0x80)), SLICE);
        assertThatThrownBy(() -> take(false, packet))
                .isInstanceOfSatisfying(FfmpegException.class, failure -> assertThat(failure.reason())
                        .isEqualTo(FfmpegException.Reason.NOT_COPYABLE));
    }

    @Test
    void anEmptyMessageHoldsNoTriples() throws FfmpegException {
        byte[] message = bytes(4, 10, 0xb5, 0, 0x31, 'G', 'A', '9', '4', 3, 0x5f, 0xff);
        CaptionUnits.Taken taken =
                take(false, packet(false, supplement(message), SLICE)).orElseThrow();
        assertThat(taken.captions()).isEmpty();
        assertThat(taken.rest()).isEqualTo(packet(false, SLICE));
    }

    private static Optional<CaptionUnits.Taken> take(boolean codes, byte[] packet) throws FfmpegException {
        NalUnits nal =
                NalUnits.of(ByteBuffer.wrap(codes ? WITH_CODES : WITH_LENGTHS)).orElseThrow();
        return CaptionUnits.take(ByteBuffer.wrap(packet), nal);
    }

    private static byte[] supplement(byte[]... messages) {
        ByteArrayOutputStream unit = new ByteArrayOutputStream();
        int zeros = 0;
        for (byte value : join(bytes(6), join(messages), bytes(0x80))) {
            if (zeros >= 2 && (value & 0xff) <= 3) {
                unit.write(3);
                zeros = 0;
            }
            zeros = value == 0 ? zeros + 1 : 0;
            unit.write(value);
        }
        return unit.toByteArray();
    }

    private static byte[] packet(boolean codes, byte[]... units) {
        ByteArrayOutputStream packet = new ByteArrayOutputStream();
        if (codes) {
            packet.write(0); // the first start code has four bytes
        }
        for (byte[] unit : units) {
            packet.writeBytes(
                    codes
                            ? bytes(0, 0, 1)
                            : ByteBuffer.allocate(4).putInt(unit.length).array());
            packet.writeBytes(unit);
        }
        return packet.toByteArray();
    }

    private static byte[] join(byte[]... parts) {
        ByteArrayOutputStream whole = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            whole.writeBytes(part);
        }
        return whole.toByteArray();
    }

    private static byte[] bytes(int... values) {
        byte[] bytes = new byte[values.length];
        for (int i = 0; i < values.length; i++) {
            bytes[i] = (byte) values[i];
        }
        return bytes;
    }
}
