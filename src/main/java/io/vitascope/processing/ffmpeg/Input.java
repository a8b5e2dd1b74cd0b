package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avcodec.AVDISCARD_ALL;
import static org.bytedeco.ffmpeg.global.avcodec.av_packet_unref;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FLAG_BACKWARD;
import static org.bytedeco.ffmpeg.global.avformat.AVSEEK_FLAG_BYTE;
import static org.bytedeco.ffmpeg.global.avformat.AV_DISPOSITION_ATTACHED_PIC;
import static org.bytedeco.ffmpeg.global.avformat.av_find_input_format;
import static org.bytedeco.ffmpeg.global.avformat.av_read_frame;
import static org.bytedeco.ffmpeg.global.avformat.av_seek_frame;
import static org.bytedeco.ffmpeg.global.avformat.avformat_close_input;
import static org.bytedeco.ffmpeg.global.avformat.avformat_find_stream_info;
import static org.bytedeco.ffmpeg.global.avformat.avformat_open_input;
import static org.bytedeco.ffmpeg.global.avutil.AVERROR_EOF;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_ATTACHMENT;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_AUDIO;
import static org.bytedeco.ffmpeg.global.avutil.AVMEDIA_TYPE_VIDEO;
import static org.bytedeco.ffmpeg.global.avutil.AV_NOPTS_VALUE;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_free;
import static org.bytedeco.ffmpeg.global.avutil.av_dict_set;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.IntPredicate;
import java.util.stream.IntStream;
import org.bytedeco.ffmpeg.avcodec.AVCodecParameters;
import org.bytedeco.ffmpeg.avcodec.AVPacket;
import org.bytedeco.ffmpeg.avformat.AVFormatContext;
import org.bytedeco.ffmpeg.avformat.AVIOContext;
import org.bytedeco.ffmpeg.avformat.AVInputFormat;
import org.bytedeco.ffmpeg.avformat.AVStream;
import org.bytedeco.ffmpeg.avutil.AVDictionary;
import org.bytedeco.javacpp.Pointer;
import org.bytedeco.javacpp.PointerPointer;
import org.bytedeco.javacpp.PointerScope;
import org.jspecify.annotations.Nullable;

/** A source file, opened behind {@link Lockdown}. Confined to one thread. */
final class Input implements AutoCloseable {
    private static final String STILL = "This is a picture that does not move; send a video or a sound.";

    private static final String UNREADABLE = "The file cannot be read";
    /** At either end. */
    private static final long HEADERS_BYTES = 16 << 20;

    private final Owned<AVFormatContext> context;
    /** Some formats find more streams on the way; those of which the headers do not tell are left alone. */
    private int streamCount;
    /** Of the streams that there are by now, see {@link Succession}. */
    private int[] roots = {};

    private int[] firstCodecs = {};

    private final Path file;
    private final Container container;
    private final PacketTimes times;
    private final Optional<WrongTimes> wrongTimes;

    private boolean damagedEnd;
    private boolean hasMoved;
    /** Whose packet was read last. */
    private int lastIndex;

    private long readUntil = -1;
    private long readBytes;
    private long strayBytes;
    private boolean straySound;

    private Input(Path file, Owned<AVFormatContext> context) {
        this.file = file;
        this.context = context;
        this.container = Container.of(context.get().iformat());
        this.times = new PacketTimes(context.get(), container);
        this.wrongTimes = container.timesEachPacket()
                ? Optional.of(new WrongTimes(context.get(), this::readAsTold))
                : Optional.empty();
        if (container.isOfSamples()) {
            context.get().flags(context.get().flags() & ~AVFormatContext.AVFMT_FLAG_DISCARD_CORRUPT);
        }
    }

    /** Errors: NOT_MEDIA if no accepted format recognises it, TOO_LARGE beyond the limits, IO if it cannot be read. */
    static Input open(Path file, MediaLimits limits) throws FfmpegException {
        Input input;
        try (Options options = Lockdown.options(limits)) {
            input = open(file, limits, null, options);
        }
        if (!input.hasEditsWithoutLength()) {
            if (input.isIndexed()) {
                input.times.followEdits(file);
            }
            return input;
        }
        input.close();
        try (Options options = Lockdown.options(limits).set("advanced_editlist", 0)) {
            return open(file, limits, null, options);
        }
    }

    /**
     * An edit of length 0 lasts to the end where fragments follow; elsewhere the standard is silent, players show all
     * from where the edit begins, and FFmpeg nothing, unless it reads no more of the list than that.
     */
    private boolean hasEditsWithoutLength() {
        return container.isMp4()
                && IntStream.range(0, streamCount)
                        .mapToObj(this::stream)
                        .anyMatch(stream -> stream.nb_frames() > 1 && stream.duration() == 0);
    }

