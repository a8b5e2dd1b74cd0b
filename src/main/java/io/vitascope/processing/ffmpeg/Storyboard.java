package io.vitascope.processing.ffmpeg;

import java.nio.file.Path;
import java.util.List;

/**
 * Small pictures of a video in the order in which they are shown, put together in sheets: in each row by row, from the
 * top left.
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

    public long endUs(int tile) {
        return tile + 1 < startsUs.size() ? startsUs.get(tile + 1) : endUs;
    }
}
