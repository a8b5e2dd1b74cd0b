package io.vitascope.processing;

import com.google.protobuf.InvalidProtocolBufferException;
import io.netty.util.concurrent.DefaultThreadFactory;
import io.opentelemetry.context.Scope;
import io.quarkus.runtime.ShutdownEvent;
import io.quarkus.runtime.StartupEvent;
import io.smallrye.common.annotation.Identifier;
import io.vitascope.contract.processing.Task;
import io.vitascope.kernel.VideoId;
import io.vitascope.outbox.TraceContext;
import jakarta.annotation.Priority;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.consumer.AcknowledgeType;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaShareConsumer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * The room's workers: each takes one task at a time from a Kafka share group, and keeps its lock while the job runs.
 *
 * <p>A renewed record comes back from the next {@code poll} and is acknowledged on that pass; a worker that dies stops
 * renewing, and the broker gives the record to another one. SmallRye's channels in this version of Quarkus know no
 * share groups, and later ones hand a renewed record out twice, so this is Kafka's own consumer (docs/adr/0005).
 *
 * <p>Threads: two per slot, one that talks to the broker and one that works.
 */
@Singleton
final class TaskQueue {

    private static final Logger LOG = Logger.getLogger(TaskQueue.class);
    private static final String GROUP = "processing-workers";
    /** The shortest that a broker allows by default; renewed every third of it. */
    private static final Duration LOCK = Duration.ofSeconds(15);

    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Between looks at a worker that may be lost. */
    private static final Duration LOOK = Duration.ofMillis(250);

    private final Jobs jobs;
    private final JobRunner runner;
    private final QuickLooks looks;
    private final ProcessingConfig config;
    private final Map<String, Object> kafka;
    private final ExecutorService work =
            Executors.newCachedThreadPool(new DefaultThreadFactory("processing-job", true));
    private final List<Thread> slots = new ArrayList<>();
    private final CountDownLatch stopping = new CountDownLatch(1);

    TaskQueue(
            Jobs jobs,
            JobRunner runner,
            QuickLooks looks,
            ProcessingConfig config,
            @Identifier("default-kafka-broker") Map<String, Object> kafka) {
        this.jobs = jobs;
        this.runner = runner;
        this.looks = looks;
        this.config = config;
        this.kafka = Map.copyOf(kafka);
    }

    void start(@Observes @Priority(3_000) StartupEvent event) {
        for (int i = 0; i < Slots.count(config); i++) {
            Thread slot = new Thread(new Slot()::serve, "processing-slot-" + i);
            slot.setDaemon(true);
            slots.add(slot);
            slot.start();
        }
    }

    /** Gives running jobs back before Redis and Kafka go away. */
    void stop(@Observes @Priority(1) ShutdownEvent event) throws InterruptedException {
        stopping.countDown();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        for (Thread slot : slots) {
            slot.join(Math.max(1, (deadline - System.nanoTime()) / 1_000_000));
        }
        work.shutdownNow();
    }

    /**
     * One at a time of what this process works on. A job whose record the broker has given to another worker, after a
     * restart say, works on to its end, and its slot takes nothing else meanwhile.
     *
     * <p>Confined to its thread.
     */
    private final class Slot {

        private Optional<Working> working = Optional.empty();

        private record Working(String place, Future<?> job) {}

        void serve() {
            while (!stopped(0)) {
                if (looks.engine().isBroken()) {
                    stopped(1_000);
                    continue;
                }
                try {
                    configureGroup();
                    consume();
                } catch (KafkaException | IllegalStateException e) {
                    if (!stopped(1_000)) {
                        LOG.warnf("Work queue waits for Kafka: %s", e.getMessage());
                    }
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    return;
                }
                finishWithoutRecord();
            }
        }

        /**
         * Ends when the broker does not give the record of the job at work back, or no child process works here: a
         * worker that can do nothing is done with every job at once, and would be given them all.
         */
        private void consume() throws InterruptedException {
            Map<String, Object> settings = new HashMap<>(kafka);
            settings.put("group.id", GROUP);
            settings.put("share.acknowledgement.mode", "explicit");
            // One record and not the batch that it was written in, whatever max.poll.records says.
            settings.put("share.acquire.mode", "record_limit");
            settings.put("max.poll.records", "1");
            try (KafkaShareConsumer<String, byte[]> consumer =
                    new KafkaShareConsumer<>(settings, new StringDeserializer(), new ByteArrayDeserializer())) {
                consumer.subscribe(List.of(ProcessingEventsPublisher.TASKS));
                boolean ours = true;
                while (ours && (working.isPresent() || isAbleToWork())) {
                    boolean busy = working.isPresent();
                    ConsumerRecords<String, byte[]> records = consumer.poll(Duration.ofMillis(500));
                    // A renewed record comes at once, or never.
                    ours = !busy;
                    for (ConsumerRecord<String, byte[]> record : records) {
                        ours |= isOfWorking(record);
                        consumer.acknowledge(record, advance(record));
                    }
                    if (!records.isEmpty()) {
                        // Only after an acknowledgement: an idle commit has been seen to hang.
                        consumer.commitSync(PATIENCE)
                                .forEach((partition, failure) -> failure.ifPresent(cause ->
                                        LOG.debugf("Acknowledgement on %s: %s", partition, cause.getMessage())));
                    }
                }
            }
        }

        private boolean isAbleToWork() {
            return !stopped(0) && !looks.engine().isBroken();
        }

