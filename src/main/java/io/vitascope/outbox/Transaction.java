package io.vitascope.outbox;

import io.vitascope.kernel.VideoId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Commands and events that Redis applies all at once, or not at all when an expectation fails.
 *
 * <p>Threads: confined to one. Nothing happens before {@link Outbox} commits it.
 */
public final class Transaction {

    /** A stream entry holds topic, key and payload, and a trace where there is one, each after its name. */
    static final String STREAM = "vitascope:outbox";

    private final List<byte[]> expectations = new ArrayList<>();
    private final List<List<byte[]>> commands = new ArrayList<>();
    private boolean evenInFullMemory;

    Transaction() {}

    /** The whole transaction fails unless the string at {@code key} is exactly this, or absent when empty. */
    public Transaction expect(String key, Optional<String> value) {
        expectations.add(bytes(key));
        expectations.add(bytes(value.orElse("")));
        return this;
    }

    /**
     * The record's own command comes first, so that what a decision adds (an expiry, say) applies to the new record.
     */
    Transaction first(String... words) {
        commands.add(0, command(List.of(words)));
        return this;
    }

    /** Any Redis command: {@code command("ZADD", key, score, member)}. It must not be able to fail by its types. */
    public Transaction command(String... words) {
        commands.add(command(List.of(words)));
        return this;
    }

    private static List<byte[]> command(List<String> words) {
        return words.stream().map(Transaction::bytes).toList();
    }

    /** Sends {@code payload} to a Kafka topic, keyed by the video, once this transaction has been committed. */
    public Transaction publish(String topic, VideoId key, byte[] payload) {
        List<byte[]> entry = new ArrayList<>(List.of(
                bytes("XADD"),
                bytes(STREAM),
                bytes("*"),
                bytes("topic"),
                bytes(topic),
                bytes("key"),
                bytes(key.toString()),
                bytes("payload"),
                payload));
        TraceContext.current().ifPresent(trace -> {
            entry.add(bytes(TraceContext.FIELD));
            entry.add(bytes(trace));
        });
        commands.add(entry);
        return this;
    }

    /**
     * For what makes room, now or by what follows from it: Redis applies it also where its memory is full, in which it
     * otherwise takes nothing that could need more.
     */
    public Transaction evenInFullMemory() {
        evenInFullMemory = true;
        return this;
    }

    boolean isEvenInFullMemory() {
        return evenInFullMemory;
    }

    boolean isEmpty() {
        return commands.isEmpty();
    }

    /**
     * The arguments of {@link Outbox#SCRIPT}: number of expectations, their pairs, then each command with its length.
     */
    List<byte[]> arguments() {
        List<byte[]> arguments = new ArrayList<>();
        arguments.add(bytes(String.valueOf(expectations.size() / 2)));
        arguments.addAll(expectations);
        for (List<byte[]> command : commands) {
            arguments.add(bytes(String.valueOf(command.size())));
            arguments.addAll(command);
        }
        return arguments;
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
