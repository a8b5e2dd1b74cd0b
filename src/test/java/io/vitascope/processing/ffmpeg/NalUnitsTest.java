package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.ByteBuffer;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Where H.264 pictures begin and what they need, with lengths in front and between start codes. */
class NalUnitsTest {

    private static final byte[] LENGTHS = {1, 100, 0, 31, (byte) 0xff, (byte) 0xe1, 0, 2, 0x67, 9, 1, 0, 2, 0x68, 8};
    private static final byte[] CODES = {0, 0, 0, 1, 0x67, 9, 0, 0, 0, 1, 0x68, 8};

    @Test
    void onlyAnIdrPictureBeginsAGroup() {
        NalUnits nal = NalUnits.of(ByteBuffer.wrap(LENGTHS)).orElseThrow();
        assertThat(look(nal, 0, 0, 0, 2, 6, 0, 0, 0, 0, 2, 0x65, 0)).isEqualTo(NalUnits.Picture.IDR);
        assertThat(look(nal, 0, 0, 0, 2, 6, 0, 0, 0, 0, 2, 0x41, 0)).isEqualTo(NalUnits.Picture.OTHER);
        assertThat(look(nal, 0, 0, 9, 9, 6)).isEqualTo(NalUnits.Picture.UNREADABLE);
        assertThat(look(nal)).isEqualTo(NalUnits.Picture.UNREADABLE);
        NalUnits coded = NalUnits.of(ByteBuffer.wrap(CODES)).orElseThrow();
        assertThat(look(coded, 0, 0, 0, 1, 9, 0xf0, 0, 0, 1, 0x65, 0)).isEqualTo(NalUnits.Picture.IDR);
        assertThat(look(coded, 0, 0, 1, 0x41, 0)).isEqualTo(NalUnits.Picture.OTHER);
        assertThat(look(coded, 0, 0, 1)).isEqualTo(NalUnits.Picture.UNREADABLE);
    }

    @Test
    void settingsThatTheHeaderHasMayBeRepeatedAndOthersMayNotCome() {
        NalUnits nal = NalUnits.of(ByteBuffer.wrap(LENGTHS)).orElseThrow();
        assertThat(look(nal, 0, 0, 0, 2, 0x67, 9, 0, 0, 0, 2, 0x65, 0)).isEqualTo(NalUnits.Picture.IDR);
        assertThat(look(nal, 0, 0, 0, 2, 0x67, 7, 0, 0, 0, 2, 0x65, 0)).isEqualTo(NalUnits.Picture.NEW_SETTINGS);
        NalUnits coded = NalUnits.of(ByteBuffer.wrap(CODES)).orElseThrow();
        assertThat(look(coded, 0, 0, 0, 1, 0x67, 9, 0, 0, 0, 0, 1, 0x68, 8, 0, 0, 0, 1, 0x65, 0))
                .isEqualTo(NalUnits.Picture.IDR);
        assertThat(look(coded, 0, 0, 0, 1, 0x68, 7, 0, 0, 0, 1, 0x65, 0)).isEqualTo(NalUnits.Picture.NEW_SETTINGS);
    }

    @Test
    void aHeaderWithoutSettingsOrCutOffIsNone() {
        assertThat(NalUnits.of(ByteBuffer.wrap(new byte[] {0, 0, 0, 1, 0x67, 9, 0, 0})))
                .isEmpty();
        assertThat(NalUnits.of(ByteBuffer.wrap(new byte[] {1, 100, 0, 31, 3, 1, 0, 9})))
                .isEmpty();
    }

    @Test
    void whetherThereAreColoursIsInTheSequenceSettings() {
        // Profile, constraints, level; then the number of the settings (0: one bit) and the chroma format.
        assertThat(settings(0x67, 100, 0, 31, 0b1_010_0000)).contains(new SequenceSettings(false));
        assertThat(settings(0x67, 100, 0, 31, 0b1_1_000000)).contains(new SequenceSettings(true));
        assertThat(settings(0x67, 100, 0, 31, 0b00100_1_00)).contains(new SequenceSettings(true));
        assertThat(settings(0x67, 77, 0, 31, 0b1_1_000000)).contains(new SequenceSettings(false));
        assertThat(settings(0x67, 100, 0, 31, 0)).isEmpty();
        assertThat(settings(0x68, 100, 0, 31, 0b1_1_000000)).isEmpty();
        assertThat(settings(0x67, 100)).isEmpty();
    }

    private static Optional<SequenceSettings> settings(int... bytes) {
        ByteBuffer unit = ByteBuffer.allocate(bytes.length);
        for (int value : bytes) {
            unit.put((byte) value);
        }
        return SequenceSettings.of(unit.flip());
    }

    private static NalUnits.Picture look(NalUnits nal, int... bytes) {
        ByteBuffer packet = ByteBuffer.allocate(bytes.length);
        for (int value : bytes) {
            packet.put((byte) value);
        }
        return nal.look(packet.flip());
    }
}
