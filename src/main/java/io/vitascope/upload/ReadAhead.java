package io.vitascope.upload;

import io.netty.channel.Channel;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpVersion;
import io.vertx.core.net.impl.ConnectionBase;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.ClosedChannelException;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * The body of a request, which the event loop goes on reading while a worker thread hashes and writes.
 *
 * <p>{@value #FULL_BYTES} bytes may always wait here, and {@value #MOST_BYTES} as long as all bodies together have
 * room; then the client is held back by the flow control of its protocol. A small piece counts for what it takes of
 * the heap: a client may send each byte by itself. The stream that comes with Quarkus REST asks
 * for the next piece of 64 KB when the one before has been read, so that network and disk wait for each other.
 *
 * <p>Threads: one worker reads; the connection's event loop fills. Errors: {@link IOException} when the connection ends
 * early, after what has come; or when it stands still for longer than the limit, and then it is hung up on.
 */
final class ReadAhead implements IncomingBody.Pieces, AutoCloseable {

    private static final int FULL_BYTES = 256 << 10;
    private static final int MOST_BYTES = 4 << 20;
    /** Of all bodies together; without room each has to do with {@link #FULL_BYTES}. */
    private static final WaitingBytes WAITING = new WaitingBytes(64L << 20, 8);

    /** Between two looks at a body that does not come. */
    private static final long TURN_MILLIS = 400;

    /** What a piece takes of the heap beyond its bytes: two objects and a place in the queue. */
    private static final int PIECE_BYTES = 128;

    private static final ByteBuffer NOTHING = ByteBuffer.allocate(0);

    /** An error code of HTTP/2. */
    private static final long CANCEL = 8;

    private final HttpServerRequest request;
    private final ConnectionBase connection;
    private final Duration patience;
    private final LongSupplier nanos;

    /** Guards what follows it. */
    private final Deque<ByteBuffer> queue = new ArrayDeque<>();

    private long queuedBytes;
    private boolean held;
    /** Few enough to go on when held. */
    private long lowBytes;

    private boolean whole;
    private boolean closed;
    private @Nullable Throwable broken;

    /** Of the reader alone. */
    private boolean uninvited;

    private ReadAhead(HttpServerRequest request, Duration patience, LongSupplier nanos) {
        this.request = request;
        this.connection = (ConnectionBase) request.connection();
        this.patience = patience;
        this.nanos = nanos;
        this.uninvited = "100-continue".equalsIgnoreCase(request.getHeader(HttpHeaders.EXPECT));
    }

    /** Begins to read; nothing else may read this body. The request is paused, as Quarkus REST hands it on. */
    static ReadAhead of(HttpServerRequest request, Duration patience) {
        return of(request, patience, System::nanoTime);
    }

    static ReadAhead of(HttpServerRequest request, Duration patience, LongSupplier nanos) {
        ReadAhead body = new ReadAhead(request, patience, nanos);
        body.channel().eventLoop().execute(body::begin); // where it can't end between two of these lines
        return body;
    }

    private void begin() {
        if (request.isEnded()) {
            ended();
        } else if (!channel().isOpen()) {
            failed(new ClosedChannelException());
        } else {
            request.handler(this::arrived);
            request.endHandler(end -> ended());
            request.exceptionHandler(this::failed);
            request.resume();
        }
    }

    private Channel channel() {
        return connection.channel();
    }

    private void arrived(Buffer bytes) {
        synchronized (queue) {
            if (closed || bytes.length() == 0) {
                return;
            }
            ByteBuffer piece = bytes.getByteBuf().nioBuffer();
            queue.add(piece);
            queuedBytes += cost(piece);
            WAITING.add(cost(piece));
            if (!held && queuedBytes >= FULL_BYTES && (queuedBytes >= MOST_BYTES || !WAITING.haveRoom())) {
                lowBytes = queuedBytes / 2;
                hold(true);
            }
            queue.notifyAll();
        }
    }

    private void taken() {
        synchronized (queue) {
            if (held && queuedBytes <= lowBytes) {
                hold(false);
            }
        }
    }

    private void ended() {
        synchronized (queue) {
            whole = true;
            queue.notifyAll();
        }
    }

    private void failed(Throwable reason) {
        synchronized (queue) {
            broken = reason;
            queue.notifyAll();
        }
    }

    /** On the event loop alone, so that the last word is the one that holds. */
    private void hold(boolean hold) {
        held = hold;
        if (hold) {
            request.pause();
        } else {
            request.resume(); // last: what has been waiting arrives meanwhile, and may hold again
        }
    }

    /** Whoever reads the body learns of it at once. What else comes over a connection of HTTP/2 goes on. */
    static void hangUp(HttpServerRequest request) {
        if (request.version() == HttpVersion.HTTP_2) {
            request.response().reset(CANCEL);
            return;
        }
        request.connection().close();
    }

    /** The next bytes, some 64 KB where the network is fast. */
    @Override
    public ByteBuffer next() throws IOException {
        if (uninvited) {
            uninvited = false;
            request.response().writeContinue();
        }
        return await();
    }

    private ByteBuffer await() throws IOException {
        Patience waiting = new Patience(patience, nanos);
        synchronized (queue) {
            while (queue.isEmpty() && !whole && broken == null) {
                if (waiting.isOver()) {
                    broken = new IOException("nothing came for " + patience.toSeconds() + " s");
                    hangUp(request);
                    break;
                }
                try {
                    queue.wait(TURN_MILLIS);
                } catch (InterruptedException e) {
                    Thread.currentThread().interrupt();
                    throw new InterruptedIOException();
                }
            }
            ByteBuffer piece = queue.poll();
            if (piece != null) {
                forget(cost(piece));
                if (held && queuedBytes <= lowBytes) {
                    channel().eventLoop().execute(this::taken);
                }
                return piece;
            }
            if (whole) {
                return NOTHING;
            }
            throw new IOException(broken);
        }
    }

    private static long cost(ByteBuffer piece) {
        return PIECE_BYTES + piece.remaining();
    }

    private void forget(long countBytes) {
        queuedBytes -= countBytes;
        WAITING.add(-countBytes);
    }

    /** What has come and was not read is dropped; whatever still comes is somebody else's matter. */
    @Override
    public void close() {
        synchronized (queue) {
            closed = true;
            queue.clear();
            forget(queuedBytes);
        }
    }
}
