package io.vitascope.processing.ffmpeg;

/**
 * How much time is given for how few bits. Measured with x264 at 720p: {@link #SPEED} takes a third of the time of
 * {@link #BEST} and 15 % more bits for the same picture, {@link #BALANCED} two thirds and 2 %.
 */
public enum Quality {
    SPEED,
    BALANCED,
    BEST
}
