package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Locale;
import java.util.function.IntPredicate;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVStream;

/**
 * Passes a source that is {@link Copyable} on as CMAF segments: as fast as the disk, and without loss. Captions that
 * lie in its pictures are taken out of them.
 *
 * <p>Where to cut is decided as the packets pass, so the first segment is there at once, however long the source is and
 * whatever its container knows of itself. Stateless.
 */
public final class Copier {
    /** No segment of a picture that is copied is longer, but for a tenth of a second that encoders may be late. */
    public static final long LONGEST_SEGMENT_US = 6_000_000;

    /** A later first picture would leave a hole that players stumble over. */
    private static final long LATEST_START_US = 100_000;
    /** Less sound after the picture than this is how encoders end. */
    private static final long HELD_US = 100_000;

    private Copier() {}

    /**
     * What is to be copied.
     *
     * @param name of the picture's track
     * @param sounds names and streams of those that are copied too, none twice
     * @param timing of all that is made of the source
     * @param soundGrid where the sound is cut; the picture is where {@link SegmentCuts} says
     */
    public record Plan(
            String name,
            MediaInfo.VideoStream picture,
            List<SoundTrack> sounds,
            Timing timing,
            SegmentGrid soundGrid,
            MediaLimits limits) {
        public Plan {
            TrackNames.require(name);
            sounds = List.copyOf(sounds);
        }
    }

