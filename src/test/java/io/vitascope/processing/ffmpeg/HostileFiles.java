package io.vitascope.processing.ffmpeg;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;

/**
 * Files that nobody means well with: clips of every container, cut off, flipped, and with headers that lie; and other
 * things under a video's name. The same seed gives the same files.
 */
public final class HostileFiles {
    /** What a counter, a size or a time should not be. */
    private static final int[] ABSURD = {0, 1, -1, 0x7fffffff, 0x80000000, 0x00ffffff, 0x10000000, 65_536};

    /** Boxes of MP4 whose fields lead a reader. */
    private static final List<String> BOXES = List.of(
            "mvhd", "tkhd", "mdhd", "hdlr", "stsd", "avc1", "avcC", "mp4a", "esds", "stts", "ctts", "stss", "stsc",
            "stsz", "stco", "edts", "elst", "dref", "url ", "pasp", "colr", "trun", "tfhd", "tfdt", "mfhd", "trex",
            "udta", "meta");

    private static final int HEAD_BYTES = 4_096;

    private final Path folder;
    private final Random random;
    private final Map<String, byte[]> clips = new LinkedHashMap<>();
    private final List<Path> made = new ArrayList<>();

    private HostileFiles(Path folder, long seed) {
        this.folder = folder;
        this.random = new Random(seed);
    }

    /**
     * @param perClip how many kinds of damage are done to each clip
     * @param bait a file that some of them point to, and nobody may open
     * @param port of a server on this machine that some of them point to, and nobody may call
     */
    public static List<Path> in(Path folder, long seed, int perClip, Path bait, int port)
            throws FfmpegException, IOException {
        HostileFiles files = new HostileFiles(folder, seed);
        files.makeClips();
        files.writeGood();
        files.damageClips(perClip);
        files.lieInBoxes();
        files.pointElsewhere(bait, port);
        files.pretend();
        return List.copyOf(files.made);
    }

    private void makeClips() throws FfmpegException, IOException {
        add("end.mp4", clip("end.mp4"));
        add("front.mp4", clip("front.mp4").indexInFront());
        add("parts.mp4", clip("parts.mp4").fragmented());
        add("turned.mov", clip("turned.mov").format("mov").matrix(0, 1, -1, 0));
        add("wide.mkv", clip("wide.mkv").format("matroska").pixelAspect(4, 3));
        add("air.ts", clip("air.ts").format("mpegts"));
        add("fields.mpg", clip("fields.mpg").format("mpegts").interlacedMpeg2());
        add("flash.flv", clip("flash.flv").format("flv"));
        add("old.avi", clip("old.avi").format("avi"));
        add("windows.asf", clip("windows.asf").format("asf"));
        add("sound.m4a", clip("sound.m4a").noVideo());
        add("sound.aac", clip("sound.aac").format("adts").noVideo());
        add("tiny.mp4", clip("tiny.mp4").size(48, 28));
        add("bare.h264", clip("bare.h264").format("h264").noAudio());
        add("bare.m2v", clip("bare.m2v").format("mpeg2video").mpeg2().noAudio());
    }

    private TestClips clip(String name) {
        return TestClips.in(folder, "base-" + name).size(96, 64).frames(30, 25).audio(1.2, 2);
    }

    private void add(String name, TestClips clip) throws FfmpegException, IOException {
        Path file = clip.make();
        clips.put(name, Files.readAllBytes(file));
        Files.delete(file);
    }

    /** What is odd, but harms nobody: all of it can be shown. */
    private void writeGood() throws IOException {
        for (Map.Entry<String, byte[]> clip : clips.entrySet()) {
            write("good-" + clip.getKey(), clip.getValue());
        }
        write("good-31-channels.wav", wave(31));
    }

    /** A second of silence. */
    private static byte[] wave(int channels) {
        int blockBytes = 2 * channels;
        ByteBuffer all = ByteBuffer.allocate(44 + 8_000 * blockBytes).order(ByteOrder.LITTLE_ENDIAN);
        all.put("RIFF".getBytes(StandardCharsets.US_ASCII)).putInt(all.capacity() - 8);
        all.put("WAVEfmt ".getBytes(StandardCharsets.US_ASCII)).putInt(16);
        all.putShort((short) 1).putShort((short) channels).putInt(8_000).putInt(8_000 * blockBytes);
        all.putShort((short) blockBytes).putShort((short) 16);
        all.put("data".getBytes(StandardCharsets.US_ASCII)).putInt(8_000 * blockBytes);
        return all.array();
    }

