package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_get;

import java.util.Optional;
import java.util.TreeMap;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avutil.AVDictionaryEntry;
import org.bytedeco.ffmpeg.avutil.AVFrame;
import org.jspecify.annotations.Nullable;

/**
 * Compares samples of what an encoder gave with what it was given. Pictures are kept until their packets come; packets
 * are decoded from the keyframe that begins the sample until all of its pictures are there. Both have their places as
 * times, so that no picture is ever compared with its neighbour.
 *
 * <p>A failure here costs the figures and nothing else. Confined to the encoder's thread.
 */
final class FidelityMeter implements AutoCloseable {
    private static final System.Logger LOG = System.getLogger("io.vitascope.processing.ffmpeg");

    /** Two pictures that are the same have no distance; this stands for it. */
    private static final double SAME_DB = 60;

    private final FidelitySamples samples;
    private final Encoder encoder;
    private final MediaLimits limits;
    private final TreeMap<Long, Owned<AVFrame>> kept = new TreeMap<>();
    private @Nullable Decoder decoder;
    private @Nullable FilterGraph comparison;
    private long sampleEnd = -1;
    private boolean first;
    private boolean failed;
    private double xpsnrDb;
    private double ssim;
    private int compared;

    FidelityMeter(FidelitySamples samples, Encoder encoder, MediaLimits limits) {
        this.samples = samples;
        this.encoder = encoder;
        this.limits = limits;
    }

    /** A picture on its way into the encoder; its time is its place. */
    void given(AVFrame picture, long segment, boolean startsSegment) throws FfmpegException {
        if (failed || !samples.has(segment)) {
            return;
        }
        if (startsSegment) {
            sampleEnd = picture.pts() + samples.pictures();
        }
        if (picture.pts() < sampleEnd) {
            kept.put(picture.pts(), Owned.cloneOf(picture));
        }
    }

    /** A packet that the encoder gave, in its own order. */
    void got(AVPacket packet) {
        if (failed || (decoder == null && kept.isEmpty())) {
            return;
        }
        try {
            boolean key = (packet.flags() & AV_PKT_FLAG_KEY) != 0;
            if (decoder == null && key && kept.containsKey(packet.pts())) {
                decoder = Decoder.ofEncoder(encoder, limits);
                first = true;
            }
            if (decoder != null) {
                decoder.decode(packet, this::compare);
                endSample(packet.pts());
            }
        } catch (FfmpegException failure) {
            giveUp(failure);
        }
    }

    /**
     * An encoder without delay gives each packet before the next picture is there: an empty store alone tells nothing.
     */
    private void endSample(long pts) {
        if (kept.isEmpty() && pts >= sampleEnd - 1 && decoder != null) {
            decoder.close();
            decoder = null;
        }
    }

    private void compare(AVFrame decoded) throws FfmpegException {
        Owned<AVFrame> reference = kept.remove(decoded.best_effort_timestamp());
        if (reference == null) {
            return;
        }
        try (reference) {
            decoded.pts(decoded.best_effort_timestamp());
            FilterGraph graph = comparison;
            if (graph == null) {
                graph = FilterGraph.comparison(decoded, reference.get(), encoder.timeBase());
                comparison = graph;
            }
            graph.compare(decoded, reference.get(), this::count);
        }
    }

    /** The first of a sample does not count: XPSNR weighs by motion, and what was before it is not known. */
    private void count(AVFrame marked) {
        if (first) {
            first = false;
            return;
        }
        xpsnrDb += Math.min(SAME_DB, number(marked, "lavfi.xpsnr.xpsnr.y"));
        ssim += number(marked, "lavfi.ssim.All");
        compared++;
    }

    private static double number(AVFrame marked, String key) {
        AVDictionaryEntry entry = av_dict_get(marked.metadata(), key, null, 0);
        if (Calls.isNull(entry)) {
            throw new IllegalStateException("the comparison did not tell " + key);
        }
        String text = entry.value().getString();
        return text.contains("inf") ? SAME_DB : Double.parseDouble(text);
    }

    /** After the last packet. Empty if nothing could be compared. */
    Optional<Fidelity> result() {
        if (!failed && decoder != null) {
            try {
                decoder.decode(null, this::compare);
            } catch (FfmpegException failure) {
                giveUp(failure);
            }
        }
        return compared == 0
                ? Optional.empty()
                : Optional.of(new Fidelity(xpsnrDb / compared, ssim / compared, compared));
    }

    private void giveUp(FfmpegException failure) {
        failed = true;
        LOG.log(
                System.Logger.Level.WARNING,
                "The quality of a rendition cannot be measured: {0}",
                failure.getMessage());
        close();
    }

    @Override
    public void close() {
        kept.values().forEach(Owned::close);
        kept.clear();
        if (decoder != null) {
            decoder.close();
            decoder = null;
        }
        if (comparison != null) {
            comparison.close();
            comparison = null;
        }
    }
}
