package io.vitascope.processing;

import io.vitascope.contract.processing.ExtraWritten;
import io.vitascope.processing.ffmpeg.Storyboard;
import io.vitascope.storage.VideoBlobs;
import java.nio.file.Path;
import java.util.Locale;

/**
 * Says which tile of a storyboard is shown when: as WebVTT, which most players read, and as JSON. The sheets are named
 * relative to the index. Pure.
 *
 * <p>Source: Media Fragments URI 1.0, section 4.2.2, for {@code #xywh=}.
 */
record StoryboardIndex(Storyboard storyboard) {

    String webVtt() {
        StringBuilder text = new StringBuilder("WEBVTT\n");
        for (int i = 0; i < storyboard.startsUs().size(); i++) {
            Storyboard.Place place = storyboard.place(i);
            text.append('\n')
                    .append(clock(storyboard.startsUs().get(i)))
                    .append(" --> ")
                    .append(clock(storyboard.endUs(i)))
                    .append('\n')
                    .append(sheet(place))
                    .append("#xywh=")
                    .append(place.x())
                    .append(',')
                    .append(place.y())
                    .append(',')
                    .append(storyboard.tileWidth())
                    .append(',')
                    .append(storyboard.tileHeight())
                    .append('\n');
        }
        return text.toString();
    }

    String json() {
        StringBuilder text = new StringBuilder("{\"tile_width\":")
                .append(storyboard.tileWidth())
                .append(",\"tile_height\":")
                .append(storyboard.tileHeight())
                .append(",\"duration_ms\":")
                .append(milliseconds(storyboard.endUs()))
                .append(",\"tiles\":[");
        for (int i = 0; i < storyboard.startsUs().size(); i++) {
            Storyboard.Place place = storyboard.place(i);
            text.append(i == 0 ? "\n" : ",\n")
                    .append("{\"start_ms\":")
                    .append(milliseconds(storyboard.startsUs().get(i)))
                    .append(",\"url\":\"")
                    .append(sheet(place))
                    .append("\",\"x\":")
                    .append(place.x())
                    .append(",\"y\":")
                    .append(place.y())
                    .append('}');
        }
        return text.append("]}\n").toString();
    }

    /** @param vtt where the text of the same name lies */
    ExtraWritten written(Path vtt) {
        ExtraWritten.Builder written = ExtraWritten.newBuilder().setFile(vtt.toString());
        storyboard.stepUs().ifPresent(stepUs -> written.getTilesBuilder()
                .setColumns(storyboard.columns())
                .setRows(storyboard.rows())
                .setTileWidth(storyboard.tileWidth())
                .setTileHeight(storyboard.tileHeight())
                .setStepUs(stepUs)
                .setSheetBytes(storyboard.sheets().stream()
                        .mapToLong(sheet -> sheet.toFile().length())
                        .max()
                        .orElse(0)));
        return written.build();
    }

    private static String sheet(Storyboard.Place place) {
        return VideoBlobs.storyboardSheet(place.sheet());
    }

    private static long milliseconds(long us) {
        return Math.round(us / 1_000.0);
    }

    private static String clock(long us) {
        long ms = milliseconds(us);
        return String.format(
                Locale.ROOT, "%02d:%02d:%02d.%03d", ms / 3_600_000, ms / 60_000 % 60, ms / 1_000 % 60, ms % 1_000);
    }
}
