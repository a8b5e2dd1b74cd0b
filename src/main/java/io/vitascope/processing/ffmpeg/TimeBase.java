package io.vitascope.processing.ffmpeg;

import static org.bytedeco.ffmpeg.global.avutil.AV_ROUND_NEAR_INF;
import static org.bytedeco.ffmpeg.global.avutil.av_rescale_rnd;

import org.bytedeco.ffmpeg.avutil.AVRational;

/** The length of one tick, {@code num/den} seconds: the only place where time is a fraction. Immutable. */
record TimeBase(int num, int den) {
    static final TimeBase MICROSECONDS = new TimeBase(1, 1_000_000);

    TimeBase {
        if (num <= 0 || den <= 0) {
            throw new IllegalArgumentException("not a time base: " + num + "/" + den);
        }
    }

    /** The native value; 1/90000 if the file states none. */
    static TimeBase of(AVRational rational) {
        return rational.num() > 0 && rational.den() > 0
                ? new TimeBase(rational.num(), rational.den())
                : new TimeBase(1, 90_000);
    }

    /** Ticks of this time base in ticks of another, rounded to the nearest. */
    long rescale(long ticks, TimeBase to) {
        return av_rescale_rnd(ticks, (long) num * to.den, (long) den * to.num, AV_ROUND_NEAR_INF);
    }

    long toUs(long ticks) {
        return rescale(ticks, MICROSECONDS);
    }

    long fromUs(long us) {
        return MICROSECONDS.rescale(us, this);
    }

    /** Writes this value into a native field that FFmpeg owns. */
    void writeTo(AVRational field) {
        field.num(num);
        field.den(den);
    }
}
