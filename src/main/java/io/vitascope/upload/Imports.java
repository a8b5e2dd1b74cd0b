package io.vitascope.upload;

import io.netty.util.concurrent.DefaultThreadFactory;
import io.vitascope.kernel.ErrorCode;
import io.vitascope.kernel.Pauses;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Inject;
import jakarta.inject.Singleton;
import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Fetches files from addresses: an upload whose client is this server.
 *
 * <p>It goes the way of every resumable upload, so offsets, limits, hashes, examination and deletion are the same.
 * While a process fetches it moves the deadline on; when that passes, another process goes on where the disk ends, and
 * one that has only stood still for so long does not. Whoever goes on remembers nothing of the bytes that are there.
 * Threads: safe for all; fetching has threads of its own.
 */
@Singleton
final class Imports {

    private static final Logger LOG = Logger.getLogger(Imports.class);
    private static final Pauses PAUSES = new Pauses(Duration.ofMillis(250), Duration.ofSeconds(15));
    /** Half of what the slowest mobile networks bring. */
    private static final TimedBody.Pace LEAST = new TimedBody.Pace(4 << 10, Duration.ofMinutes(1));

    private final ResumableUploads resumables;
    private final Appends appends;
    private final Uploads uploads;
    private final UploadStore store;
    private final UrlClient urls;
    private final ImportConfig config;
    private final Duration patience;
    private final TimedBody.Pace least;
    private final Clock clock;
    private final ExecutorService fetchers;
    private final FetchTurns turns;
    /** Those that this process fetches or is going to, and when it last was sure of that, by {@link System#nanoTime}. */
    private final Map<VideoId, Long> mine = new ConcurrentHashMap<>();

    @Inject
    Imports(
            ResumableUploads resumables,
            Appends appends,
            Uploads uploads,
            UploadStore store,
            UrlClient urls,
            ImportConfig config,
            UploadConfig uploadConfig,
            Clock clock) {
        this(resumables, appends, uploads, store, urls, config, uploadConfig.patience(), LEAST, clock);
    }

    Imports(
            ResumableUploads resumables,
            Appends appends,
            Uploads uploads,
            UploadStore store,
            UrlClient urls,
            ImportConfig config,
            Duration patience,
            TimedBody.Pace least,
            Clock clock) {
        this.resumables = resumables;
        this.appends = appends;
        this.uploads = uploads;
        this.store = store;
        this.urls = urls;
        this.config = config;
        this.patience = patience;
        this.least = least;
        this.clock = clock;
        this.fetchers = Executors.newFixedThreadPool(config.atOnce(), new DefaultThreadFactory("url-import", true));
        this.turns = new FetchTurns(fetchers, config.atOnce());
    }

    /** Opens an upload that fetches itself, once {@link #start} is called. */
    Progress create(Origin origin, String metadata, @Nullable String client, IdempotencyKeys.Claim claim) {
        if (!config.enabled()) {
            throw new ProblemException(
                    UploadError.SOURCE_REFUSED,
                    "Files are not fetched here: vitascope.upload.import.enabled is false.");
        }
        urls.require(origin.url());
        return resumables.create(origin, metadata, client, claim);
    }

    /** {@code client} is whom it is fetched for, as its record says. */
    void start(VideoId id, @Nullable String client) {
        start(id, client, System.nanoTime());
    }

    private void start(VideoId id, @Nullable String client, long sureNanos) {
        if (mine.putIfAbsent(id, sureNanos) == null) {
            turns.submit(client == null ? "" : client, () -> run(id));
        }
    }

    /** Goes on with an import that is past its deadline, unless another process does. */
    void resume(VideoId id, @Nullable String client) {
        long sureNanos = System.nanoTime();
        if (!mine.containsKey(id)
                && store.claimPassed(id, clock.instant(), clock.instant().plus(patience))) {
            LOG.infof("Upload %s is fetched on", id);
            resumables.forgetBytes(id);
            start(id, client, sureNanos);
        }
    }

    /** Those that wait for a turn, for a server or for their examination are not dead: {@link Heartbeats}. */
    void keepAlive() {
        mine.keySet().stream().filter(this::isMine).forEach(id -> {
            long sureNanos = System.nanoTime();
            try {
                if (store.extend(id, clock.instant().plus(patience))) {
                    mine.replace(id, sureNanos);
                }
            } catch (RuntimeException e) {
                LOG.debugf("Upload %s: no heartbeat: %s", id, e.getMessage());
            }
        });
    }

    /** False once the deadline may have passed, and another process have it. */
    private boolean isMine(VideoId id) {
        Long sureNanos = mine.get(id);
        return sureNanos != null && System.nanoTime() - sureNanos < patience.toNanos();
    }

    private void requireMine(VideoId id) throws TakenOverException {
        if (!isMine(id)) {
            throw new TakenOverException();
        }
    }

    /** Another process goes on, or will. */
    private static final class TakenOverException extends Exception {}

