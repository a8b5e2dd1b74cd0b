package io.vitascope.processing.ffmpeg;

import java.nio.file.Path;

/**
 * Where tracks are written, and who is told of what is there.
 *
 * @param workspace in which each track has a folder of its own
 */
record Output(Path workspace, TranscodeListener listener) {}