    /** An MP4 whose index, and no fragment, tells what it holds. */
    boolean isIndexed() {
        return container.isMp4()
                && IntStream.range(0, streamCount).mapToObj(this::stream).anyMatch(stream -> stream.nb_frames() > 0);
    }

    /** A single picture. @param format FFmpeg's name of what it is: its own guess would go by the file's name */
    static Input openPicture(Path file, String format, MediaLimits limits) throws FfmpegException {
        Ffmpeg.load();
        try (Options options = Lockdown.pictureOptions(format)) {
            return open(file, limits, av_find_input_format(format), options);
        }
    }

    private static Input open(Path file, MediaLimits limits, @Nullable AVInputFormat format, Options options)
            throws FfmpegException {
        Ffmpeg.load();
        if (!Files.isReadable(file)) {
            throw new FfmpegException(FfmpegException.Reason.IO, UNREADABLE);
        }
        if (PictureKind.isStillInBoxes(file)) {
            throw new FfmpegException(FfmpegException.Reason.NOT_MEDIA, STILL);
        }
        AVFormatContext raw = new AVFormatContext((Pointer) null);
        try {
            // FFmpeg frees the context itself when opening fails.
            Calls.check(
                    "avformat_open_input",
                    avformat_open_input(raw, "file:" + file.toAbsolutePath(), format, options.pointer()));
        } catch (FfmpegException failure) {
            requireReadable(file);
            throw format == null
                    ? notOpened(file, failure)
                    : failure.as(FfmpegException.Reason.NOT_MEDIA, "The picture cannot be read");
        }
        Input input = new Input(file, Owned.of("avformat_open_input", raw, pointer -> avformat_close_input(pointer)));
        try {
            input.requireFewStreams(limits);
            try {
                input.findStreams(limits);
            } finally {
                input.requireNoFailedRead();
            }
            input.requireFewStreams(limits); // broadcasts tell them only now
            input.streamCount = input.context.get().nb_streams();
            input.roots = Succession.of(input.context.get());
            input.firstCodecs = IntStream.range(0, input.streamCount)
                    .map(index -> input.stream(index).codecpar().codec_id())
                    .toArray();
            return input;
        } catch (FfmpegException | RuntimeException failure) {
            input.close();
            throw failure;
        }
    }

    /**
     * FFmpeg says the same of bytes that the disk does not give and of bytes that make no sense. Where it looks for
     * headers, anybody can read them.
     */
    private static void requireReadable(Path file) throws FfmpegException {
        try (FileChannel channel = FileChannel.open(file)) {
            read(channel, 0);
            read(channel, Math.max(0, channel.size() - HEADERS_BYTES));
        } catch (IOException e) {
            throw new FfmpegException(FfmpegException.Reason.IO, UNREADABLE, e);
        }
    }

    private static void read(FileChannel channel, long fromByte) throws IOException {
        ByteBuffer piece = ByteBuffer.allocate(1 << 20);
        long position = fromByte;
        for (int count = 0; count >= 0 && position < fromByte + HEADERS_BYTES; position += Math.max(0, count)) {
            count = channel.read(piece.clear(), position);
        }
    }

    /** Errors: IO if the disk has not given what was asked for until now; demuxers take that for the file's end. */
    void requireNoFailedRead() throws FfmpegException {
        AVIOContext bytes = context.get().pb();
        if (!Calls.isNull(bytes) && Calls.isOfStorage(bytes.error())) {
            throw new FfmpegException(FfmpegException.Reason.IO, UNREADABLE, "avio_read", bytes.error());
        }
    }

    private static FfmpegException notOpened(Path file, FfmpegException failure) throws FfmpegException {
        if (Calls.isOutOfMemory(failure.code())) {
            return failure.as(
                    FfmpegException.Reason.TOO_LARGE,
                    "Its headers alone need more memory, or name more streams, than are accepted; export it again with"
                            + " one picture and one sound.");
        }
        Optional<PictureKind> picture = PictureKind.of(file);
        if (picture.isPresent()) {
            return failure.as(
                    FfmpegException.Reason.NOT_MEDIA,
                    picture.get() == PictureKind.WEBP
                            ? "This is a WebP picture, and those that move cannot be read; send it as MP4, GIF or APNG."
                            : STILL);
        }
        return failure.as(
                FfmpegException.Reason.NOT_MEDIA,
                "This is not a video or audio file of an accepted format, or its index is missing or cut off; send the"
                        + " original file, whole, or export it again as MP4.");
    }

