package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AV_PKT_FLAG_KEY;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.IntPredicate;
import java.util.stream.Collectors;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;

/** Passes a source that is {@link Copyable} on as CMAF segments: as fast as the disk, and without loss. Stateless. */
public final class Copier {
    /** A later first picture would leave a hole that players stumble over. */
    private static final long LATEST_START_US = 100_000;

    private Copier() {}

    /**
     * What is to be copied.
     *
     * @param name of the picture's track
     * @param cuts as {@link Copyable#cuts()}
     * @param sounds names and streams of those that are copied too, none twice
     * @param streams of the source that any track of the video is made of; the earliest of them is presented at 0
     * @param soundGrid where the sound is cut; the picture is where its keyframes are
     */
    public record Plan(
            String name,
            MediaInfo.VideoStream picture,
            Set<Long> cuts,
            List<SoundTrack> sounds,
            Set<Integer> streams,
            SegmentGrid soundGrid,
            MediaLimits limits) {
        public Plan {
            Names.requireTrackName(name);
            cuts = Set.copyOf(cuts);
            sounds = List.copyOf(sounds);
            streams = Set.copyOf(streams);
        }
    }

    public record SoundTrack(String name, int streamIndex) {
        public SoundTrack {
            Names.requireTrackName(name);
        }
    }

    /**
     * What came of it.
     *
     * @param startsUs where the picture's segments begin, for renditions beside it
     * @param durationUs of the longest track
     */
    public record Result(List<Long> startsUs, long durationUs) {
        public Result {
            startsUs = List.copyOf(startsUs);
        }
    }

    /**
     * Copies to the end on the calling thread.
     *
     * @throws FfmpegException NOT_COPYABLE when the source is not what {@link CopyCheck} took it for; what the listener
     *     was told until then is void
     */
    public static Result run(Path source, Plan plan, Path workspace, TranscodeListener listener)
            throws FfmpegException {
        try (Input input = Input.open(source, plan.limits())) {
            SourceClock clock = new SourceClock(input, plan.streams());
            int index = plan.picture().index();
            long shiftTicks = input.timeBase(index).fromUs(clock.shiftUs());
            Set<Long> cuts = plan.cuts().stream().map(dts -> dts + shiftTicks).collect(Collectors.toSet());
            try (CopyTrack picture = CopyTrack.picture(
                            plan.name(), input.stream(index), plan.picture(), cuts, workspace, listener);
                    CopyTracks sounds = new CopyTracks()) {
                for (SoundTrack track : plan.sounds()) {
                    AVStream stream = input.stream(track.streamIndex());
                    sounds.add(track.streamIndex(), track.name(), stream, plan.soundGrid(), workspace, listener);
                }
                return new Run(input, clock, plan, cuts, picture, sounds).toTheEnd();
            }
        }
    }

    static boolean isTooLate(long firstPictureUs) {
        return firstPictureUs > LATEST_START_US;
    }

    static FfmpegException unfit(String why) {
        return new FfmpegException(FfmpegException.Reason.NOT_COPYABLE, "The source has to be encoded: " + why);
    }

    /** One pass over the source. */
    private static final class Run {
        private final Input input;
        private final SourceClock clock;
        private final int pictureIndex;
        private final int lengthBytes;
        private final Set<Long> cuts;
        private final CopyTrack picture;
        private final CopyTracks sounds;
        private final Set<Long> startsUs = new TreeSet<>(Set.of(0L));
        private boolean begun;

        Run(Input input, SourceClock clock, Plan plan, Set<Long> cuts, CopyTrack picture, CopyTracks sounds) {
            this.input = input;
            this.clock = clock;
            this.pictureIndex = plan.picture().index();
            this.lengthBytes = Nal.lengthBytes(input.stream(pictureIndex).codecpar());
            this.cuts = cuts;
            this.picture = picture;
            this.sounds = sounds;
        }

        Result toTheEnd() throws FfmpegException {
            IntPredicate wanted =
                    index -> index == pictureIndex || sounds.of(index).isPresent();
            input.keepOnly(wanted);
            try (Owned<AVPacket> owned = Owned.packet()) {
                AVPacket packet = owned.get();
                while (input.readOf(wanted, packet)) {
                    pass(packet);
                    av_packet_unref(packet);
                }
            }
            if (input.endedDamaged() || clock.jumps() > 0) {
                throw unfit("it ends damaged, or its clock jumps");
            }
            return new Result(new ArrayList<>(startsUs), Math.max(picture.finish(), sounds.finish()));
        }

        private void pass(AVPacket packet) throws FfmpegException {
            boolean isPicture = packet.stream_index() == pictureIndex;
            CopyTrack track =
                    isPicture ? picture : sounds.of(packet.stream_index()).orElseThrow();
            clock.move(packet, track.ticks());
            if (isPicture) {
                lookAt(packet);
            }
            track.write(packet);
        }

        /** Where a segment begins there must be an IDR picture, and the first of all must be shown at once. */
        private void lookAt(AVPacket packet) throws FfmpegException {
            boolean starts = !begun || cuts.contains(packet.dts());
            if (!starts) {
                return;
            }
            if ((packet.flags() & AV_PKT_FLAG_KEY) == 0 || !Nal.beginsWithIdr(packet, lengthBytes)) {
                throw unfit("its groups of pictures are open");
            }
            long us = picture.ticks().toUs(packet.pts());
            if (!begun && (us < 0 || isTooLate(us))) {
                throw unfit("its first picture is not shown at its start");
            }
            if (begun) {
                startsUs.add(us);
            }
            begun = true;
        }
    }
}
