package io.vitascope.processing.ffmpeg;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.jspecify.annotations.Nullable;

/**
 * Decodes what was passed on unseen, since a player gives up where a decoder reports an error. Costs a few hundredths
 * of what encoding would, and comes when everything plays already. Stateless.
 */
public final class CopyProof {
    private CopyProof() {}

    /**
     * @param streams none twice; nothing happens without any
     * @param listener is told how far it is
     * @throws FfmpegException NOT_COPYABLE if a packet cannot be decoded
     */
    public static void run(Path source, Set<Integer> streams, MediaLimits limits, TranscodeListener listener)
            throws FfmpegException {
        if (streams.isEmpty()) {
            return;
        }
        Map<Integer, Decoder> decoders = new HashMap<>();
        try (Input input = Input.open(source, limits);
                Packets packets = input.packetsOf(streams::contains)) {
            input.keepOnly(streams::contains);
            for (int index : streams) {
                decoders.put(index, Decoder.open(input.stream(index), 0, limits));
            }
            ReadingProgress progress = new ReadingProgress(listener);
            while (packets.next()) {
                AVPacket packet = packets.get();
                decode(decoders, packet.stream_index(), packet);
                progress.passed(packet, input.timeBase(packet.stream_index()));
            }
            for (int index : streams) {
                decode(decoders, index, null);
            }
        } finally {
            decoders.values().forEach(Decoder::close);
        }
    }

    private static void decode(Map<Integer, Decoder> decoders, int index, @Nullable AVPacket packet)
            throws FfmpegException {
        Decoder decoder = decoders.get(index);
        if (decoder == null) {
            throw new IllegalStateException("no decoder for stream " + index);
        }
        decoder.decode(packet, frame -> {});
        requireUndamaged(decoder.errors());
    }

    /**
     * The same for a picture that somebody else has decoded.
     *
     * @param errors packets that could not be decoded
     */
    public static void requireUndamaged(long errors) throws FfmpegException {
        if (errors > 0) {
            throw Copier.unfit("a part of it is damaged");
        }
    }
}
