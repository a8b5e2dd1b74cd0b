package io.vitascope.processing;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** What somebody who knows FFmpeg well would type to get the same renditions. Immutable. */
record FfmpegCommands(BundledFfmpeg ffmpeg, String preset, long segmentSeconds, double frameRate) {

    static final String SWSCALE = "scale=%d:%d:flags=bicubic";
    static final String ZIMG = "zscale=w=%d:h=%d:f=spline36";

    /** One process, one decode, all rungs, HLS with fragmented MP4. */
    List<String> oneForAll(Path source, List<Ladder.Rung> rungs, String scaler, Path folder) {
        List<String> words = new ArrayList<>(List.of("-loglevel", "error", "-i", source.toString()));
        StringBuilder graph = new StringBuilder("[0:v:0]split=" + rungs.size());
        IntStream.range(0, rungs.size())
                .forEach(i -> graph.append("[s").append(i).append(']'));
        for (int i = 0; i < rungs.size(); i++) {
            Ladder.Rung rung = rungs.get(i);
            graph.append(";[s%d]".formatted(i))
                    .append(scaler.formatted(rung.width(), rung.height()))
                    .append(",format=yuv420p[v%d]".formatted(i));
        }
        words.addAll(List.of("-filter_complex", graph.toString()));
        StringBuilder streams = new StringBuilder();
        for (int i = 0; i < rungs.size(); i++) {
            words.addAll(List.of("-map", "[v" + i + "]"));
            words.addAll(x264(rungs.get(i), ":v:" + i));
            streams.append("v:").append(i).append(",agroup:sound ");
        }
        words.addAll(gop());
        words.addAll(List.of("-map", "0:a:0?"));
        words.addAll(aac());
        words.addAll(List.of("-f", "hls", "-hls_time", Long.toString(segmentSeconds), "-hls_playlist_type", "vod"));
        words.addAll(List.of("-hls_segment_type", "fmp4", "-master_pl_name", "master.m3u8"));
        words.addAll(List.of("-var_stream_map", streams + "a:0,agroup:sound"));
        words.addAll(
                List.of("-hls_segment_filename", folder.resolve("%v/%05d.m4s").toString()));
        words.add(folder.resolve("%v/index.m3u8").toString());
        return ffmpeg.command(words);
    }

    /** One rendition as a progressive MP4, as simple services do, with nothing but a preset and a quality. */
    List<String> oneByOne(Path source, int height, String slow, double crf, Path target) {
        List<String> words = new ArrayList<>(List.of("-loglevel", "error", "-i", source.toString()));
        words.addAll(List.of("-map", "0:v:0", "-map", "0:a:0?", "-vf", "scale=-2:" + height, "-pix_fmt", "yuv420p"));
        words.addAll(List.of("-c:v", "libx264", "-preset", slow, "-crf", Double.toString(crf)));
        words.addAll(aac());
        words.addAll(List.of("-movflags", "+faststart", target.toString()));
        return ffmpeg.command(words);
    }

    /** One rung without sound, for measuring quality. */
    List<String> picture(Path source, Ladder.Rung rung, String scaler, Path target) {
        List<String> words = new ArrayList<>(List.of("-loglevel", "error", "-i", source.toString()));
        words.addAll(List.of("-map", "0:v:0"));
        words.addAll(List.of("-vf", scaler.formatted(rung.width(), rung.height()) + ",format=yuv420p"));
        words.addAll(x264(rung, ":v"));
        words.addAll(gop());
        words.add(target.toString());
        return words;
    }

    private List<String> x264(Ladder.Rung rung, String stream) {
        return List.of(
                "-c" + stream,
                "libx264",
                "-preset" + stream,
                preset,
                "-crf" + stream,
                Double.toString(rung.crf()),
                "-maxrate" + stream,
                Long.toString(rung.maxBitRate()),
                "-bufsize" + stream,
                Long.toString(rung.maxBitRate() * 2),
                "-profile" + stream,
                "high");
    }

    private List<String> gop() {
        return List.of(
                "-g",
                Long.toString(Math.round(frameRate * segmentSeconds)),
                "-flags:v",
                "+cgop",
                "-forced-idr",
                "1",
                "-force_key_frames",
                "expr:gte(t,n_forced*" + segmentSeconds + ")");
    }

    private static List<String> aac() {
        return List.of("-c:a", "aac", "-b:a", "128k", "-ac", "2", "-ar", "48000");
    }
}
