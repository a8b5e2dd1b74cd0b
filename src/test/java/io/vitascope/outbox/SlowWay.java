package io.vitascope.outbox;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;

/** A way to Redis on which an answer with this text in it, and all after it, waits until it is let go. */
final class SlowWay implements AutoCloseable {

    private final ServerSocket entrance = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
    private final CountDownLatch holding = new CountDownLatch(1);
    private final CountDownLatch letGo = new CountDownLatch(1);
    private final URI server;
    private final String text;

    SlowWay(URI server, String text) throws IOException {
        this.server = server;
        this.text = text;
        begin(this::accept);
    }

    int port() {
        return entrance.getLocalPort();
    }

    boolean isHolding() {
        return holding.getCount() == 0;
    }

    void letGo() {
        letGo.countDown();
    }

    private void accept() throws IOException {
        while (true) {
            Socket client = entrance.accept();
            Socket redis = new Socket(server.getHost(), server.getPort());
            begin(() -> client.getInputStream().transferTo(redis.getOutputStream()));
            begin(() -> answer(redis.getInputStream(), client.getOutputStream()));
        }
    }

    private void answer(InputStream from, OutputStream to) throws IOException, InterruptedException {
        byte[] buffer = new byte[1 << 16];
        for (int count = from.read(buffer); count > 0; count = from.read(buffer)) {
            if (new String(buffer, 0, count, StandardCharsets.ISO_8859_1).contains(text)) {
                holding.countDown();
            }
            if (isHolding()) {
                letGo.await();
            }
            to.write(buffer, 0, count);
        }
    }

    private interface Work {
        void run() throws IOException, InterruptedException;
    }

    private static void begin(Work work) {
        Thread thread = new Thread(() -> {
            try {
                work.run();
            } catch (IOException | InterruptedException over) {
                // an end of the connection is gone
            }
        });
        thread.setDaemon(true);
        thread.start();
    }

    @Override
    public void close() throws IOException {
        letGo.countDown();
        entrance.close();
    }
}