    private void damageClips(int perClip) throws IOException {
        for (Map.Entry<String, byte[]> clip : clips.entrySet()) {
            for (int i = 0; i < perClip; i++) {
                int kind = (i + random.nextInt(2)) % 9;
                write(i + "-" + kind + "-" + clip.getKey(), damaged(clip.getValue(), kind));
            }
        }
    }

    private byte[] damaged(byte[] whole, int kind) {
        byte[] bytes = whole.clone();
        int head = Math.min(HEAD_BYTES, bytes.length);
        switch (kind) {
            case 0 -> {
                return Arrays.copyOf(bytes, random.nextInt(bytes.length));
            }
            case 1 -> flip(bytes, 0, head, 1 + random.nextInt(8));
            case 2 -> flip(bytes, 0, bytes.length, 1 + bytes.length / 200);
            case 3 -> flip(bytes, index(bytes), bytes.length, 1 + random.nextInt(12));
            case 4 -> absurd(bytes, 0, head);
            case 5 -> absurd(bytes, index(bytes), bytes.length);
            case 6 -> {
                int from = random.nextInt(bytes.length);
                Arrays.fill(bytes, from, Math.min(bytes.length, from + bytes.length / 10), (byte) 0);
            }
            case 7 -> {
                return without(bytes, random.nextInt(bytes.length), bytes.length / 20);
            }
            default -> {
                return twice(bytes, random.nextInt(bytes.length));
            }
        }
        return bytes;
    }

    private void flip(byte[] bytes, int from, int to, int count) {
        for (int i = 0; i < count; i++) {
            bytes[from + random.nextInt(to - from)] ^= (byte) (1 << random.nextInt(8));
        }
    }

    private void absurd(byte[] bytes, int from, int to) {
        for (int i = 0; i < 3; i++) {
            int at = from + random.nextInt(Math.max(1, to - from - 4));
            ByteBuffer.wrap(bytes).putInt(at, ABSURD[random.nextInt(ABSURD.length)]);
        }
    }

    private static byte[] without(byte[] bytes, int from, int count) {
        int until = Math.min(bytes.length, from + count);
        byte[] rest = Arrays.copyOf(bytes, bytes.length - (until - from));
        System.arraycopy(bytes, until, rest, from, bytes.length - until);
        return rest;
    }

    /** Its beginning, and then all of it. */
    private static byte[] twice(byte[] bytes, int firstBytes) {
        byte[] both = Arrays.copyOf(bytes, firstBytes + bytes.length);
        System.arraycopy(bytes, 0, both, firstBytes, bytes.length);
        return both;
    }

    /** Where MP4 keeps its index; 0 in other containers. */
    private static int index(byte[] bytes) {
        return Math.max(0, find(bytes, "moov", 0));
    }

    /** One number in each kind of box. */
    private void lieInBoxes() throws IOException {
        for (Map.Entry<String, byte[]> clip : clips.entrySet()) {
            for (String box : BOXES) {
                int at = find(clip.getValue(), box, 0);
                if (at >= 4 && clip.getKey().matches(".*\\.(mp4|mov|m4a)")) {
                    byte[] bytes = clip.getValue().clone();
                    int field = at - 4 + 4 * (random.nextInt(5) == 0 ? 0 : 2 + random.nextInt(6));
                    if (field + 4 <= bytes.length) {
                        ByteBuffer.wrap(bytes).putInt(field, ABSURD[random.nextInt(ABSURD.length)]);
                    }
                    write("box-" + box.strip() + "-" + clip.getKey(), bytes);
                }
            }
        }
        byte[] stopped = clips.get("end.mp4");
        if (stopped != null) {
            write("timescale-0.mp4", with(with(stopped, "mdhd", 12, 0), "mvhd", 12, 0));
            write("a-century.mp4", with(with(stopped, "mdhd", 16, -1), "mvhd", 16, -1));
            write("one-picture-a-tick.mp4", with(stopped, "stts", 12, 1));
            write("larger-than-a-wall.mp4", with(stopped, "avc1", 24, 0x7fff7fff));
            write("pixels-like-needles.mp4", with(with(stopped, "avc1", 24, 0x00020002), "tkhd", 76, 0x7fff0000));
        }
    }

