package io.vitascope.processing;

import io.vitascope.kernel.ProblemException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/**
 * Chooses the renditions that a source is encoded to, the largest first, never larger than the source.
 *
 * <p>Shape: at least one. The first has the source's own size when no step of the ladder is within {@value #CLOSE} of
 * it; further steps are left out when they are that close to the one before. Units: lines, rates in bits per second.
 * Threads: stateless.
 *
 * <p>A step of {@code n} lines is the box of 16:9 that is {@code n} pixels high, upright for portraits: a film of 1920 x
 * 804 is "1080p", a portrait's "720p" is 720 wide. So no picture needs a higher level of H.264 than its step.
 *
 * <p>Source: Apple, HLS Authoring Specification for Apple Devices (average rates for H.264), lowered to caps for
 * constant-quality encoding, in which most content stays well below.
 */
record Ladder(List<Step> steps) {

    static final String FEW_BITS = "The renditions above need so few bits that this one would help nobody.";

    /** A step at more than this share of the one above is not worth its bits. */
    private static final double CLOSE = 0.85;

    private static final String AV1_SUFFIX = "-av1";

    private static final int AV1_MIN_SIDE = 64;

    /** What AV1 needs of the bits of H.264 for the same picture. */
    private static final double AV1_BITS = 0.65;

    /** Frames per second; what is above is 50 or 60. */
    private static final double FAST = 31;

    /** Smaller renditions are for slow networks and small screens, where half the frames of a fast source will do. */
    private static final int EVERY_FRAME_FROM = 720;

    /** H.264 level 5.2 ends here; players' hardware ends earlier, which is why larger steps have to be asked for. */
    private static final int MAX_LINES = 2160;

    private static final double BOX = 16.0 / 9;

    /** Level 4.2 has room for 2048 x 1080 where 1080p has 1920: a source that takes it is not made smaller. */
    private static final double ROOM = 16.0 / 15;

    private static final int MACROBLOCK = 16;

    /** x264 and every player's scaler can live with this. */
    private static final int MIN_SIDE = 16;

    private static final Map<String, Step> KNOWN = Map.of(
            "2160p", new Step("2160p", 2160, 24, 16_000_000),
            "1440p", new Step("1440p", 1440, 24, 9_000_000),
            "1080p", new Step("1080p", 1080, 23, 5_500_000),
            "720p", new Step("720p", 720, 22.5, 3_000_000),
            "480p", new Step("480p", 480, 23, 1_400_000),
            "360p", new Step("360p", 360, 24, 800_000),
            "240p", new Step("240p", 240, 25, 400_000));

    /** {@code crf} is x264's constant rate factor, 0 to 51; {@code maxBitRate} the cap at 30 frames a second. */
    record Step(String name, int lines, double crf, long maxBitRate) {

        private boolean hasRoomFor(int width, int height) {
            return macroblocks(width, height) <= macroblocks((int) (lines * BOX), lines) * ROOM;
        }
    }

    /** One step for one source: even sizes in pixels, every frame of the source or every {@code frameStep}th one. */
    record Rung(String name, int width, int height, double crf, long maxBitRate, int frameStep) {

        /** Of one picture. */
        long pixels() {
            return (long) width * height;
        }

        boolean hasSizeOf(Rung other) {
            return width == other.width && height == other.height;
        }

        boolean isAv1() {
            return name.endsWith(AV1_SUFFIX);
        }

        /** SVT-AV1 takes no smaller pictures. */
        boolean fitsAv1() {
            return Math.min(width, height) >= AV1_MIN_SIDE;
        }

        Rung inAv1() {
            return new Rung(name + AV1_SUFFIX, width, height, crf, Math.round(maxBitRate * AV1_BITS), frameStep);
        }

        Rung everySecondFrame() {
            return new Rung(name, width, height, crf, maxBitRate, 2);
        }

        Rung cappedAt(long bitRate) {
            return new Rung(name, width, height, crf, bitRate, frameStep);
        }
    }

    Ladder {
        steps = steps.stream()
                .sorted((a, b) -> Integer.compare(b.lines(), a.lines()))
                .toList();
    }

    static Ladder of(List<String> names) {
        check(names);
        return new Ladder(names.stream().map(KNOWN::get).toList());
    }

    static void check(List<String> names) {
        for (String name : names) {
            if (!KNOWN.containsKey(name)) {
                throw new ProblemException(
                        ProcessingError.UNKNOWN_RENDITION,
                        "There is no rendition \"" + name + "\"; choose among "
                                + KNOWN.keySet().stream().sorted().toList() + ".");
            }
        }
    }

