package io.vitascope.upload;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.LongPredicate;

/** One HTTP request over one connection, byte by byte as a client sends it, so that it can also be broken off. */
final class Wire {

    /** Sent at a time, before anybody is asked whether to go on. */
    static final int BUFFER_BYTES = 256 << 10;

    private static final int TIMEOUT_MILLIS = 600_000;

    private Wire() {}

    /** {@code headers} in lower case. */
    record Answer(int status, Map<String, String> headers, String body) {

        String header(String name) {
            return headers.getOrDefault(name.toLowerCase(Locale.ROOT), "");
        }
    }

    /** {@code headers} are lines without their ends. Errors: {@link IOException} when the connection breaks. */
    static Answer send(int port, String method, String path, String... headers) throws IOException {
        try (Socket socket = connect(port)) {
            begin(socket, method, path, 0, headers);
            return answer(socket);
        }
    }

    /**
     * Sends a film from {@code from} to {@code to}. Asks {@code goOn} with the bytes that are sent so far, and breaks
     * the connection off when it says no.
     */
    static Answer send(
            int port, String method, String path, Film film, long from, long to, LongPredicate goOn, String... headers)
            throws IOException {
        try (Socket socket = connect(port)) {
            begin(socket, method, path, to - from, headers);
            OutputStream out = socket.getOutputStream();
            byte[] buffer = new byte[BUFFER_BYTES];
            for (long position = from; position < to; ) {
                int count = (int) Math.min(film.read(position, buffer), to - position);
                out.write(buffer, 0, count);
                position += count;
                if (!goOn.test(position - from)) {
                    out.flush();
                    throw new EOFException("broken off");
                }
            }
            out.flush();
            return answer(socket);
        }
    }

    private static Socket connect(int port) throws IOException {
        Socket socket = new Socket();
        socket.setSoTimeout(TIMEOUT_MILLIS);
        socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), TIMEOUT_MILLIS);
        return socket;
    }

    private static void begin(Socket socket, String method, String path, long lengthBytes, String... headers)
            throws IOException {
        StringBuilder head =
                new StringBuilder(method + " " + path + " HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        head.append("Content-Length: ").append(lengthBytes).append("\r\n");
        for (String header : headers) {
            head.append(header).append("\r\n");
        }
        socket.getOutputStream().write(head.append("\r\n").toString().getBytes(StandardCharsets.UTF_8));
    }

    private static Answer answer(Socket socket) throws IOException {
        InputStream in = new BufferedInputStream(socket.getInputStream());
        String status = line(in);
        if (!status.startsWith("HTTP/1.1 ")) {
            throw new EOFException("no answer");
        }
        Map<String, String> headers = new TreeMap<>();
        for (String line = line(in); !line.isEmpty(); line = line(in)) {
            int colon = line.indexOf(':');
            headers.put(
                    line.substring(0, colon).toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        byte[] body = in.readAllBytes();
        return new Answer(Integer.parseInt(status.substring(9, 12)), headers, new String(body, StandardCharsets.UTF_8));
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            line.write(next);
        }
        return line.toString(StandardCharsets.UTF_8).stripTrailing();
    }
}
