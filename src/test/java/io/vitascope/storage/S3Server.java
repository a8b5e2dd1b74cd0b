package io.vitascope.storage;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.MultipartUpload;

/**
 * A real S3 server, S3Proxy over a folder: signatures are checked, bytes lie on disk. One process for all tests of this
 * JVM, ended with it; each who opens gets an empty bucket.
 */
public final class S3Server {

    public static final String ACCESS_KEY = "vitascope";
    public static final String SECRET_KEY = "not-a-secret";

    private static @Nullable S3Server one;

    private final URI endpoint;
    private final Path data;

    private S3Server() {
        Path jar = Path.of(System.getProperty("vitascope.test.s3proxy", "target/s3proxy/s3proxy.jar"));
        if (!Files.isRegularFile(jar)) {
            throw new IllegalStateException(jar + " is missing: run ./mvnw generate-test-resources");
        }
        try {
            Path folder = Files.createTempDirectory("vitascope-s3");
            data = Files.createDirectory(folder.resolve("data"));
            int port = freePort();
            endpoint = URI.create("http://127.0.0.1:" + port);
            Path settings = Files.write(
                    folder.resolve("s3proxy.conf"),
                    List.of(
                            "s3proxy.endpoint=" + endpoint,
                            "s3proxy.authorization=aws-v2-or-v4",
                            "s3proxy.identity=" + ACCESS_KEY,
                            "s3proxy.credential=" + SECRET_KEY,
                            "s3proxy.v4-max-non-chunked-request-size=67108864",
                            // Checksums of its clients, which it does not know.
                            "s3proxy.ignore-unknown-headers=true",
                            "jclouds.provider=filesystem-nio2",
                            "jclouds.filesystem.basedir=" + data));
            Path logging = Files.writeString(
                    folder.resolve("logback.xml"), "<configuration><root level=\"WARN\"/></configuration>");
            Process process = new ProcessBuilder(
                            Path.of(System.getProperty("java.home"), "bin", "java")
                                    .toString(),
                            "-Xmx192m",
                            "-XX:+UseSerialGC",
                            "-XX:TieredStopAtLevel=1",
                            "-Dlogback.configurationFile=" + logging,
                            "-jar",
                            jar.toAbsolutePath().toString(),
                            "--properties",
                            settings.toString())
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("log").toFile())
                    .start();
            Runtime.getRuntime().addShutdownHook(new Thread(() -> end(process, folder)));
            Awaitility.await("S3Proxy listens").atMost(Duration.ofMinutes(3)).until(() -> listens(port));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static synchronized S3Server one() {
        if (one == null) {
            one = new S3Server();
        }
        return one;
    }

    /** A bucket of its own: its name. */
    public static String bucket() {
        try {
            return Files.createDirectory(one().data.resolve("test-" + UUID.randomUUID()))
                    .getFileName()
                    .toString();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The keys, in any bucket, that have this in their name, and of those that were begun there and not ended. */
    public static List<String> keysWith(String part) throws IOException {
        List<String> keys = new ArrayList<>();
        try (Stream<Path> buckets = Files.list(one().data)) {
            for (Path bucket : buckets.toList()) {
                try (Stream<Path> blobs = Files.walk(bucket)) {
                    blobs.filter(Files::isRegularFile)
                            .map(blob -> bucket.relativize(blob).toString())
                            .filter(key -> key.contains(part))
                            .forEach(keys::add);
                }
                unfinished(String.valueOf(bucket.getFileName())).stream()
                        .filter(key -> key.contains(part))
                        .forEach(keys::add);
            }
        }
        return keys;
    }

    /** The keys of uploads that were begun and not ended. */
    public static List<String> unfinished(String bucket) {
        try (S3Client client = S3Client.builder()
                .endpointOverride(endpoint())
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
                .build()) {
            return client.listMultipartUploads(request -> request.bucket(bucket)).uploads().stream()
                    .map(MultipartUpload::key)
                    .toList();
        }
    }

    public static URI endpoint() {
        return one().endpoint;
    }

    private static boolean listens(int port) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 500);
            return true;
        } catch (IOException notYet) {
            return false;
        }
    }

    private static int freePort() throws IOException {
        try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
            return socket.getLocalPort();
        }
    }

    private static void end(Process process, Path folder) {
        process.destroyForcibly();
        try {
            process.waitFor(5, TimeUnit.SECONDS);
            Scratch.deleteTree(folder);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