    /** The rungs for a source of this size as displayed, at this many frames a second. */
    List<Rung> rungs(int width, int height, double frameRate) {
        int sourceLines = Math.min(lines(width, height), MAX_LINES);
        int largest = steps.get(0).lines();
        List<Rung> rungs = new ArrayList<>();
        int above = Integer.MAX_VALUE;
        if (sourceLines <= largest && steps.stream().noneMatch(step -> isNear(step.lines(), sourceLines))) {
            rungs.add(rung(ownStep(sourceLines), width, height, frameRate));
            above = sourceLines;
        }
        for (Step step : steps) {
            if (step.lines() <= sourceLines && step.lines() <= above * CLOSE) {
                boolean halved = !rungs.isEmpty() && frameRate > FAST && step.lines() < EVERY_FRAME_FROM;
                double rate = halved ? frameRate / 2 : frameRate;
                Rung rung = rungs.isEmpty() && step.hasRoomFor(width, height)
                        ? rung(step, width, height, rate, 1)
                        : rung(step, width, height, rate);
                rungs.add(halved ? rung.everySecondFrame() : rung);
                above = step.lines();
            }
        }
        if (rungs.isEmpty()) {
            rungs.add(rung(ownStep(sourceLines), width, height, frameRate));
        }
        return List.copyOf(rungs);
    }

    /** Of the smallest box that the picture fits into. */
    private static int lines(int width, int height) {
        return (int) Math.max(Math.min(width, height), Math.round(Math.max(width, height) / BOX));
    }

    private static long macroblocks(int width, int height) {
        return (width + MACROBLOCK - 1L) / MACROBLOCK * ((height + MACROBLOCK - 1) / MACROBLOCK);
    }

    /**
     * The steps that a source does without, and why.
     *
     * @param rungs of the source by its size
     * @param kept those of them that are worth their bits beside each other
     */
    List<Skipped> without(int width, int height, List<Rung> rungs, List<Rung> kept) {
        int sourceLines = lines(width, height);
        List<Skipped> without = new ArrayList<>();
        for (Step step : steps) {
            if (!isAmong(kept, step)) {
                String reason =
                        step.lines() > sourceLines ? "upscaling" : isAmong(rungs, step) ? "few-bits" : "too-close";
                without.add(new Skipped(step.name(), reason, sentence(reason, width, height), false));
            }
        }
        return List.copyOf(without);
    }

    private static boolean isAmong(List<Rung> rungs, Step step) {
        return rungs.stream().anyMatch(rung -> rung.name().equals(step.name()));
    }

    private static String sentence(String reason, int width, int height) {
        return switch (reason) {
            case "upscaling" -> "The source has " + width + " x " + height + " pixels; more would only make it larger.";
            case "few-bits" -> FEW_BITS;
            default -> "The next larger rendition is so close that this one would help nobody.";
        };
    }

    /** 1078 lines are 1080p to everybody; 576 are not 480p. */
    private static boolean isNear(int step, int lines) {
        return step <= lines && step >= lines * 0.98;
    }

    private Step ownStep(int lines) {
        Step next = steps.get(0);
        for (Step step : steps) {
            if (step.lines() >= lines) {
                next = step;
            }
        }
        return new Step(lines + "p", lines, next.crf(), share(next.maxBitRate(), (double) lines / next.lines(), 1.5));
    }

    private static Rung rung(Step step, int width, int height, double frameRate) {
        return rung(step, width, height, frameRate, Math.min(1, (double) step.lines() / lines(width, height)));
    }

    /** A picture that is wider than its box fills only a part of it. */
    private static Rung rung(Step step, int width, int height, double frameRate, double scale) {
        double filled = Math.min(width, height) * scale / step.lines();
        long cap = share(frameRate > FAST ? step.maxBitRate() * 3 / 2 : step.maxBitRate(), filled, 0.75);
        return new Rung(step.name(), even(width * scale), even(height * scale), step.crf(), cap, 1);
    }

    /** Bits grow with the pixels to the power of 0.75. */
    private static long share(long bitRate, double part, double power) {
        return part >= 1 ? bitRate : Math.max(100_000, Math.round(bitRate * Math.pow(part, power)));
    }

    private static int even(double side) {
        return Math.max(MIN_SIDE, (int) Math.round(side / 2) * 2);
    }
}