        private boolean isOfWorking(ConsumerRecord<String, byte[]> record) {
            return working.filter(known -> known.place().equals(place(record))).isPresent();
        }

        /** Starts the record's job, or looks after it, for a third of the lock's time at most. */
        private AcknowledgeType advance(ConsumerRecord<String, byte[]> record) throws InterruptedException {
            if (working.isEmpty() && isAbleToWork()) {
                working = Optional.of(new Working(place(record), work.submit(() -> work(record))));
            }
            if (!isOfWorking(record)) {
                return AcknowledgeType.RELEASE;
            }
            try {
                working.orElseThrow().job().get(LOCK.toMillis() / 3, TimeUnit.MILLISECONDS);
                working = Optional.empty();
                return AcknowledgeType.ACCEPT;
            } catch (TimeoutException e) {
                return AcknowledgeType.RENEW;
            } catch (ExecutionException e) {
                working = Optional.empty();
                return afterFailure(place(record), e.getCause());
            }
        }

        /** The job's lease is the only one who tells others that it is at work. */
        private void finishWithoutRecord() {
            if (working.isEmpty()) {
                return;
            }
            Working left = working.get();
            working = Optional.empty();
            LOG.debugf("Task %s is worked on without its record", left.place());
            try {
                left.job().get();
            } catch (ExecutionException e) {
                afterFailure(left.place(), e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }

    private static String place(ConsumerRecord<String, byte[]> record) {
        return record.partition() + "@" + record.offset();
    }

    private static AcknowledgeType afterFailure(String place, @Nullable Throwable failure) {
        if (failure instanceof InterruptedException) {
            return AcknowledgeType.RELEASE;
        }
        if (failure instanceof InvalidProtocolBufferException) {
            LOG.errorf("Task %s is not readable and was rejected", place);
            return AcknowledgeType.REJECT;
        }
        LOG.warnf(failure, "Task %s could not be worked on to its end", place);
        return AcknowledgeType.RELEASE;
    }

    private Object work(ConsumerRecord<String, byte[]> record)
            throws InvalidProtocolBufferException, InterruptedException {
        Task task = Task.parseFrom(record.value());
        boolean redelivered = record.deliveryCount().orElse((short) 1) > 1;
        try (Scope traced = TraceContext.of(record.headers()).makeCurrent()) {
            Optional<Lease> lease = lease(VideoId.parse(task.getVideoId()), task.getDispatch(), redelivered);
            if (lease.isPresent()) {
                runner.run(lease.get(), () -> stopped(0));
            }
        }
        return task;
    }

    /**
     * Waits in place, with the record's lock, while Redis is away: the broker counts how often a record is given back,
     * and drops it after a few times.
     */
    private Optional<Lease> lease(VideoId id, String dispatch, boolean redelivered) throws InterruptedException {
        TaskClaim claim = new TaskClaim(jobs, id, dispatch, redelivered, System::nanoTime);
        while (true) {
            Optional<Lease> lease = Endurance.through(id, () -> stopped(0), claim::ask);
            if (claim.isOver()) {
                return lease;
            }
            pause(LOOK);
        }
    }

    /** @throws InterruptedException when this process is told to go */
    private void pause(Duration pause) throws InterruptedException {
        if (stopped(pause.toMillis())) {
            throw new InterruptedException();
        }
    }

    /** Group settings live in the broker and can be set there only; without them the first tasks would be skipped. */
    private void configureGroup() throws InterruptedException {
        ConfigResource group = new ConfigResource(ConfigResource.Type.GROUP, GROUP);
        Map<String, String> settings = Map.of(
                "share.auto.offset.reset",
                "earliest",
                "share.record.lock.duration.ms",
                String.valueOf(LOCK.toMillis()));
        try (Admin admin = Admin.create(kafka)) {
            for (Map.Entry<String, String> setting : settings.entrySet()) {
                ConfigEntry entry = new ConfigEntry(setting.getKey(), setting.getValue());
                admin.incrementalAlterConfigs(
                                Map.of(group, List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
                        .all()
                        .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            }
            allowRenewal(admin, group);
        } catch (ExecutionException | TimeoutException e) {
            throw new IllegalStateException("cannot configure the share group " + GROUP + ": " + reason(e), e);
        }
    }

    private static String reason(Exception failure) {
        Throwable cause = failure.getCause();
        if (cause instanceof AuthorizationException) {
            return "its user may not; let it AlterConfigs of the group " + GROUP + " (docs/operations.md)";
        }
        if (failure instanceof TimeoutException || cause instanceof RetriableException) {
            return "no answer in time";
        }
        return "Kafka 4.2 or newer is needed: " + (cause == null ? failure : cause).getMessage();
    }

    /** Brokers from 4.4 on have to be asked for it; a 4.2 broker allows it always and does not know the key. */
    private static void allowRenewal(Admin admin, ConfigResource group) throws InterruptedException, TimeoutException {
        ConfigEntry entry = new ConfigEntry("share.renew.acknowledge.enable", "true");
        try {
            admin.incrementalAlterConfigs(Map.of(group, List.of(new AlterConfigOp(entry, AlterConfigOp.OpType.SET))))
                    .all()
                    .get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            LOG.debugf("Kafka has no switch for renewal: %s", e.getMessage());
        }
    }

    private boolean stopped(long waitMillis) {
        try {
            return stopping.await(waitMillis, TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return true;
        }
    }
}
