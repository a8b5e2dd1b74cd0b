package io.vitascope.processing;

import io.vitascope.captions.Captions;
import io.vitascope.captions.ClosedCaptions;
import io.vitascope.contract.processing.ExtraWritten;
import io.vitascope.contract.processing.PictureTaken;
import io.vitascope.contract.processing.Report;
import io.vitascope.contract.processing.SmallPicture;
import io.vitascope.contract.processing.TextFound;
import io.vitascope.contract.processing.Warning;
import io.vitascope.processing.ffmpeg.ClosedCaptionSink;
import io.vitascope.processing.ffmpeg.FfmpegException;
import io.vitascope.processing.ffmpeg.Gallery;
import io.vitascope.processing.ffmpeg.MediaLimits;
import io.vitascope.processing.ffmpeg.PictureFile;
import io.vitascope.processing.ffmpeg.Poster;
import io.vitascope.processing.ffmpeg.Snapshot;
import io.vitascope.processing.ffmpeg.Still;
import io.vitascope.processing.ffmpeg.Storyboard;
import io.vitascope.processing.ffmpeg.TranscodeListener;
import io.vitascope.storage.Thumbnail;
import io.vitascope.storage.VideoBlobs;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * What a video gets beside its renditions: poster, subtitles and captions, storyboard and preview. No video fails for
 * want of these: a failure is a warning, unless it is the disk's.
 *
 * <p>Threads: one each for poster, text, and the pictures at the end; the caller's own for {@link #keyframes}.
 */
final class Extras implements AutoCloseable {

    /**
     * What a grid of videos shows, the page's own (posters.ts) among them: nobody who looks at it waits for a child
     * process.
     */
    private static final int[] SMALL_WIDTHS = {320, 640};

    private final Still posterFormat = Still.jpeg(Thumbnail.POSTER_WIDTH);
    private final Path source;
    private final RunPlan plan;
    private final MediaLimits limits;
    private final Path workspace;
    private final Consumer<Report.Builder> reports;
    private final CountDownLatch shown;
    private final Optional<Gallery> gallery;
    private final ClosedCaptions captions = new ClosedCaptions();
    private final List<Thread> threads = new ArrayList<>();
    /** Set before the poster's thread ends. */
    private volatile @Nullable Poster poorPoster;

    private volatile boolean abandoned;
    /** That the disk did not take something says nothing about this video. */
    private volatile @Nullable UncheckedIOException storage;

    private boolean handedOver;
    private boolean captioned;

    /** @param shown reaches zero when there is a picture to see */
    Extras(
            Path source,
            RunPlan plan,
            MediaLimits limits,
            Path workspace,
            Consumer<Report.Builder> reports,
            CountDownLatch shown) {
        this.source = source;
        this.plan = plan;
        this.limits = limits;
        this.workspace = workspace;
        this.reports = reports;
        this.shown = shown;
        this.gallery = plan.gallery();
    }

    /** Takes poster and text as soon as something can be seen: nobody waits for them, but for the first picture. */
    void begin() {
        if (plan.hasStill()) {
            start("poster", this::poster);
        }
        start("text", this::text);
    }

    /** To be given every picture that is decoded anyway; empty for sound alone. */
    Optional<Gallery> gallery() {
        return gallery;
    }

    /** To be given the captions in the pictures by the first pass that meets all of these. */
    ClosedCaptionSink captions() {
        return captioned ? ClosedCaptionSink.NONE : (us, data) -> captions.add(us / 1_000, data);
    }

    /** A pass that was given {@link #captions} has met all pictures. */
    void captioned(long endUs) {
        if (captioned) {
            return;
        }
        captioned = true;
        Map<Integer, Captions> written = captions.end(endUs / 1_000);
        if (!written.isEmpty()) {
            Path folder = MediaChild.makeDirectory(workspace.resolve("closed-captions"));
            plan.text().find(folder, written).ifPresent(this::found);
        }
    }

    /** Where no pass meets the pictures, which end at {@code endUs}. */
    void readCaptions(long endUs, TranscodeListener listener) {
        if (captioned || gallery.isEmpty()) {
            return;
        }
        try {
            plan.readCaptions(captions(), listener);
            captioned(endUs);
        } catch (FfmpegException e) {
            failed("The captions in its pictures could not be read", e);
        }
    }

    private void found(TextFound text) {
        reports.accept(Report.newBuilder().setTextFound(text));
    }

    /** Where no pass decodes the pictures, which end at {@code endUs}. */
    void keyframes(long endUs) {
        if (gallery.isEmpty()) {
            return;
        }
        try {
            gallery.get().readKeyframes(source, endUs, limits);
        } catch (FfmpegException e) {
            failed("No storyboard could be taken", e);
        }
    }