    /** @param field bytes after the box's name */
    static byte[] with(byte[] whole, String box, int field, int value) {
        byte[] bytes = whole.clone();
        for (int at = find(bytes, box, 0); at >= 0 && at + field + 8 <= bytes.length; at = find(bytes, box, at + 4)) {
            ByteBuffer.wrap(bytes).putInt(at + 4 + field, value);
        }
        return bytes;
    }

    /** Whatever names other files or addresses, in forms that FFmpeg would follow. */
    private void pointElsewhere(Path bait, int port) throws IOException {
        String url = "http://127.0.0.1:" + port + "/";
        String hls = "#EXTM3U\n#EXT-X-TARGETDURATION:2\n#EXTINF:2,\n%s\n#EXT-X-ENDLIST\n";
        text("list-of-file.mp4", hls.formatted(bait));
        text("list-of-file.m3u8", hls.formatted("file://" + bait));
        text("list-of-address.m3u8", hls.formatted(url + "a.ts"));
        text(
                "list-with-key.m3u8",
                hls.replace("#EXTINF", "#EXT-X-KEY:METHOD=AES-128,URI=\"" + url + "k\"\n#EXTINF")
                        .formatted(bait));
        text("concat.mp4", "ffconcat version 1.0\nfile '" + bait + "'\nduration 2\n");
        text(
                "session.sdp",
                "v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=video " + port
                        + " RTP/AVP 96\na=rtpmap:96 H264/90000\n");
        text("dash.mpd", """
            <?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static"
            mediaPresentationDuration="PT2S"><BaseURL>%s</BaseURL><Period><AdaptationSet mimeType="video/mp4">
            <Representation id="1" bandwidth="1"><SegmentList><SegmentURL media="a.mp4"/></SegmentList>
            </Representation></AdaptationSet></Period></MPD>\
            """.formatted(url));
        text(
                "smooth.ism",
                "<SmoothStreamingMedia MajorVersion=\"2\" Duration=\"1\"><StreamIndex Url=\"" + url
                        + "\"/></SmoothStreamingMedia>");
        text("picture.svg", "<svg xmlns=\"http://www.w3.org/2000/svg\"><image href=\"file://" + bait + "\"/></svg>");
        text("reference.asx", "<asx version=\"3\"><entry><ref href=\"" + url + "a.wmv\"/></entry></asx>");
        text("link.mov", "RTSPtextRTSP://127.0.0.1:" + port + "/a\r\n");
        text("cue.rm", "rtsp://127.0.0.1:" + port + "/a.rm\n");
        byte[] clip = clips.get("end.mp4");
        if (clip != null) {
            write("sound-elsewhere.mp4", elsewhere(clip, bait.toString()));
            write("picture-elsewhere.mp4", elsewhere(clip, url + "clip.mp4"));
        }
        byte[] alias = box(
                "rmra",
                box(
                        "rmda",
                        box(
                                "rdrf",
                                bytes(0),
                                "url ".getBytes(StandardCharsets.US_ASCII),
                                bytes(url.length()),
                                url.getBytes(StandardCharsets.US_ASCII))));
        write("reference-film.mov", box("moov", alias));
    }

