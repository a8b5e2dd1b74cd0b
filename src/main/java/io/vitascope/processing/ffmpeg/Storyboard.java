package io.vitascope.processing.ffmpeg;

import java.nio.file.Path;
import java.util.List;
import java.util.OptionalLong;
import java.util.stream.IntStream;

/**
 * Small pictures of a video in the order in which they are shown, put together in sheets: in each row by row, from the
 * top left. Places behind the last one are black.
 *
 * @param startsUs when each tile is shown; the first at 0
 * @param endUs when the last one ends
 */
public record Storyboard(
        int tileWidth, int tileHeight, int columns, int rows, List<Long> startsUs, long endUs, List<Path> sheets) {
    public Storyboard {
        startsUs = List.copyOf(startsUs);
        sheets = List.copyOf(sheets);
    }

    /** Where a tile lies: its sheet, and its left upper corner in pixels. */
    public record Place(int sheet, int x, int y) {}

    public Place place(int tile) {
        int perSheet = columns * rows;
        int inSheet = tile % perSheet;
        return new Place(tile / perSheet, inSheet % columns * tileWidth, inSheet / columns * tileHeight);
    }

    /**
     * How long each tile is shown, if that is equally long but for what the pictures of the video cannot do: each begins less
     * than a quarter of that away from where it should. Of tiles at keyframes, which come when they come, that is seldom so.
     */
    public OptionalLong stepUs() {
        int last = startsUs.size() - 1;
        long stepUs = last == 0 ? endUs : Math.round(startsUs.get(last) / 1_000.0 / last) * 1_000;
        boolean even = stepUs > 0
                && endUs <= (last + 1.5) * stepUs
                && IntStream.rangeClosed(0, last)
                        .allMatch(tile -> Math.abs(startsUs.get(tile) - tile * stepUs) < stepUs / 4);
        return even ? OptionalLong.of(stepUs) : OptionalLong.empty();
    }

    public long endUs(int tile) {
        return tile + 1 < startsUs.size() ? startsUs.get(tile + 1) : endUs;
    }
}
