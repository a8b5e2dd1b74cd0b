package io.vitascope.processing;

import io.vitascope.contract.processing.Done;
import io.vitascope.contract.processing.Failed;
import io.vitascope.contract.processing.Limits;
import io.vitascope.contract.processing.Order;
import io.vitascope.contract.processing.Report;
import io.vitascope.contract.processing.SnapshotOrder;
import io.vitascope.contract.processing.Version;
import io.vitascope.contract.processing.VersionOrder;
import io.vitascope.contract.upload.Media;
import io.vitascope.contract.upload.Refusal;
import io.vitascope.processing.ffmpeg.EncoderChoice;
import io.vitascope.processing.ffmpeg.Ffmpeg;
import io.vitascope.processing.ffmpeg.FfmpegException;
import io.vitascope.processing.ffmpeg.MediaInfo;
import io.vitascope.processing.ffmpeg.MediaLimits;
import io.vitascope.processing.ffmpeg.PictureFile;
import io.vitascope.processing.ffmpeg.Probe;
import io.vitascope.processing.ffmpeg.Snapshot;
import io.vitascope.processing.ffmpeg.Still;
import java.io.BufferedOutputStream;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The main class of a child process: takes one order from its standard input, reports on its standard output, ends.
 *
 * <p>The end of its standard input means that the parent is gone or wants no more, and halts it at once, wherever
 * native code may be. Threads: one that works and one that waits for that end. Exit codes say nothing; the last report
 * does.
 */
final class MediaChild {

    private final OutputStream out;

    private MediaChild(OutputStream out) {
        this.out = out;
    }

    public static void main(String[] arguments) throws IOException {
        OutputStream reports = new BufferedOutputStream(new FileOutputStream(FileDescriptor.out), 8_192);
        System.setOut(System.err); // whatever prints must not get between the reports
        InputStream in = System.in;
        Ffmpeg.loadWhole(); // a spare child does this, and more, before it has anything to do
        if (in.available() == 0) {
            Rehearsal.run(System.getenv(ChildCommand.LONG_WORK) != null);
        }
        Order order = Order.parseDelimitedFrom(in);
        if (order == null) {
            return;
        }
        haltAtEndOf(in);
        new MediaChild(reports).obey(order);
        // Native threads that hang in a broken file must not keep a finished child alive.
        Runtime.getRuntime().halt(0);
    }

    private static void haltAtEndOf(InputStream in) {
        Thread thread = new Thread(
                () -> {
                    try {
                        while (in.read() >= 0) {
                            // nothing more is ever said
                        }
                    } catch (IOException e) {
                        System.err.println("standard input failed: " + e.getMessage());
                    }
                    Runtime.getRuntime().halt(1);
                },
                "parent-watch");
        thread.setDaemon(true);
        thread.start();
    }

    private void obey(Order order) {
        try {
            Path source = Path.of(order.getSource());
            MediaLimits limits = limits(order.getLimits());
            switch (order.getOrderCase()) {
                case PROBE -> report(Report.newBuilder().setMedia(media(Probe.probe(source, limits))));
                case TRANSCODE -> new TranscodeChild(source, order.getTranscode(), limits, this::report).transcode();
                case SNAPSHOT -> snapshot(source, order.getSnapshot(), limits);
                case VERSION -> version(order.getVersion());
                case ORDER_NOT_SET -> System.err.println("an order of a newer parent");
            }
        } catch (FfmpegException e) {
            System.err.println(e.getMessage() + " " + e.detail());
            boolean storage = e.reason() == FfmpegException.Reason.IO;
            String why = e.getCause() instanceof IOException cause ? ": " + cause.getMessage() : "";
            failed(reason(e.reason()), e.getMessage() + (storage ? why : ""), storage);
        } catch (UncheckedIOException e) {
            failed(
                    Refusal.Reason.CRASHED,
                    "A file could not be read or written: " + e.getCause(),
                    !FfmpegException.isBeyondLimit(e));
        }
    }