    /** The data reference says that the media lies in another file. It grows, so an index in front of it would move. */
    private static byte[] elsewhere(byte[] clip, String place) {
        byte[] path = (place + "\0").getBytes(StandardCharsets.UTF_8);
        byte[] bytes = clip;
        for (int at = find(bytes, "url ", 0); at >= 0; at = find(bytes, "url ", at + 12 + path.length)) {
            byte[] longer = Arrays.copyOf(bytes, bytes.length + path.length);
            System.arraycopy(path, 0, longer, at + 8, path.length);
            System.arraycopy(bytes, at + 8, longer, at + 8 + path.length, bytes.length - at - 8);
            ByteBuffer all = ByteBuffer.wrap(longer);
            all.putInt(at - 4, all.getInt(at - 4) + path.length);
            all.putInt(at + 4, 0); // not in this file
            for (String outer : List.of("dref", "dinf", "minf", "mdia", "trak", "moov")) {
                int around = last(longer, outer, at);
                all.putInt(around - 4, all.getInt(around - 4) + path.length);
            }
            bytes = longer;
        }
        return bytes;
    }

    private void pretend() throws IOException {
        write("empty.mp4", new byte[0]);
        write("one-byte.mp4", new byte[] {0});
        write("zeros.mp4", new byte[70_000]);
        byte[] noise = new byte[70_000];
        random.nextBytes(noise);
        write("noise.mp4", noise);
        text("words.mp4", "It was a dark and stormy night.\n".repeat(500));
        text("page.mp4", "<!doctype html><video src=/etc/passwd></video>".repeat(50));
        text("archive.mp4", "PK\3\4\24\0\0\0\0\0" + "x".repeat(5_000));
        text("script.mp4", "#!/bin/sh\ntouch /tmp/hostile\n");
        text("letter.pdf", "%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj\n");
        text("subtitles.srt", "1\n00:00:00,000 --> 00:00:01,000\nHello\n\n".repeat(200));
        write("only-a-type.mp4", box("ftyp", "isommp42".getBytes(StandardCharsets.US_ASCII)));
        write("nested.mp4", nested(2_000));
        write("a-thousand-tracks.mp4", manyTracks(1_000));
    }

    private static byte[] nested(int depth) {
        byte[] inner = box("moov");
        for (int i = 0; i < depth; i++) {
            inner = box(i % 2 == 0 ? "trak" : "moov", inner);
        }
        return inner;
    }

    /** Tracks without a sample each. */
    private byte[] manyTracks(int count) {
        byte[] clip = clips.getOrDefault("end.mp4", new byte[0]);
        int from = find(clip, "trak", 0) - 4;
        if (from < 0) {
            return clip;
        }
        byte[] track =
                Arrays.copyOfRange(clip, from, from + ByteBuffer.wrap(clip).getInt(from));
        int film = find(clip, "moov", 0) - 4;
        byte[] moov = Arrays.copyOfRange(clip, film + 8, clip.length);
        byte[] tracks = new byte[track.length * count];
        for (int i = 0; i < count; i++) {
            System.arraycopy(track, 0, tracks, i * track.length, track.length);
        }
        return join(Arrays.copyOf(clip, film), box("moov", moov, tracks));
    }

    private static byte[] box(String type, byte[]... parts) {
        byte[] content = join(parts);
        return join(bytes(8 + content.length), type.getBytes(StandardCharsets.US_ASCII), content);
    }

    private static byte[] bytes(int number) {
        return ByteBuffer.allocate(4).putInt(number).array();
    }

    private static byte[] join(byte[]... parts) {
        ByteBuffer all = ByteBuffer.allocate(
                Arrays.stream(parts).mapToInt(part -> part.length).sum());
        for (byte[] part : parts) {
            all.put(part);
        }
        return all.array();
    }

    private static int find(byte[] bytes, String name, int from) {
        byte[] wanted = name.getBytes(StandardCharsets.US_ASCII);
        for (int i = from; i + wanted.length <= bytes.length; i++) {
            if (Arrays.equals(bytes, i, i + wanted.length, wanted, 0, wanted.length)) {
                return i;
            }
        }
        return -1;
    }

    private static int last(byte[] bytes, String name, int before) {
        int found = -1;
        for (int at = find(bytes, name, 0); at >= 0 && at < before; at = find(bytes, name, at + 1)) {
            found = at;
        }
        return found;
    }

    private void text(String name, String content) throws IOException {
        write(name, content.getBytes(StandardCharsets.UTF_8));
    }

    private void write(String name, byte[] content) throws IOException {
        made.add(Files.write(folder.resolve(name), content));
    }
}