    /** All pictures have passed. */
    void finish(long durationUs) {
        shown.countDown();
        handedOver = true;
        List<Thread> begun = List.copyOf(threads);
        start("pictures", () -> gallery.ifPresent(taken -> pictures(taken, begun, durationUs)));
    }

    /** Errors: {@link UncheckedIOException} when the disk did not take something. */
    void join() {
        await(threads);
        UncheckedIOException failure = storage;
        if (failure != null) {
            throw failure;
        }
    }

    private static void await(List<Thread> threads) {
        try {
            for (Thread thread : threads) {
                thread.join();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void start(String name, Runnable body) {
        Thread thread = new Thread(
                () -> {
                    try {
                        body.run();
                    } catch (UncheckedIOException e) {
                        storage = e;
                    }
                },
                name);
        threads.add(thread);
        thread.start();
    }

    private void pictures(Gallery taken, List<Thread> begun, long durationUs) {
        try (taken) {
            await(begun);
            betterPoster(taken);
            Storyboard storyboard = taken.storyboard(workspace, durationUs);
            for (Path sheet : storyboard.sheets()) {
                extra(sheet);
            }
            StoryboardIndex index = new StoryboardIndex(storyboard);
            extra(workspace.resolve(VideoBlobs.STORYBOARD_JSON), index.json().getBytes(StandardCharsets.UTF_8));
            Path vtt = workspace.resolve(VideoBlobs.STORYBOARD);
            MediaChild.write(vtt, index.webVtt().getBytes(StandardCharsets.UTF_8));
            reports.accept(Report.newBuilder().setExtra(index.written(vtt)));
            extra(workspace.resolve(VideoBlobs.PREVIEW), taken.preview());
        } catch (FfmpegException e) {
            failed("Storyboard or preview could not be taken", e);
        }
    }

    private void extra(Path file, byte[] content) {
        MediaChild.write(file, content);
        extra(file);
    }

    private void extra(Path file) {
        reports.accept(Report.newBuilder().setExtra(ExtraWritten.newBuilder().setFile(file.toString())));
    }

    /** A picture of all that passes costs nothing, and a long search much; so where that may help, it is waited for. */
    private void poster() {
        try {
            if (plan.hasPicture()) {
                shown.await();
            }
            if (abandoned) {
                return;
            }
            Poster poster = Snapshot.posterOfKeyframes(source, posterFormat, limits);
            if (poster.isPoor() && Snapshot.isOfFew(poster) && gallery.isPresent()) {
                poorPoster = poster;
                return;
            }
            poster(Snapshot.orOneBetween(poster, source, posterFormat, limits));
        } catch (FfmpegException e) {
            noPoster(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void betterPoster(Gallery taken) {
        Poster poor = poorPoster;
        if (poor == null) {
            return;
        }
        try {
            Poster better = taken.poster(posterFormat).map(poor::orBetter).orElse(poor);
            poster(Snapshot.orOneBetween(better, source, posterFormat, limits));
        } catch (FfmpegException e) {
            noPoster(e);
        }
    }

    private void poster(Poster poster) {
        Path target = workspace.resolve(VideoBlobs.POSTER);
        MediaChild.write(target, poster.bytes());
        PictureTaken.Builder taken = PictureTaken.newBuilder().setFile(target.toString());
        for (int width : SMALL_WIDTHS) {
            small(target, width).ifPresent(taken::addSmall);
        }
        reports.accept(Report.newBuilder().setPoster(taken));
    }

    private Optional<SmallPicture> small(Path poster, int width) {
        Path target = workspace.resolve("poster-" + width + ".webp");
        try {
            MediaChild.write(target, PictureFile.render(poster, Still.webp(width), limits));
        } catch (FfmpegException e) {
            return Optional.empty(); // of a few pixels, say: whoever asks for it is told why
        }
        return Optional.of(SmallPicture.newBuilder()
                .setWidth(width)
                .setFile(target.toString())
                .build());
    }

    private void noPoster(FfmpegException why) {
        failed("No poster could be taken", why);
    }

    private void text() {
        try {
            shown.await();
            if (!abandoned) {
                plan.text().find(workspace, this::warn).ifPresent(this::found);
            }
        } catch (FfmpegException e) {
            failed("The subtitles could not be read", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void failed(String what, FfmpegException why) {
        if (why.reason() == FfmpegException.Reason.IO) {
            storage = new UncheckedIOException(new IOException(why.getMessage(), why));
        } else {
            warn(what + ": " + why.getMessage());
        }
    }

    private void warn(String text) {
        reports.accept(Report.newBuilder().setWarning(Warning.newBuilder().setText(text)));
    }

    /** Of a run that has failed, nothing more is taken. */
    @Override
    public void close() {
        if (!handedOver) {
            abandoned = true;
            if (!threads.isEmpty()) {
                shown.countDown();
            }
            gallery.ifPresent(Gallery::close);
        }
    }
}
