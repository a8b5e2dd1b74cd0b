package io.vitascope.platform.embedded;

import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import org.apache.kafka.clients.CommonClientConfigs;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** What the tests of this package do with real children. */
final class Children {

    private Children() {}

    static EmbeddedSettings both(Path data) {
        return new EmbeddedSettings(true, true, data, Optional.empty(), 0, 0, "128m");
    }

    static EmbeddedSettings redisOnly(Path data) {
        return new EmbeddedSettings(true, false, data, Optional.empty(), 0, 0, "128m");
    }

    static EmbeddedSettings kafkaOnly(Path data) {
        return new EmbeddedSettings(false, true, data, Optional.empty(), 0, 0, "128m");
    }

    static ProcessHandle running(Path data, String child) throws IOException {
        String pid = Files.readString(data.resolve("embedded").resolve(child).resolve("pid"));
        return ProcessHandle.of(Long.parseLong(pid)).orElseThrow();
    }

    /** Waits for the process that takes the place of the former one. */
    static ProcessHandle successor(Path data, String child, ProcessHandle former) {
        return await().atMost(Duration.ofSeconds(20))
                .ignoreExceptions()
                .until(() -> running(data, child), now -> now.pid() != former.pid() && now.isAlive());
    }

    /**
     * One command of plain words to the Redis at an address such as redis://127.0.0.1:6379; its reply as Redis spells
     * it.
     */
    static String redis(Map<String, String> addresses, String command) throws IOException {
        String address = addresses.getOrDefault(EmbeddedSettings.REDIS_HOSTS, "");
        int port = Integer.parseInt(address.substring(address.lastIndexOf(':') + 1));
        try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
            socket.setSoTimeout(5_000);
            socket.getOutputStream().write((command + "\r\nQUIT\r\n").getBytes(StandardCharsets.US_ASCII));
            String replies = new String(socket.getInputStream().readAllBytes(), StandardCharsets.US_ASCII);
            return replies.substring(0, replies.lastIndexOf("+OK")).strip();
        }
    }

    static Properties kafka(Map<String, String> addresses) {
        Properties client = new Properties();
        client.put(
                CommonClientConfigs.BOOTSTRAP_SERVERS_CONFIG,
                addresses.getOrDefault(EmbeddedSettings.KAFKA_SERVERS, ""));
        client.put("key.serializer", StringSerializer.class);
        client.put("value.serializer", StringSerializer.class);
        client.put("key.deserializer", StringDeserializer.class);
        client.put("value.deserializer", StringDeserializer.class);
        return client;
    }
}
