package io.vitascope.upload;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.time.Clock;
import java.time.Instant;

/** A body that breaks off at a moment, for a server that sends a byte now and then. Confined to one thread. */
final class TimedBody extends FilterInputStream {

    private final Clock clock;
    private final Instant endAt;

    TimedBody(InputStream in, Clock clock, Instant endAt) {
        super(in);
        this.clock = clock;
        this.endAt = endAt;
    }

    @Override
    public int read(byte[] buffer, int offset, int length) throws IOException {
        if (clock.instant().isAfter(endAt)) {
            throw new IOException("the time is up");
        }
        return super.read(buffer, offset, length);
    }
}
