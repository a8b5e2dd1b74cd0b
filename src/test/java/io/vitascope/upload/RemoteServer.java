package io.vitascope.upload;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A server of somebody else's, which answers each connection as it is told and closes it. */
final class RemoteServer implements AutoCloseable {

    /** {@code headers} have names in lower case. */
    record Request(String path, Map<String, String> headers) {

        int start() {
            String range = headers.getOrDefault("range", "bytes=0-");
            return Integer.parseInt(range.replaceAll("\\D", ""));
        }
    }

    interface Answers {
        void to(Request request, OutputStream out) throws IOException;
    }

    final List<Request> requests = new CopyOnWriteArrayList<>();
    private final ServerSocket socket;
    private final Thread accepting;

    private RemoteServer(ServerSocket socket, Answers answers) {
        this.socket = socket;
        accepting = new Thread(() -> serve(answers), "remote-server");
        accepting.setDaemon(true);
        accepting.start();
    }

    static RemoteServer at(String address, Answers answers) throws IOException {
        return new RemoteServer(new ServerSocket(0, 50, InetAddress.getByName(address)), answers);
    }

    int port() {
        return socket.getLocalPort();
    }

    String url(String path) {
        return "http://" + socket.getInetAddress().getHostAddress() + ":" + port() + path;
    }

    static void head(OutputStream out, String status, String... headers) throws IOException {
        out.write(("HTTP/1.1 " + status + "\r\nConnection: close\r\n" + String.join("\r\n", headers)
                        + (headers.length == 0 ? "" : "\r\n") + "\r\n")
                .getBytes(StandardCharsets.US_ASCII));
    }

    private void serve(Answers answers) {
        while (!socket.isClosed()) {
            try {
                Socket client = socket.accept();
                Thread thread = new Thread(() -> answer(client, answers), "remote-answer");
                thread.setDaemon(true);
                thread.start();
            } catch (IOException closed) {
                return;
            }
        }
    }

    private void answer(Socket client, Answers answers) {
        try (client) {
            BufferedReader in =
                    new BufferedReader(new InputStreamReader(client.getInputStream(), StandardCharsets.US_ASCII));
            String path = in.readLine().split(" ")[1];
            Map<String, String> headers = new TreeMap<>();
            for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
                int colon = line.indexOf(':');
                headers.put(
                        line.substring(0, colon).toLowerCase(java.util.Locale.ROOT),
                        line.substring(colon + 1).strip());
            }
            Request request = new Request(path, headers);
            requests.add(request);
            answers.to(request, client.getOutputStream());
        } catch (IOException gone) {
            // The other side has hung up.
        }
    }

    /** Nobody is answered after this: an accept that is under way keeps the port open until it has ended. */
    @Override
    public void close() {
        try {
            socket.close();
            accepting.join();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