    private void requireFewStreams(MediaLimits limits) throws FfmpegException {
        AVFormatContext format = context.get();
        long found = IntStream.range(0, format.nb_streams())
                .filter(index -> !isOf(index, AVMEDIA_TYPE_ATTACHMENT)) // the fonts of a film are streams to FFmpeg
                .count();
        if (found > limits.maxStreams()) {
            throw MediaLimits.beyond(
                    "It has " + found + " streams",
                    limits.maxStreams() + " are",
                    "Export it again with those that are needed.");
        }
    }

    private void findStreams(MediaLimits limits) throws FfmpegException {
        AVFormatContext format = context.get();
        int count = format.nb_streams();
        int[] widths = new int[count];
        int[] heights = new int[count];
        for (int i = 0; i < count; i++) {
            widths[i] = format.streams(i).codecpar().width();
            heights[i] = format.streams(i).codecpar().height();
        }
        try (PointerScope scope = new PointerScope()) {
            PointerPointer<AVDictionary> perStream = new PointerPointer<>(Math.max(1, count));
            for (int i = 0; i < count; i++) {
                AVDictionary decoder = new AVDictionary((Pointer) null);
                av_dict_set(decoder, "max_pixels", Long.toString(limits.maxPixels()), 0);
                perStream.put(i, decoder);
            }
            int result = count == 0
                    ? avformat_find_stream_info(format, (AVDictionary) null)
                    : avformat_find_stream_info(format, perStream);
            for (int i = 0; i < count; i++) {
                AVDictionary left = perStream.get(AVDictionary.class, i);
                if (left != null) {
                    av_dict_free(left);
                }
            }
            Calls.check("avformat_find_stream_info", result);
        } catch (FfmpegException failure) {
            throw failure.as(
                    FfmpegException.Reason.DAMAGED,
                    "It begins well, but its streams cannot be read; export the file again.");
        }
        for (int i = 0; i < count; i++) {
            boolean cover = (format.streams(i).disposition() & AV_DISPOSITION_ATTACHED_PIC) != 0;
            if (format.streams(i).codecpar().width() == 0 && !cover) {
                limits.requireFewPixels(widths[i], heights[i]); // FFmpeg forgets a size beyond its limit
            }
        }
    }

    AVFormatContext context() {
        return context.get();
    }

    int streamCount() {
        return streamCount;
    }

    /** Whether it goes on with another stream, under whose number its packets come. */
    boolean isSuccessor(int index) {
        return roots[index] != index;
    }

    AVStream stream(int index) {
        if (index < 0 || index >= streamCount()) {
            throw new IllegalArgumentException("no stream " + index);
        }
        return context.get().streams(index);
    }

    TimeBase timeBase(int index) {
        return TimeBase.of(stream(index).time_base());
    }

    /** Whether these are pictures without a container. */
    boolean isBare() {
        return times.bare().isPresent();
    }

    /** When the stream begins on the file's own clock, 0 if it does not tell. */
    long startUs(int index) {
        long start = stream(index).start_time();
        return start == AV_NOPTS_VALUE || isBare() ? 0 : timeBase(index).toUs(start);
    }

    Container container() {
        return container;
    }

    /** Streams that are not wanted cost nothing from now on; FFmpeg drops their packets. */
    void keepOnly(IntPredicate wanted) {
        for (int i = 0; i < streamCount(); i++) {
            if (!wanted.test(roots[i])) {
                stream(i).discard(AVDISCARD_ALL);
            }
        }
    }

    /** From here on, of all streams that are not left out. */
    Packets packets() throws FfmpegException {
        return packetsOf(index -> true);
    }

    /** From here on, of these streams: some of others may have been read ahead of {@link #keepOnly}. */
    Packets packetsOf(IntPredicate wanted) throws FfmpegException {
        return new Packets(this, wanted);
    }

    /** As {@link Packets#next}, for whoever holds the packet; it must be empty. */
    boolean read(AVPacket packet) {
        hasMoved = true;
        int result = readNext(packet);
        while (result >= 0 && packet.stream_index() >= streamCount) {
            strayBytes += isMain(packet.stream_index()) ? packet.size() : 0;
            straySound |= isOf(packet.stream_index(), AVMEDIA_TYPE_AUDIO);
            av_packet_unref(packet);
            result = readNext(packet);
        }
        if (result >= 0) {
            readBytes += packet.size();
            readUntil = packet.pos() < 0 ? readUntil : Math.max(readUntil, packet.pos() + packet.size());
            return true;
        }
        damagedEnd |= result != AVERROR_EOF;
        return false;
    }

