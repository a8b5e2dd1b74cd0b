package io.vitascope.processing.ffmpeg;

import java.util.ArrayList;
import java.util.List;

/**
 * All tracks that one source is made into. Pictures and sounds are encoded on threads of a {@link Pipeline}; what is passed
 * on as it is, on the thread that reads.
 */
record Renditions(List<VideoRendition> video, List<AudioRendition> audio, CopyTracks copies) implements AutoCloseable {

    /** Their threads run from now on, and wait for frames. */
    static Renditions begin(Input input, MediaInfo info, TranscodePlan plan, Output output, Pipeline pipeline) {
        List<VideoRendition> video = plan.picture()
                .map(picture -> video(input, info, plan, picture, output, pipeline))
                .orElse(List.of());
        List<AudioRendition> audio = new ArrayList<>();
        CopyTracks copies = new CopyTracks(plan.grid(), plan.limits(), output);
        for (AudioRung rung : plan.audio()) {
            int index = rung.streamIndex();
            if (info.audio().stream().noneMatch(stream -> stream.index() == index)) {
                throw new IllegalArgumentException("the source has no sound at stream " + index);
            }
            if (rung.isCopy()) {
                copies.add(new Copier.SoundTrack(rung.name(), index, rung.language()), input.stream(index));
            } else {
                TimeBase time = rung.isPair() ? StereoPair.timeBase(input, rung) : input.timeBase(index);
                audio.add(new AudioRendition(rung, plan, time, output, pipeline));
            }
        }
        return new Renditions(video, audio, copies);
    }

    private static List<VideoRendition> video(
            Input input,
            MediaInfo info,
            TranscodePlan plan,
            TranscodePlan.Picture picture,
            Output output,
            Pipeline pipeline) {
        MediaInfo.VideoStream stream = info.video().stream()
                .filter(candidate -> candidate.index() == picture.streamIndex())
                .findFirst()
                .orElseThrow(() ->
                        new IllegalArgumentException("the source has no picture at stream " + picture.streamIndex()));
        Orientation orientation =
                Orientation.of(input.stream(picture.streamIndex()).codecpar());
        VideoChain chain =
                new VideoChain(orientation, stream.interlaced(), PixelAspect.of(input.stream(picture.streamIndex())));
        return threaded(picture.rungs()).stream()
                .map(rung -> {
                    FidelitySamples samples =
                            FidelitySamples.of(info.durationUs(), plan.grid().usualUs(), picture.frameRate(), rung);
                    return new VideoRendition(rung, plan, chain, samples, output, pipeline);
                })
                .toList();
    }

    /** Those that leave it open share the cores. */
    private static List<VideoRung> threaded(List<VideoRung> rungs) {
        List<Long> pixels =
                rungs.stream().map(rung -> (long) rung.width() * rung.height()).toList();
        int[] shared = EncoderThreads.shared(pixels, Runtime.getRuntime().availableProcessors());
        List<VideoRung> threaded = new ArrayList<>();
        for (VideoRung rung : rungs) {
            threaded.add(rung.threads() > 0 ? rung : rung.onThreads(shared[threaded.size()]));
        }
        return threaded;
    }

    /** The source is read from its start again; whatever had something of it does not take that twice. */
    void again() {
        audio.forEach(AudioRendition::again);
        copies.again();
    }

    @Override
    public void close() throws FfmpegException {
        copies.close();
    }
}
