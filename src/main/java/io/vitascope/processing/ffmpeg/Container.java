package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avformat.AVFMT_TS_DISCONT;

import java.util.Set;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;

/**
 * What is known of a file by its format alone.
 *
 * @param name FFmpeg's; of a demuxer for several formats the first, so that of MP4 is {@code mov}
 * @param clockMayJump of broadcasts: parts with clocks of their own may follow each other in one file, and not every
 *     picture need have a time
 */
record Container(String name, boolean clockMayJump) {
    private static final Set<String> SAMPLES = Set.of("wav", "w64", "aiff", "caf");
    private static final Set<String> EXACT = Set.of("mov", "matroska", "flv", "mpegts");
    private static final Set<String> TIME_EACH = Set.of("matroska", "flv", "asf", "rm");
    private static final Set<String> TELL_THE_END = Set.of("ogg", "matroska");

    static Container of(AVInputFormat format) {
        String names = Calls.text(format.name(), "unknown");
        int comma = names.indexOf(',');
        return new Container(comma < 0 ? names : names.substring(0, comma), (format.flags() & AVFMT_TS_DISCONT) != 0);
    }

    /** Or QuickTime, which it comes from. */
    boolean isMp4() {
        return name.equals("mov");
    }

    boolean isMatroska() {
        return name.equals("matroska");
    }

    /** QuickTime or MXF, in which tracks may be channels. */
    boolean isOfEditors() {
        return isMp4() || name.equals("mxf");
    }

    /** Its AAC may describe itself, block by block. */
    boolean isTransportStream() {
        return name.equals("mpegts");
    }

    /** Nothing but AAC, without times. */
    boolean isBareAac() {
        return name.equals("aac");
    }

    /**
     * Nothing but samples: where one that does not know its length ends, FFmpeg takes the last packet for a damaged
     * one, since it is shorter.
     */
    boolean isOfSamples() {
        return SAMPLES.contains(name);
    }

    /** AVI: the first packet has the time at which the first picture is to be shown. */
    boolean numbersPackets() {
        return name.equals("avi");
    }

    /** AVI times packets by their number, and ASF by when they are to be decoded: neither tells when they are shown. */
    boolean isInDecodingOrder() {
        return numbersPackets() || name.equals("asf");
    }

    /** Each packet has a time of its own, which no other one depends on; a broadcast's clock is a matter of its own. */
    boolean timesEachPacket() {
        return TIME_EACH.contains(name);
    }

    /** It times its sound well enough to tell every sample's place. */
    boolean timesSoundExactly() {
        return EXACT.contains(name);
    }

    /**
     * A recording that has the clock of a radio, or of the part before it: what its headers call its length may be when
     * it ends.
     */
    boolean mayTellEndForLength() {
        return TELL_THE_END.contains(name);
    }
}