    public record SoundTrack(String name, int streamIndex, SpokenLanguage language) {
        public SoundTrack {
            TrackNames.require(name);
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
     * @param captions takes those that lie in the pictures; the copy has none
     * @throws FfmpegException NOT_COPYABLE when the source is not what {@link CopyCheck} took it for; what the listener
     *     was told until then is void
     */
    public static Result run(
            Path source, Plan plan, Path workspace, ClosedCaptionSink captions, TranscodeListener listener)
            throws FfmpegException {
        Output output = new Output(workspace, listener);
        try (Input input = Input.open(source, plan.limits())) {
            AVStream shown = input.stream(plan.picture().index());
            PictureClock times = PictureClock.of(TimeBase.of(shown.time_base()), plan.picture());
            try (CopyTrack picture = CopyTrack.picture(plan.name(), shown, times.timeBase(), plan.picture(), output);
                    CopyTracks sounds = new CopyTracks(plan.soundGrid(), plan.limits(), output);
                    Run run = new Run(input, plan, picture, times, sounds, captions, listener)) {
                for (SoundTrack track : plan.sounds()) {
                    sounds.add(track, input.stream(track.streamIndex()));
                }
                return run.toTheEnd();
            }
        } catch (FfmpegException failure) {
            throw failure.reason() == FfmpegException.Reason.NATIVE
                    ? failure.as(FfmpegException.Reason.NOT_COPYABLE, String.valueOf(failure.getMessage()))
                    : failure;
        }
    }

    static boolean isTooLate(long firstPictureUs) {
        return firstPictureUs > LATEST_START_US;
    }

    /** @param why the source has to be encoded, as the end of a sentence */
    static FfmpegException unfit(String why) {
        return new FfmpegException(FfmpegException.Reason.NOT_COPYABLE, why);
    }

    /** One pass over the source. */
    private static final class Run implements AutoCloseable {
        private final Input input;
        private final SourceClock clock;
        private final int pictureIndex;
        private final PictureClock times;
        /** Of pictures, as that clock gives them out. */
        private final TimeBase ticks;

        private final PictureGroups groups;
        private final SegmentCuts cuts;
        private final CopyTrack picture;
        private final CopyTracks sounds;
        private final TranscodeListener listener;
        private final MediaInfo info;
        private final long wholeUs;
        private final List<Long> startsUs = new ArrayList<>();
        private long heardUs;
        private boolean lastGroup;

        Run(
                Input input,
                Plan plan,
                CopyTrack picture,
                PictureClock times,
                CopyTracks sounds,
                ClosedCaptionSink captions,
                TranscodeListener listener)
                throws FfmpegException {
            this.input = input;
            this.clock = new SourceClock(input, plan.timing());
            this.pictureIndex = plan.picture().index();
            this.picture = picture;
            this.times = times;
            this.sounds = sounds;
            this.listener = listener;
            this.info = StreamReader.describe(input, StreamReader.Seen.NOTHING);
            this.wholeUs = Headers.credibleLengthUs(input, info, plan.limits());
            AVStream stream = input.stream(pictureIndex);
            this.ticks = times.timeBase();
            this.cuts = new SegmentCuts(ticks);
            this.groups = new PictureGroups(
                    NalUnits.of(stream.codecpar()).orElseThrow(() -> unfit("its headers are missing")),
                    ticks,
                    CopyTrack.usualTicks(ticks, plan.picture()),
                    this::pass,
                    captions);
        }

        Result toTheEnd() throws FfmpegException {
            IntPredicate wanted =
                    index -> index == pictureIndex || sounds.of(index).isPresent();
            input.keepOnly(wanted);
            try (Packets packets = input.packetsOf(wanted)) {
                while (packets.next()) {
                    AVPacket packet = packets.get();
                    input.requireFirstCodec();
                    boolean isPicture = packet.stream_index() == pictureIndex;
                    clock.move(packet, input.timeBase(packet.stream_index()));
                    if (clock.jumps() > 0) {
                        throw unfit("its clock jumps");
                    }
                    if (isPicture) {
                        times.time(packet);
                        groups.add(packet);
                    } else {
                        noteEnd(packet);
                        sounds.of(packet.stream_index()).orElseThrow().write(packet);
                    }
                }
            }
            input.requireNoFailedRead();
            if (input.endedDamaged()) {
                throw unfit("it ends damaged");
            }
            lastGroup = true;
            groups.finish();
            long pictureEndUs = picture.finish();
            long endUs = Math.max(pictureEndUs, sounds.finish(pictureEndUs));
            requireWhole(Math.max(heardUs, pictureEndUs));
            if (startsUs.isEmpty()) {
                throw unfit("it holds no picture");
            }
            warn(Math.max(heardUs, pictureEndUs));
            Headers.shortfall(input, info, Math.max(heardUs, endUs)).ifPresent(text -> listener.warning("short", text));
            Leftovers.of(input).ifPresent(text -> listener.warning(Leftovers.WARNING, text));
            return new Result(startsUs, endUs);
        }

        private void noteEnd(AVPacket sound) {
            if (sound.pts() != AV_NOPTS_VALUE) {
                long end = sound.pts() + Math.max(0, sound.duration());
                heardUs = Math.max(heardUs, input.timeBase(sound.stream_index()).toUs(end));
            }
        }

        /** Whether enough is there is for those to say who count what can be decoded. */
        private void requireWhole(long endUs) throws FfmpegException {
            if (timeShare(endUs) < Completeness.ENOUGH) {
                throw unfit("it ends before it should");
            }
        }

        private double timeShare(long endUs) {
            return input.mayCountWrongTimes(wholeUs) ? 1 : Completeness.share(endUs, wholeUs);
        }

        /** Of what is missing, if it is little. An MP4's index tells it of each stream. */
        private void warn(long endUs) {
            double share = Headers.presentShare(input, pictureIndex);
            boolean all = true;
            for (MediaInfo.AudioStream sound : info.audio()) {
                boolean copied = sounds.of(sound.index()).isPresent();
                share = copied ? Math.min(share, Headers.presentShare(input, sound.index())) : share;
                all &= copied;
            }
            if (all && !input.container().isMp4()) {
                share = Math.min(share, timeShare(endUs));
            }
            if (share < 1) {
                listener.warning("truncated", String.format(Locale.ROOT, "%.1f %% of it is there", share * 100));
            } else {
                PromisedBytes.of(input).lackingEnd().ifPresent(text -> listener.warning("truncated", text));
            }
            Headers.mended(input).ifPresent(text -> listener.warning("times", text));
        }

        private void pass(Deque<Owned<AVPacket>> packets, long start, long end) throws FfmpegException {
            long startUs = ticks.toUs(start);
            if (startsUs.isEmpty()) {
                if (startUs < 0 || isTooLate(startUs)) {
                    throw unfit("its first picture is not shown at its start");
                }
                startsUs.add(0L);
            }
            if (cuts.before(start, end)) {
                startsUs.add(startUs);
                picture.cutBeforeNext();
            }
            if (lastGroup) {
                holdLast(packets.getLast().get(), end);
            }
            for (Owned<AVPacket> packet : packets) {
                picture.write(packet.get());
            }
        }

        /**
         * The last picture stays while something is heard, as far as its segment may go: some players end with the
         * first.
         */
        private void holdLast(AVPacket last, long end) {
            long room = ticks.fromUs(startsUs.get(startsUs.size() - 1)) + SegmentCuts.longest(ticks) - end;
            long longer = Math.min(room, ticks.fromUs(heardUs) - end);
            if (ticks.toUs(longer) > HELD_US) {
                last.duration(last.duration() + longer);
            }
        }

        @Override
        public void close() {
            groups.close();
        }
    }
}
