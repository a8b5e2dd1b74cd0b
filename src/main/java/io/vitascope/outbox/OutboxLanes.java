package io.vitascope.outbox;

import io.micrometer.core.instrument.Counter;
import io.vitascope.kernel.Pauses;
import io.vitascope.outbox.OutboxStream.Entry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidTopicException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.apache.kafka.common.utils.Utils;
import org.jboss.logging.Logger;

/**
 * What of the outbox is on its way to Kafka, by lane, so that a topic or a partition that takes nothing holds up only
 * itself.
 *
 * <p>A lane is all of a topic whose keys fall into one partition. Its entries are sent in order and deleted one by one as
 * they are acknowledged, none before an earlier one of its lane. A lane that does not get on is set aside: what is read of
 * it meanwhile is left where it is, and read once more, from where it stopped, when it is open again. To find that out,
 * its first entry is sent alone, one lane of a topic at a time; one that Kafka will never take is put away and holds up
 * nobody. While a topic has taken nothing, or nothing since a lane
 * of it was set aside, all of it is one lane whose entries go one by one: a client that does not know a topic blocks for
 * each.
 *
 * <p>Confined to the relay's thread.
 */
final class OutboxLanes {

    private static final Logger LOG = Logger.getLogger(OutboxLanes.class);

    /** Acknowledgements take milliseconds; whoever needs longer is waited for aside. */
    private static final Duration ROUND = Duration.ofSeconds(2);

    private static final Pauses PAUSES = new Pauses(Duration.ofMillis(500), Duration.ofSeconds(8));
    private static final int WHOLE = -1;

    private final Way kafka;
    private final Function<String, CompletableFuture<Boolean>> isThere;
    private final int partitions;
    private final Duration patience;
    private final Counter refused;
    private final LongSupplier nanos;

    private final Map<Lane, Work> aside = new LinkedHashMap<>();
    /** What was sent last; those of it that take long are aside then. */
    private final Map<Lane, Work> round = new LinkedHashMap<>();

    private final Set<String> proven = new HashSet<>();
    private String position = OutboxStream.START;
    /** Set when all of this is forgotten, for what still waits for its turn to be sent. */
    private AtomicBoolean forgotten = new AtomicBoolean();

    /** How an entry gets to Kafka. */
    @FunctionalInterface
    interface Way {

        /** @param obstacle asked when it is its turn, by whatever thread; why it is not to be sent after all */
        CompletableFuture<Void> send(Entry entry, Supplier<Optional<Throwable>> obstacle);
    }

    /**
     * @param isThere whether a topic exists by now, perhaps because this made it
     * @param partitions that a topic has; another number costs only that lanes stop together
     * @param patience by then Kafka's client has answered for whatever it was given, one way or the other
     * @param refused counts what Kafka will never take
     */
    OutboxLanes(
            Way kafka,
            Function<String, CompletableFuture<Boolean>> isThere,
            int partitions,
            Duration patience,
            Counter refused,
            LongSupplier nanos) {
        this.kafka = kafka;
        this.isThere = isThere;
        this.partitions = partitions;
        this.patience = patience;
        this.refused = refused;
        this.nanos = nanos;
    }

    /** The keys of a topic whose hashes fall into {@code part}, or all of them. */
    private record Lane(String topic, int part) {}

    private record Sent(Entry entry, CompletableFuture<Void> answer) {

        boolean hasFailed() {
            return answer.isCompletedExceptionally();
        }

        /** Empty while it has not failed. */
        Optional<Throwable> failure() {
            try {
                answer.getNow(null);
                return Optional.empty();
            } catch (CompletionException e) {
                return Optional.of(e.getCause() == null ? e : e.getCause());
            } catch (CancellationException e) {
                return Optional.of(e);
            }
        }
    }

    /** What is done for one lane. */
    private static final class Work {

        /** All of the lane that is not deleted is behind this. */
        private final String before;
        /** On their way or answered, and not deleted yet, the oldest first. */
        private final Deque<Sent> sent = new ArrayDeque<>();
        /** Others of the lane were passed by. */
        private boolean passed;
        /** The entry that failed; empty while none has. */
        private String failed = "";

        private int failures;
        private long retryNanos;
        private Optional<CompletableFuture<Boolean>> topic = Optional.empty();

        Work(String before) {
            this.before = before;
        }

        boolean isOnItsWay() {
            return !sent.isEmpty();
        }
    }

    /** Behind this comes what has not been read, or has to be read again. */
    String position() {
        return position;
    }

