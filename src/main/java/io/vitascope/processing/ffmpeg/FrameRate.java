package io.vitascope.processing.ffmpeg;

import org.bytedeco.ffmpeg.avutil.AVRational;

/** Pictures per second as a fraction, since that of 29.97 is exactly 30000/1001. Immutable. */
public record FrameRate(int num, int den) {
    /** Of a sound, or of a picture whose header is silent. */
    public static final FrameRate NONE = new FrameRate(0, 1);

    public FrameRate {
        if (num < 0 || den <= 0) {
            throw new IllegalArgumentException("not a frame rate: " + num + "/" + den);
        }
    }

    /** The native value. */
    static FrameRate of(AVRational rational) {
        return rational.num() > 0 && rational.den() > 0 ? new FrameRate(rational.num(), rational.den()) : NONE;
    }

    public boolean isKnown() {
        return num > 0;
    }

    /** 0 if there is none. */
    public double perSecond() {
        return (double) num / den;
    }

    /** Of every nth picture alone. */
    public FrameRate everyNth(int n) {
        return new FrameRate(num, den * n);
    }

    /** Of pictures that last an nth as long. */
    public FrameRate times(int n) {
        return new FrameRate(num * n, den);
    }

    /** How long one picture lasts. */
    TimeBase frameTime() {
        return new TimeBase(den, num);
    }

    /** Writes this value into a native field that FFmpeg owns. */
    void writeTo(AVRational field) {
        field.num(num);
        field.den(den);
    }
}
