package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;

import java.util.function.IntPredicate;
import org.bytedeco.ffmpeg.avcodec.AVPacket;

/**
 * The packets of an {@link Input} from where it is, one after the other in one struct that is used again: each lasts
 * until the next one is read, or until this is closed. Whoever keeps one moves it out. Confined to one thread.
 */
final class Packets implements AutoCloseable {
    private final Input input;
    private final IntPredicate wanted;
    private final Owned<AVPacket> packet;

    Packets(Input input, IntPredicate wanted) throws FfmpegException {
        this.input = input;
        this.wanted = wanted;
        packet = Owned.packet();
    }

    /** Lets go of the packet before and reads the next one; false at the end. */
    boolean next() {
        AVPacket next = packet.get();
        do {
            av_packet_unref(next);
            if (!input.read(next)) {
                return false;
            }
        } while (!wanted.test(next.stream_index()));
        return true;
    }

    /** The one that was read last. */
    AVPacket get() {
        return packet.get();
    }

    @Override
    public void close() {
        packet.close();
    }
}
