package io.vitascope.processing.ffmpeg;

import java.util.List;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Makes one looping WebP of the pictures of a few moments. Stateless. */
final class PreviewWriter {
    static final int MAX_BYTES = 500_000;

    /** So that its times are in milliseconds. */
    private static final FrameRate A_THOUSAND = new FrameRate(1_000, 1);
    /** From the best to the last; a busy picture that is too large at the last one loses every other frame. */
    private static final int[] QUALITIES = {60, 35, 15};

    private PreviewWriter() {}

    static byte[] write(List<Owned<AVFrame>> pictures, Moments moments) throws FfmpegException {
        List<Owned<AVFrame>> shown = worthSeeing(pictures, moments);
        if (shown.isEmpty()) {
            throw new FfmpegException(FfmpegException.Reason.DAMAGED, "No frame of it can be decoded");
        }
        byte[] webp = {};
        for (int quality : QUALITIES) {
            webp = encode(shown, moments, quality, 1);
            if (webp.length < MAX_BYTES) {
                return webp;
            }
        }
        return encode(shown, moments, QUALITIES[QUALITIES.length - 1], 2);
    }

    /** Without moments that begin black or flat, unless all do. */
    private static List<Owned<AVFrame>> worthSeeing(List<Owned<AVFrame>> pictures, Moments moments) {
        boolean[] worth = new boolean[moments.startsUs().size()];
        int last = -1;
        boolean any = false;
        for (Owned<AVFrame> picture : pictures) {
            int index = moments.indexOf(picture.get().pts());
            if (index != last) {
                worth[index] = StillScore.isWorthSeeing(picture.get());
                any |= worth[index];
                last = index;
            }
        }
        boolean all = !any;
        return pictures.stream()
                .filter(picture -> all || worth[moments.indexOf(picture.get().pts())])
                .toList();
    }

    private static byte[] encode(List<Owned<AVFrame>> pictures, Moments moments, int quality, int every)
            throws FfmpegException {
        byte[][] webp = {{}};
        Encoder.PacketSink keep = packet -> {
            webp[0] = new byte[packet.size()];
            packet.data().get(webp[0]);
        };
        try (Encoder encoder = Encoder.loop(pictures.get(0).get(), A_THOUSAND, quality)) {
            long missingUs = 0;
            int before = -1;
            for (int i = 0; i < pictures.size(); i += every) {
                long timeUs = pictures.get(i).get().pts();
                int index = moments.indexOf(timeUs);
                missingUs += index > before ? (index - before - 1) * moments.lengthUs() : 0;
                before = index;
                try (Owned<AVFrame> picture = Owned.cloneOf(pictures.get(i).get())) {
                    picture.get().pts((moments.shownUs(timeUs) - missingUs) / 1_000);
                    encoder.encode(picture.get(), keep);
                }
            }
            encoder.encode(null, keep);
        }
        return webp[0];
    }
}
