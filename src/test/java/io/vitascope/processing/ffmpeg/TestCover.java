package io.vitascope.processing.ffmpeg;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/** A sound with a cover, as players of music have it. */
public final class TestCover {

    private TestCover() {}

    /** Its cover is 320 pixels wide: the corners of a clip. */
    public static Path on(Path folder) throws FfmpegException, IOException {
        byte[] picture =
                Snapshot.at(TestClips.in(folder, "clip").make(), 0, 0, Still.jpeg(320), MediaLimits.defaults());
        Path sound = TestClips.in(folder, "sound").format("adts").noVideo().make();
        return Files.write(folder.resolve("covered"), tagged(Files.readAllBytes(sound), picture));
    }

    /**
     * The same in Ogg, which tells the size of its cover.
     *
     * <p>Source: FLAC, METADATA_BLOCK_PICTURE.
     */
    static Path inOgg(Path folder, byte[] jpeg, int width, int height) throws FfmpegException {
        byte[] type = "image/jpeg".getBytes(StandardCharsets.ISO_8859_1);
        ByteBuffer block = ByteBuffer.allocate(32 + type.length + jpeg.length)
                .putInt(3)
                .putInt(type.length)
                .put(type)
                .putInt(0)
                .putInt(width)
                .putInt(height)
                .putInt(24)
                .putInt(0)
                .putInt(jpeg.length)
                .put(jpeg);
        return TestClips.in(folder, "song")
                .format("ogg")
                .noVideo()
                .cover(Base64.getEncoder().encodeToString(block.array()))
                .make();
    }

    /** Source: ID3 tag version 2.3.0, 3.1 and 4.15; the picture's MIME type, its kind, and no description. */
    private static byte[] tagged(byte[] sound, byte[] jpeg) {
        byte[] kind = "\0image/jpeg\0\3\0".getBytes(StandardCharsets.ISO_8859_1);
        int frameBytes = kind.length + jpeg.length;
        int tagBytes = 10 + frameBytes;
        ByteBuffer all = ByteBuffer.allocate(10 + tagBytes + sound.length);
        all.put("ID3\3\0\0".getBytes(StandardCharsets.ISO_8859_1));
        for (int shift = 21; shift >= 0; shift -= 7) {
            all.put((byte) (tagBytes >> shift & 0x7f));
        }
        all.put("APIC".getBytes(StandardCharsets.ISO_8859_1)).putInt(frameBytes).putShort((short) 0);
        return all.put(kind).put(jpeg).put(sound).array();
    }
}