    private void run(VideoId id) {
        try {
            fetch(id);
        } catch (InterruptedException e) {
            LOG.infof("Upload %s: this process ends; another one goes on", id);
        } catch (TakenOverException e) {
            LOG.infof("Upload %s: this process stood still for too long; another one goes on", id);
        } catch (ProblemException e) {
            uploads.discard(id, Ending.refused(e));
            LOG.infof("Upload %s was not fetched: %s", id, e.getMessage());
        } catch (RuntimeException e) {
            LOG.warnf(e, "Upload %s: fetching broke off; it is tried again after its deadline", id);
        } finally {
            resumables.forgetBytes(id);
            mine.remove(id);
        }
    }

    /** Until all is here, nobody wants it any more, or a reason to give up. */
    private void fetch(VideoId id) throws InterruptedException, TakenOverException {
        int failures = 0;
        String why = "";
        while (failures < config.attempts()) {
            requireMine(id);
            Optional<UploadRecord> record = store.find(id);
            Optional<Resumable> growing = record.flatMap(UploadRecord::growing);
            if (growing.isEmpty() || growing.get().isDue()) {
                return; // deleted, finished, or to be finished by the sweep
            }
            requireTime(record.get());
            boolean slow = false;
            try {
                if (part(id, growing.get(), record.get().openedAt().plus(config.maxTime()))) {
                    return;
                }
                why = "The server broke the connection off";
            } catch (UrlClient.NotNowException e) {
                why = String.valueOf(e.getMessage());
                slow = e instanceof TooSlowException;
            }
            Optional<Resumable> after = store.find(id).flatMap(UploadRecord::growing);
            long beforeBytes = growing.get().offsetBytes();
            boolean moved = after.filter(now -> now.offsetBytes() > beforeBytes).isPresent();
            failures = moved && !slow ? 0 : failures + 1;
            if (after.filter(now -> now.offsetBytes() > 0)
                    .flatMap(now -> Optional.ofNullable(now.origin()))
                    .filter(origin -> origin.validator().isEmpty())
                    .isPresent()) {
                why += ", and tells by no strong ETag or Last-Modified whether what follows is of the same file";
            }
            TimeUnit.MILLISECONDS.sleep(PAUSES.after(failures + 1).toMillis());
        }
        throw new ProblemException(
                UploadError.SOURCE_FAILED, why + "; that was try " + config.attempts() + " in a row of no avail.");
    }

    /** It could last for days. */
    private static final class TooSlowException extends UrlClient.NotNowException {

        private static final long serialVersionUID = 1L;

        TooSlowException(TimedBody.Pace least) {
            super("The server sends less than " + least.bytesPerSecond() + " bytes a second");
        }
    }

    /** One request; true when the file is whole and examined. */
    private boolean part(VideoId id, Resumable growing, Instant endAt)
            throws UrlClient.NotNowException, TakenOverException {
        Origin origin = growing.origin();
        if (origin == null) {
            return true;
        }
        try (UrlClient.Answer answer = urls.open(origin, growing.offsetBytes())) {
            requireMine(id);
            boolean same = origin.validator().equals(answer.validator());
            if (answer.startBytes() > 0 && !same) {
                resumables.restart(id, origin.anew());
                throw new UrlClient.NotNowException("The server has another file now than before");
            }
            if (answer.startBytes() < growing.offsetBytes()) {
                resumables.restart(id, origin.of(answer.validator()));
            } else if (!same) {
                store.fetching(id, origin.of(answer.validator()), false);
            }
            return take(id, answer, endAt);
        }
    }

    private boolean take(VideoId id, UrlClient.Answer answer, Instant endAt) throws TooSlowException {
        TimedBody body = new TimedBody(answer.body(), clock, endAt, least);
        try {
            Progress progress = append(id, answer.startBytes(), answer.totalBytes(), body, answer.hangUp());
            if (progress.video().isEmpty() && answer.totalBytes().isEmpty()) {
                long end = progress.resumable().offsetBytes();
                progress = append(id, end, OptionalLong.of(end), InputStream.nullInputStream(), () -> {});
            }
            return progress.video().isPresent();
        } catch (ProblemException e) {
            if (body.isSlow()) {
                throw new TooSlowException(least);
            }
            if (isForAnotherTry(e.code())) {
                return false;
            }
            if (e.code() == UploadError.LENGTH_MISMATCH) {
                throw new ProblemException(
                        UploadError.SOURCE_FAILED, "The server told two different lengths of the file.");
            }
            throw e;
        }
    }

    private static boolean isForAnotherTry(ErrorCode code) {
        return code == UploadError.INTERRUPTED
                || code == UploadError.LOCKED
                || code == UploadError.OFFSET_MISMATCH
                || code == UploadError.BUSY
                || code == UploadError.PROBE_UNAVAILABLE;
    }

    private Progress append(VideoId id, long offset, OptionalLong length, InputStream body, Runnable hangUp) {
        return appends.append(
                id, new Chunk(offset, OptionalLong.empty(), length, Optional.empty(), IncomingBody.of(body), hangUp));
    }

    private void requireTime(UploadRecord record) {
        if (record.openedAt().plus(config.maxTime()).isBefore(clock.instant())) {
            throw new ProblemException(
                    UploadError.SOURCE_FAILED,
                    "The file did not arrive within vitascope.upload.import.max-time.",
                    Map.of("limit_ms", config.maxTime().toMillis()));
        }
    }

    @PreDestroy
    void stop() {
        fetchers.shutdownNow();
    }
}
