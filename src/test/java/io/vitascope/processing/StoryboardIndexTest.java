package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitascope.contract.processing.ExtraWritten;
import io.vitascope.contract.processing.TileGrid;
import io.vitascope.processing.ffmpeg.Storyboard;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;

class StoryboardIndexTest {

    private static final Storyboard STORYBOARD = new Storyboard(
            160,
            90,
            2,
            2,
            List.of(0L, 1_001_000L, 2_002_000L, 3_003_000L, 3_600_000_000L),
            3_600_500_000L,
            List.of(Path.of("storyboard-0.jpg"), Path.of("storyboard-1.jpg")));

    @Test
    void everyCueLeadsToTheTileThatIsShownThen() {
        assertThat(new StoryboardIndex(STORYBOARD).webVtt()).isEqualTo("""
                WEBVTT

                00:00:00.000 --> 00:00:01.001
                storyboard-0.jpg#xywh=0,0,160,90

                00:00:01.001 --> 00:00:02.002
                storyboard-0.jpg#xywh=160,0,160,90

                00:00:02.002 --> 00:00:03.003
                storyboard-0.jpg#xywh=0,90,160,90

                00:00:03.003 --> 01:00:00.000
                storyboard-0.jpg#xywh=160,90,160,90

                01:00:00.000 --> 01:00:00.500
                storyboard-1.jpg#xywh=0,0,160,90
                """);
    }

    @Test
    void jsonSaysTheSame() {
        assertThat(new StoryboardIndex(STORYBOARD).json()).isEqualTo("""
                {"tile_width":160,"tile_height":90,"duration_ms":3600500,"tiles":[
                {"start_ms":0,"url":"storyboard-0.jpg","x":0,"y":0},
                {"start_ms":1001,"url":"storyboard-0.jpg","x":160,"y":0},
                {"start_ms":2002,"url":"storyboard-0.jpg","x":0,"y":90},
                {"start_ms":3003,"url":"storyboard-0.jpg","x":160,"y":90},
                {"start_ms":3600000,"url":"storyboard-1.jpg","x":0,"y":0}]}
                """);
    }

    @Test
    void onlyTilesThatFollowEachOtherEvenlyAreAGrid() {
        assertThat(new StoryboardIndex(STORYBOARD)
                        .written(Path.of("storyboard.vtt"))
                        .hasTiles())
                .isFalse();
        ExtraWritten even = new StoryboardIndex(new Storyboard(
                        160, 90, 2, 2, List.of(0L, 1_001_000L, 2_002_000L, 3_003_000L), 4_000_000, List.of()))
                .written(Path.of("storyboard.vtt"));
        assertThat(even.getTiles())
                .isEqualTo(TileGrid.newBuilder()
                        .setColumns(2)
                        .setRows(2)
                        .setTileWidth(160)
                        .setTileHeight(90)
                        .setStepUs(1_001_000)
                        .build());
        assertThat(new StoryboardIndex(
                                new Storyboard(160, 90, 2, 2, List.of(0L, 900_000L, 3_000_000L), 4_000_000, List.of()))
                        .written(Path.of("storyboard.vtt"))
                        .hasTiles())
                .isFalse();
    }
}