    boolean isAllOpen() {
        return aside.isEmpty();
    }

    /** Sends what was read behind {@link #position}, but for lanes that are set aside. */
    void send(OutboxStream stream, List<Entry> batch) {
        Map<String, Sent> ofTopics = new HashMap<>();
        for (Entry entry : batch) {
            Lane whole = new Lane(entry.topic(), WHOLE);
            Lane part = new Lane(entry.topic(), partOf(entry.key()));
            Work held = aside.containsKey(part) ? aside.get(part) : aside.get(whole);
            if (held != null) {
                held.passed = true;
                continue;
            }
            boolean known = proven.contains(entry.topic());
            Work work = round.computeIfAbsent(known ? part : whole, lane -> new Work(position));
            if (!known && work.isOnItsWay()) {
                work.passed = true;
                continue;
            }
            Optional<Sent> ofLane = Optional.ofNullable(work.sent.peekLast());
            Optional<Sent> ofTopic = Optional.ofNullable(ofTopics.get(entry.topic()));
            Sent sent = sent(entry, () -> obstacle(ofLane, ofTopic));
            work.sent.add(sent);
            ofTopics.put(entry.topic(), sent);
        }
        position = batch.get(batch.size() - 1).id();
        await();
        round.forEach((lane, work) -> settle(stream, lane, work));
        round.clear();
    }

    private Sent sent(Entry entry, Supplier<Optional<Throwable>> obstacle) {
        AtomicBoolean over = forgotten;
        return new Sent(
                entry,
                kafka.send(
                        entry,
                        () -> over.get() ? Optional.of(new CancellationException("forgotten")) : obstacle.get()));
    }

    /**
     * What kept those before it from being taken, if they have failed by now. Behind one of its lane it would be too early;
     * behind one of a topic that the client does not know it would block for as long, and everybody else's with it.
     */
    private static Optional<Throwable> obstacle(Optional<Sent> ofLane, Optional<Sent> ofTopic) {
        return ofLane.flatMap(Sent::failure).filter(cause -> !isForEver(cause)).or(() -> ofTopic.flatMap(Sent::failure)
                .filter(OutboxLanes::isOfTopic));
    }

    private int partOf(String key) {
        return Utils.toPositive(Utils.murmur2(Utils.utf8(key))) % partitions;
    }

    private void await() {
        try {
            answers(round).get(ROUND.toMillis(), TimeUnit.MILLISECONDS);
        } catch (ExecutionException | TimeoutException e) {
            // each lane is looked at
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("ended with events on their way", e);
        }
    }

    private static CompletableFuture<Void> answers(Map<Lane, Work> lanes) {
        return CompletableFuture.allOf(lanes.values().stream()
                .flatMap(work -> work.sent.stream())
                .map(Sent::answer)
                .toArray(CompletableFuture[]::new));
    }

    /** Deletes what was acknowledged; the lane is open then, or aside. */
    private void settle(OutboxStream stream, Lane lane, Work work) {
        List<String> acknowledged = new ArrayList<>();
        while (work.isOnItsWay() && work.sent.getFirst().answer().isDone()) {
            Sent first = work.sent.getFirst();
            Optional<Throwable> failure = first.failure();
            if (failure.isPresent() && !isForEver(failure.get())) {
                break;
            }
            work.sent.removeFirst();
            if (failure.isPresent()) {
                refuse(stream, first.entry(), failure.get());
            } else {
                acknowledged.add(first.entry().id());
            }
        }
        stream.delete(acknowledged);
        if (!work.isOnItsWay()) {
            open(lane, work);
            return;
        }
        if (aside.putIfAbsent(lane, work) == null) {
            proven.remove(lane.topic());
        }
        // What comes late would come after another try, so it begins when nothing of the lane is on its way.
        if (work.sent.getFirst().hasFailed()
                && work.sent.stream().allMatch(one -> one.answer().isDone())) {
            failed(lane, work);
        }
    }

    private void open(Lane lane, Work work) {
        aside.remove(lane);
        if (lane.part() == WHOLE) {
            proven.add(lane.topic());
        }
        if (work.passed) {
            position = OutboxStream.earlier(position, work.before);
        }
        if (!work.failed.isEmpty()) {
            LOG.infof("Kafka takes events of %s again", lane.topic());
            aside.values().forEach(other -> {
                other.failures = Math.min(other.failures, 1);
                other.retryNanos = nanos.getAsLong();
            });
        }
    }

