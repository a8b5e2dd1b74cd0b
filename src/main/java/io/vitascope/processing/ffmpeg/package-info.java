/**
 * The FFmpeg chamber: everything that touches FFmpeg, and nothing else. Plain Java over the bytedeco binding; no
 * container, no injection, so that it runs in a small child process and is tested with {@code new}.
 *
 * <p>Its face are the public types: {@link io.vitascope.processing.ffmpeg.Ffmpeg} (loading, version),
 * {@link io.vitascope.processing.ffmpeg.Probe} and {@link io.vitascope.processing.ffmpeg.MediaInfo} (what a file
 * holds), {@link io.vitascope.processing.ffmpeg.CopyCheck}, {@link io.vitascope.processing.ffmpeg.Copier} and
 * {@link io.vitascope.processing.ffmpeg.CopyProof} (what is passed on as it is),
 * {@link io.vitascope.processing.ffmpeg.ComplexityProbe} (what its content needs),
 * {@link io.vitascope.processing.ffmpeg.Transcoder} with its plan, rungs, listener and result (one decode, many
 * renditions), {@link io.vitascope.processing.ffmpeg.Remuxer} (progressive MP4 without encoding),
 * {@link io.vitascope.processing.ffmpeg.Snapshot} and {@link io.vitascope.processing.ffmpeg.PictureFile} (stills),
 * {@link io.vitascope.processing.ffmpeg.Gallery} (storyboard and preview), {@link
 * io.vitascope.processing.ffmpeg.TextReader}, {@link io.vitascope.processing.ffmpeg.ClosedCaptionSink} and
 * {@link io.vitascope.processing.ffmpeg.ClosedCaptionReader} (captions), {@link
 * io.vitascope.processing.ffmpeg.MediaLimits} and {@link io.vitascope.processing.ffmpeg.FfmpegException}. No type of the
 * face shows a native pointer.
 *
 * <p>Memory: what FFmpeg allocates has exactly one {@code Owned}, which frees it; what JavaCPP allocates lives in a
 * {@code PointerScope} of the same method. Owners close in reverse order of opening. A frame given to a consumer is
 * lent for that call; a frame put into a {@code FrameQueue} changes its owner. {@link
 * io.vitascope.processing.ffmpeg.Ffmpeg#livingHandles()} counts what lives: zero when no job runs.
 *
 * <p>Threads: the calling thread reads and decodes; each rendition has one filter and one encoder thread. No object is
 * used by two threads at once. Time is {@code long …Us}; fractions appear only in {@code TimeBase}.
 *
 * <p>Trust: every file is hostile. It is opened with the formats, codecs and protocol of {@code Lockdown} only. A file
 * can still crash native code, so the serving process never calls into this package: {@code ArchitectureTest} knows who
 * may.
 */
@NullMarked
package io.vitascope.processing.ffmpeg;

import org.jspecify.annotations.NullMarked;
