package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.awt.Color;
import java.awt.Graphics2D;
import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

@ExtendWith(NoLivingHandles.class)
final class PictureFileTest {
    @TempDir
    private Path folder;

    /** 200 x 100, red on the left, blue on the right. */
    private static byte[] picture(String format, int type) throws IOException {
        BufferedImage image = new BufferedImage(200, 100, type);
        Graphics2D brush = image.createGraphics();
        brush.setColor(Color.RED);
        brush.fillRect(0, 0, 100, 100);
        if (type != BufferedImage.TYPE_INT_ARGB) {
            brush.setColor(Color.BLUE);
            brush.fillRect(100, 0, 100, 100);
        }
        brush.dispose();
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        ImageIO.write(image, format, bytes);
        return bytes.toByteArray();
    }

    /** The JPEG with an Exif segment: its orientation, and a description. */
    private static byte[] withExif(byte[] jpeg, int orientation, String description) {
        byte[] text = (description + "\0").getBytes(StandardCharsets.US_ASCII);
        int length = 2 + 6 + 8 + 2 + 2 * 12 + 4 + text.length;
        ByteBuffer file = ByteBuffer.allocate(jpeg.length + 2 + length);
        file.put(jpeg, 0, 2).putShort((short) 0xffe1).putShort((short) length);
        file.put("Exif\0\0MM".getBytes(StandardCharsets.US_ASCII))
                .putShort((short) 42)
                .putInt(8);
        file.putShort((short) 2);
        file.putShort((short) 0x010e).putShort((short) 2).putInt(text.length).putInt(8 + 2 + 24 + 4);
        file.putShort((short) 0x0112)
                .putShort((short) 3)
                .putInt(1)
                .putShort((short) orientation)
                .putShort((short) 0);
        file.putInt(0).put(text).put(jpeg, 2, jpeg.length - 2);
        return file.array();
    }

    private byte[] rendered(byte[] file) throws FfmpegException, IOException {
        Path path = Files.write(folder.resolve("sent"), file);
        return PictureFile.render(path, new Still(1_280, 1_280, false, Still.Format.JPEG), MediaLimits.defaults());
    }

    private FfmpegException refusal(byte[] file) {
        return catchThrowableOfType(FfmpegException.class, () -> rendered(file));
    }

    private static BufferedImage image(byte[] jpeg) throws IOException {
        return ImageIO.read(new ByteArrayInputStream(jpeg));
    }

    @Test
    void aPictureIsTurnedAsItsCameraSaysAndLosesWhatTheCameraWrote() throws FfmpegException, IOException {
        byte[] sent = withExif(picture("jpg", BufferedImage.TYPE_INT_RGB), 6, "secret garden");

        byte[] jpeg = rendered(sent);

        BufferedImage image = image(jpeg);
        assertThat(image.getWidth()).isEqualTo(100);
        assertThat(image.getHeight()).isEqualTo(200);
        assertThat(new Color(image.getRGB(50, 50)).getRed()).isGreaterThan(240);
        assertThat(new Color(image.getRGB(50, 150)).getBlue()).isGreaterThan(240);
        assertThat(new String(jpeg, StandardCharsets.ISO_8859_1)).doesNotContain("Exif", "secret garden");
    }

    @Test
    void whatIsTransparentBecomesBlack() throws FfmpegException, IOException {
        BufferedImage image = image(rendered(picture("png", BufferedImage.TYPE_INT_ARGB)));

        assertThat(new Color(image.getRGB(50, 50)).getRed()).isGreaterThan(240);
        assertThat(new Color(image.getRGB(150, 50)).getRed()).isLessThan(16);
    }

    @Test
    void aWebpIsAPictureToo() throws FfmpegException, IOException {
        Path clip = TestClips.in(folder, "clip").make();
        byte[] webp = Snapshot.at(clip, 0, 0, new Still(160, 0, false, Still.Format.WEBP), MediaLimits.defaults());

        assertThat(image(rendered(webp)).getWidth()).isEqualTo(160);
    }

    @Test
    void whatIsNoPictureIsRefused() throws FfmpegException, IOException {
        byte[] clip = Files.readAllBytes(TestClips.in(folder, "clip").make());
        byte[] svg = "<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>"
                .getBytes(StandardCharsets.US_ASCII);

        assertThat(refusal(clip).reason()).isEqualTo(FfmpegException.Reason.NOT_MEDIA);
        assertThat(refusal(svg).reason()).isEqualTo(FfmpegException.Reason.NOT_MEDIA);
        assertThat(refusal(new byte[0]).reason()).isEqualTo(FfmpegException.Reason.NOT_MEDIA);
    }

    @Test
    void aPictureOfWhichAPartIsMissingIsRefused() throws IOException {
        for (String format : new String[] {"jpg", "png"}) {
            byte[] whole = picture(format, BufferedImage.TYPE_INT_RGB);

            assertThat(refusal(Arrays.copyOf(whole, whole.length / 2)).reason())
                    .as(format)
                    .isEqualTo(FfmpegException.Reason.DAMAGED);
        }
    }

    @Test
    void aHeaderThatPromisesAGigapixelCostsNothing() throws IOException {
        byte[] png = picture("png", BufferedImage.TYPE_INT_RGB);
        ByteBuffer.wrap(png).putInt(16, 30_000).putInt(20, 30_000);

        assertThat(refusal(png).reason()).isIn(FfmpegException.Reason.DAMAGED, FfmpegException.Reason.TOO_LARGE);
    }
}