    private void failed(Refusal.Reason reason, String detail, boolean storage) {
        report(Report.newBuilder()
                .setFailed(Failed.newBuilder()
                        .setRefusal(Refusal.newBuilder().setReason(reason).setDetail(detail))
                        .setStorage(storage)));
    }

    private static MediaLimits limits(Limits told) {
        MediaLimits own = MediaLimits.defaults();
        return new MediaLimits(
                told.getMaxPixels() > 0 ? told.getMaxPixels() : own.maxPixels(),
                told.getMaxStreams() > 0 ? told.getMaxStreams() : own.maxStreams(),
                told.getMaxDurationUs() > 0 ? told.getMaxDurationUs() : own.maxDurationUs(),
                told.getMaxFrameRate() > 0 ? told.getMaxFrameRate() : own.maxFrameRate(),
                own.probeBytes());
    }

    private void snapshot(Path source, SnapshotOrder order, MediaLimits limits) throws FfmpegException {
        Still still = new Still(
                order.getWidth(),
                order.getHeight(),
                order.getCover(),
                order.getWebp() ? Still.Format.WEBP : Still.Format.JPEG);
        byte[] picture = order.getOfPicture()
                ? PictureFile.render(source, still, limits)
                : Snapshot.at(source, order.getTimeUs(), order.getWholeUs(), still, limits);
        write(Path.of(order.getTarget()), picture);
        report(Report.newBuilder().setDone(Done.getDefaultInstance()));
    }

    static void write(Path target, byte[] content) {
        try {
            Files.write(target, content);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static Path makeDirectory(Path folder) {
        try {
            return Files.createDirectory(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void version(VersionOrder order) {
        EncoderChoice choice = EncoderChoice.of(order.getEncoder());
        report(Report.newBuilder()
                .setVersion(Version.newBuilder()
                        .setFfmpeg(Ffmpeg.version())
                        .setLicense(Ffmpeg.license())
                        .setEncoder(choice.encoder().ffmpegName())
                        .setWhyNot(choice.whyNot())
                        .addAllLibraryFolder(Ffmpeg.libraryFolders())));
    }

    private synchronized void report(Report.Builder report) {
        try {
            report.build().writeDelimitedTo(out);
            out.flush();
        } catch (IOException e) {
            throw new UncheckedIOException("the parent does not listen", e);
        }
    }

    static Media media(MediaInfo info) {
        Media.Builder media = Media.newBuilder()
                .setContainer(info.container())
                .setDurationUs(Math.max(0, info.durationUs()))
                .setBitRate(info.bitRate());
        info.mainVideo().ifPresent(video -> media.getVideoBuilder()
                .setCodec(video.codec())
                .setWidth(video.displayWidth())
                .setHeight(video.displayHeight())
                .setFrameRateNum(video.frameRate().num())
                .setFrameRateDen(video.frameRate().den())
                .setRotationDegrees(video.rotationDegrees())
                .setInterlaced(video.interlaced())
                .setHdr(video.hdr())
                .setPixelFormat(video.pixelFormat()));
        info.audio().forEach(audio -> media.addAudioBuilder()
                .setCodec(audio.codec())
                .setChannels(audio.channels())
                .setSampleRate(audio.sampleRate())
                .setLanguage(audio.language()));
        return media.build();
    }

    private static Refusal.Reason reason(FfmpegException.Reason reason) {
        return switch (reason) {
            case NOT_MEDIA -> Refusal.Reason.NOT_MEDIA;
            case NO_STREAMS -> Refusal.Reason.NO_STREAMS;
            case UNSUPPORTED -> Refusal.Reason.UNSUPPORTED;
            case TOO_LARGE -> Refusal.Reason.TOO_LARGE;
            case DAMAGED -> Refusal.Reason.DAMAGED;
            case NATIVE, IO, NOT_COPYABLE, CANCELLED -> Refusal.Reason.CRASHED;
        };
    }
}
