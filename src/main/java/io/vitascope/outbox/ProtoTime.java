package io.vitascope.outbox;

import com.google.protobuf.Timestamp;
import java.time.Instant;

/** A moment as events and answers have it. */
public final class ProtoTime {

    private ProtoTime() {}

    public static Timestamp of(Instant time) {
        return Timestamp.newBuilder()
                .setSeconds(time.getEpochSecond())
                .setNanos(time.getNano())
                .build();
    }

    public static Instant instant(Timestamp time) {
        return Instant.ofEpochSecond(time.getSeconds(), time.getNanos());
    }
}
