package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_PIX_FMT_YUV420P;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_copy_props;
import static org.bytedeco.ffmpeg.global.avutil.av_frame_get_buffer;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Puts tiles of one size together to sheets of JPEG. Stateless. */
final class StoryboardWriter {
    private static final int COLUMNS = 10;
    private static final int ROWS = 10;
    /** FFmpeg's scale, 2 (best) to 31: 4 kB a tile. */
    private static final int QUALITY = 5;

    private StoryboardWriter() {}

    static Storyboard write(List<Owned<AVFrame>> tiles, long endUs, Path folder) throws FfmpegException {
        if (tiles.isEmpty()) {
            throw new FfmpegException(FfmpegException.Reason.DAMAGED, "No frame of it can be decoded");
        }
        List<Long> startsUs = new ArrayList<>(List.of(0L));
        tiles.subList(1, tiles.size()).forEach(tile -> startsUs.add(tile.get().pts()));
        List<Path> sheets = new ArrayList<>();
        int columns = Math.min(COLUMNS, tiles.size());
        int rows = Math.min(ROWS, (tiles.size() + columns - 1) / columns);
        for (int first = 0; first < tiles.size(); first += columns * rows) {
            List<Owned<AVFrame>> these = tiles.subList(first, Math.min(tiles.size(), first + columns * rows));
            Path sheet = folder.resolve("storyboard-" + sheets.size() + ".jpg");
            try {
                Files.write(sheet, jpeg(these, columns, rows));
            } catch (IOException e) {
                throw FfmpegException.notWritten("A storyboard cannot be written", e);
            }
            sheets.add(sheet);
        }
        AVFrame like = tiles.get(0).get();
        long lastUs = startsUs.get(startsUs.size() - 1);
        return new Storyboard(
                like.width(), like.height(), columns, rows, startsUs, Math.max(endUs, lastUs + 1_000), sheets);
    }

    private static byte[] jpeg(List<Owned<AVFrame>> tiles, int columns, int rows) throws FfmpegException {
        AVFrame like = tiles.get(0).get();
        try (Owned<AVFrame> owned = Owned.frame()) {
            AVFrame sheet = owned.get();
            sheet.width(like.width() * columns);
            sheet.height(like.height() * rows);
            sheet.format(AV_PIX_FMT_YUV420P);
            Calls.check("av_frame_copy_props", av_frame_copy_props(sheet, like));
            Calls.check("av_frame_get_buffer", av_frame_get_buffer(sheet, 0));
            for (int plane = 0; plane < 3; plane++) {
                int step = plane == 0 ? 1 : 2;
                ByteBuffer pixels = pixels(sheet, plane, sheet.height() / step);
                blacken(pixels, plane);
                for (int i = 0; i < tiles.size(); i++) {
                    AVFrame tile = tiles.get(i).get();
                    int x = i % columns * like.width() / step;
                    int y = i / columns * like.height() / step;
                    copy(
                            tile,
                            plane,
                            like.width() / step,
                            like.height() / step,
                            pixels,
                            y * sheet.linesize(plane) + x,
                            sheet.linesize(plane));
                }
            }
            return Encoder.jpegOf(sheet, QUALITY);
        }
    }

    private static ByteBuffer pixels(AVFrame frame, int plane, int rows) {
        return frame.data(plane).capacity((long) frame.linesize(plane) * rows).asByteBuffer();
    }

    private static void blacken(ByteBuffer pixels, int plane) {
        byte value = (byte) (plane == 0 ? 0 : 128);
        for (int i = 0; i < pixels.capacity(); i++) {
            pixels.put(i, value);
        }
    }

    private static void copy(
            AVFrame tile, int plane, int width, int height, ByteBuffer pixels, int offset, int stride) {
        ByteBuffer from = pixels(tile, plane, height);
        for (int row = 0; row < height; row++) {
            pixels.put(offset + row * stride, from, row * tile.linesize(plane), width);
        }
    }
}
