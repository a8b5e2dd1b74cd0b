package io.vitascope.processing;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Our renditions against those of swscale's bicubic filter at the same number of bits, both enlarged to the source's
 * size by one filter, as a player does, and compared with the source.
 */
final class PictureQuality {

    private static final Pattern XPSNR = Pattern.compile("XPSNR\\s+y:\\s*([\\d.]+)");
    private static final Pattern SSIM = Pattern.compile("SSIM .*All:([\\d.]+)");

    /** One file names its colours, another does not: nothing may be converted for that. */
    private static final String SAME_COLOURS =
            "setparams=range=tv:color_primaries=bt709:color_trc=bt709:colorspace=bt709";

    private final BundledFfmpeg ffmpeg;
    private final FfmpegCommands commands;
    private final Path source;
    private final Ladder.Rung top;
    private final double seconds;

    PictureQuality(BundledFfmpeg ffmpeg, FfmpegCommands commands, Path source, Ladder.Rung top, double seconds) {
        this.ffmpeg = ffmpeg;
        this.commands = commands;
        this.source = source;
        this.top = top;
        this.seconds = seconds;
    }

    /** @param bits of the picture, all frames together */
    private record Point(double bits, double xpsnr, double ssim) {

        /** On the line through two points, over the logarithm of the bits. */
        static Point between(Point low, Point high, double bits) {
            double share = Math.log(bits / low.bits) / Math.log(high.bits / low.bits);
            return new Point(
                    bits, low.xpsnr + share * (high.xpsnr - low.xpsnr), low.ssim + share * (high.ssim - low.ssim));
        }
    }

    /** @param ours folder of our own renditions */
    void report(Report report, List<Ladder.Rung> rungs, Path ours, Path folder)
            throws IOException, InterruptedException {
        report.line("| | kbit/s | XPSNR dB | at equal bits by swscale | | SSIM | by swscale | |");
        report.line("|---|---|---|---|---|---|---|---|");
        for (Ladder.Rung rung : rungs) {
            Point our = measure(ours.resolve(rung.name() + "-progressive.mp4"), folder);
            Point low = encoded(rung, rung.crf() + 1, folder);
            Point high = encoded(rung, rung.crf() - 1, folder);
            Point theirs = Point.between(low, high, our.bits);
            report.line("| " + rung.name() + " | " + Math.round(our.bits / seconds / 1_000) + " | "
                    + Figures.number(our.xpsnr, 3) + " | " + Figures.number(theirs.xpsnr, 3) + " | "
                    + signed(our.xpsnr - theirs.xpsnr, 3) + " | " + Figures.number(our.ssim, 5) + " | "
                    + Figures.number(theirs.ssim, 5) + " | " + signed(our.ssim - theirs.ssim, 5) + " |");
        }
        report.line("");
        report.line("swscale's figure lies on the line through its own two renditions at crf ± 1.");
    }

    private static String signed(double difference, int decimals) {
        return (difference < 0 ? "−" : "+") + Figures.number(Math.abs(difference), decimals);
    }

    private Point encoded(Ladder.Rung rung, double crf, Path folder) throws IOException, InterruptedException {
        Path target = folder.resolve(rung.name() + "-" + crf + ".mp4");
        Ladder.Rung other =
                new Ladder.Rung(rung.name(), rung.width(), rung.height(), crf, rung.maxBitRate(), rung.frameStep());
        ffmpeg.run(commands.picture(source, other, FfmpegCommands.SWSCALE, target));
        return measure(target, folder);
    }

    private Point measure(Path file, Path folder) throws IOException, InterruptedException {
        String graph = "[0:v]" + SAME_COLOURS + ",scale=%d:%d:flags=bicubic".formatted(top.width(), top.height())
                + ",format=yuv420p,settb=1/1000,setpts=N,split[d1][d2];"
                + "[1:v]" + SAME_COLOURS + ",format=yuv420p,settb=1/1000,setpts=N,split[r1][r2];"
                + "[d1][r1]xpsnr=shortest=1[x];[d2][r2]ssim=shortest=1[s]";
        String said = ffmpeg.run(List.of(
                "-i",
                file.toString(),
                "-i",
                source.toString(),
                "-filter_complex",
                graph,
                "-map",
                "[x]",
                "-map",
                "[s]",
                "-f",
                "null",
                "-"));
        Path picture = folder.resolve("picture.h264");
        ffmpeg.run(List.of("-i", file.toString(), "-map", "0:v:0", "-c", "copy", picture.toString()));
        return new Point(8.0 * Files.size(picture), figure(XPSNR, said), figure(SSIM, said));
    }

    private static double figure(Pattern pattern, String text) throws IOException {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            throw new IOException("no " + pattern + " in " + text);
        }
        return Double.parseDouble(matcher.group(1));
    }
}