    private void failed(Lane lane, Work work) {
        Sent first = work.sent.getFirst();
        Throwable cause = first.failure().orElseThrow();
        if (work.failed.isEmpty()) {
            LOG.warnf("Kafka does not take events of %s, which wait: %s", lane.topic(), cause);
        }
        work.failed = first.entry().id();
        work.sent.clear();
        work.passed = true;
        if (lane.part() == WHOLE && !isOfTopic(cause)) {
            aside.remove(lane);
            position = OutboxStream.earlier(position, work.before);
            pause(new Lane(lane.topic(), partOf(first.entry().key())), work);
        } else {
            pause(lane, work);
        }
    }

    private void refuse(OutboxStream stream, Entry entry, Throwable cause) {
        LOG.errorf(
                "Kafka will never take an event of %s, on %s, which now lies in %s: %s",
                entry.key(), entry.topic(), OutboxStream.REFUSED, cause.getMessage());
        stream.refuse(entry.id());
        refused.increment();
    }

    /** Nothing but another limit of Kafka's mends it; all that comes after it in its lane would wait for that. */
    private static boolean isForEver(Throwable cause) {
        return cause instanceof RecordTooLargeException;
    }

    /** Of all of a topic, and not only of a partition. */
    private static boolean isOfTopic(Throwable cause) {
        return cause instanceof UnknownTopicOrPartitionException
                || cause instanceof InvalidTopicException
                || cause instanceof AuthorizationException
                || String.valueOf(cause.getMessage()).contains("not present in metadata");
    }

    private void pause(Lane lane, Work work) {
        work.failures++;
        work.retryNanos = nanos.getAsLong() + PAUSES.after(work.failures).toNanos();
        work.topic = Optional.empty();
        aside.remove(lane);
        aside.put(lane, work); // the next lane of its topic is tried first
    }

    /** Looks what has become of the lanes that are aside. @return those that may be tried again now */
    List<Runnable> look(OutboxStream stream) {
        Map.copyOf(aside).forEach((lane, work) -> {
            if (work.isOnItsWay()) {
                settle(stream, lane, work);
            }
        });
        List<Runnable> due = new ArrayList<>();
        Set<String> tried = new HashSet<>();
        aside.forEach((lane, work) -> {
            if (work.isOnItsWay() && !work.failed.isEmpty()) {
                tried.add(lane.topic());
            }
        });
        List.copyOf(aside.keySet()).forEach(lane -> {
            Work work = aside.get(lane);
            if (work != null && isDue(lane, work) && tried.add(lane.topic())) {
                due.add(() -> retry(stream, lane, work));
            }
        });
        return due;
    }

    private boolean isDue(Lane lane, Work work) {
        if (work.isOnItsWay() || work.retryNanos - nanos.getAsLong() > 0) {
            return false;
        }
        CompletableFuture<Boolean> topic = work.topic.orElseGet(() -> isThere.apply(lane.topic()));
        work.topic = Optional.of(topic);
        if (!topic.isDone()) {
            return false;
        }
        if (!topic.join()) {
            pause(lane, work);
            return false;
        }
        return true;
    }

    private void retry(OutboxStream stream, Lane lane, Work work) {
        Optional<Entry> first = stream.find(work.failed);
        if (first.isEmpty()) {
            open(lane, work);
            return;
        }
        work.topic = Optional.empty();
        work.sent.add(sent(first.get(), Optional::empty));
    }

    /**
     * Forgets what is known of all lanes, once nothing is on its way any more: what came late, after another holder of the
     * lease has sent it and what follows it, would be the last word.
     *
     * @param meanwhile called again and again until then
     * @return false if there is no answer for what is on its way, and will not be
     */
    boolean end(Runnable meanwhile) {
        forgotten.set(true);
        long sinceNanos = nanos.getAsLong();
        CompletableFuture<Void> all = CompletableFuture.allOf(answers(aside), answers(round));
        while (!all.isDone() && nanos.getAsLong() - sinceNanos <= patience.toNanos()) {
            meanwhile.run();
            try {
                all.get(ROUND.toMillis(), TimeUnit.MILLISECONDS);
            } catch (ExecutionException | TimeoutException e) {
                // over, or not yet
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException("ended with events on their way", e);
            }
        }
        aside.clear();
        round.clear();
        proven.clear();
        position = OutboxStream.START;
        forgotten = new AtomicBoolean();
        return all.isDone();
    }
}