    private int readNext(AVPacket packet) {
        int result = wrongTimes.isPresent() ? wrongTimes.get().read(packet) : readAsTold(packet);
        if (result >= 0) {
            if (roots.length != context.get().nb_streams()) {
                roots = Succession.of(context.get());
            }
            lastIndex = packet.stream_index();
            packet.stream_index(roots[lastIndex]);
        }
        return result;
    }

    private int readAsTold(AVPacket packet) {
        int result = av_read_frame(context.get(), packet);
        if (result >= 0) {
            times.complete(packet);
        }
        return result;
    }

    /** How many single times of it were wrong until now. */
    int mendedTimes() {
        return wrongTimes.map(WrongTimes::mended).orElse(0);
    }

    /** Whether a length by a header is one of wrong times, which its muxer knew no better. */
    boolean mayCountWrongTimes(long lengthUs) {
        long start = context.get().start_time();
        long startUs = start == AV_NOPTS_VALUE ? 0 : Math.max(0, start);
        return mendedTimes() > 0 && lengthUs >= wrongTimes.get().wrongUntilUs() - startUs - WrongTimes.FAR_US;
    }

    /** Of the packet that was read last: the next part of a broadcast may have another codec. */
    AVCodecParameters codec() {
        return context.get().streams(lastIndex).codecpar();
    }

    /** Errors: NOT_COPYABLE if the packet that was read last is of another codec than its stream began with. */
    void requireFirstCodec() throws FfmpegException {
        if (codec().codec_id() != firstCodecs[roots[lastIndex]]) {
            throw Copier.unfit("its codec changes on the way");
        }
    }

    /** Whether reading ended with an error rather than with the end of the file. */
    boolean endedDamaged() {
        return damagedEnd;
    }

    /** A picture, or a sound where there is no picture. */
    private boolean isMain(int index) {
        boolean pictures = IntStream.range(0, streamCount).anyMatch(other -> isOf(other, AVMEDIA_TYPE_VIDEO));
        return isOf(index, pictures ? AVMEDIA_TYPE_VIDEO : AVMEDIA_TYPE_AUDIO);
    }

    /** How much of what was read is the picture of a stream that begins on the way, 0 to 1; nobody takes it. */
    double strayShare() {
        return strayBytes == 0 ? 0 : (double) strayBytes / (strayBytes + readBytes);
    }

    /** Whether there is sound in what was read, though none was known at the beginning; nobody takes it. */
    boolean hasOnlyStraySound() {
        boolean stray = straySound;
        for (int i = 0; i < streamCount; i++) {
            if (isOf(i, AVMEDIA_TYPE_AUDIO) && stream(i).codecpar().sample_rate() > 0) {
                return false;
            }
            stray |= isOf(i, AVMEDIA_TYPE_AUDIO) && stream(i).start_time() != AV_NOPTS_VALUE;
        }
        return stray;
    }

    private boolean isOf(int index, int type) {
        return context.get().streams(index).codecpar().codec_type() == type;
    }

    Path file() {
        return file;
    }

    /**
     * In bytes from the start of the file, where the last packet ends; -1 if the format does not tell where they lie.
     */
    long readUntil() {
        return readUntil;
    }

    /** To the last keyframe not after the time; false if the format cannot. */
    boolean seek(int streamIndex, long timeUs) throws FfmpegException {
        hasMoved = true;
        forgetTimes();
        long ticks = timeBase(streamIndex).fromUs(timeUs);
        return isBare()
                ? times.bare().get().seek(context.get(), ticks)
                : av_seek_frame(context.get(), streamIndex, ticks, AVSEEK_FLAG_BACKWARD) >= 0;
    }

    private void forgetTimes() {
        times.forget();
        wrongTimes.ifPresent(WrongTimes::forget);
    }

    /** Whether it may be elsewhere than at its first packet, be it behind all of them after a seek that failed. */
    boolean hasMoved() {
        return hasMoved;
    }

    /** Back to the first packet; false if the format cannot. */
    boolean rewind() throws FfmpegException {
        AVFormatContext format = context.get();
        forgetTimes();
        if (isBare()) {
            return times.bare().get().seek(format, Long.MIN_VALUE);
        }
        if (container.clockMayJump()) {
            return av_seek_frame(format, -1, 0, AVSEEK_FLAG_BYTE) >= 0;
        }
        long start = format.start_time() == AV_NOPTS_VALUE ? 0 : format.start_time();
        return av_seek_frame(format, -1, start, AVSEEK_FLAG_BACKWARD) >= 0;
    }

    @Override
    public void close() {
        wrongTimes.ifPresent(WrongTimes::close);
        context.close();
    }
}
