package io.vitascope.processing.ffmpeg;

import org.bytedeco.ffmpeg.avutil.AVFrame;

/** Takes one frame, lent for the call: who keeps it clones it. */
@FunctionalInterface
interface FrameSink {
    void accept(AVFrame frame) throws FfmpegException;
}
