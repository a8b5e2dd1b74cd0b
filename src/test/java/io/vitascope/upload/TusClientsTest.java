package io.vitascope.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.quarkus.test.common.http.TestHTTPResource;
import io.quarkus.test.junit.QuarkusTest;
import io.tus.java.client.TusClient;
import io.tus.java.client.TusURLMemoryStore;
import io.tus.java.client.TusUpload;
import io.tus.java.client.TusUploader;
import io.vitascope.kernel.VideoId;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Clients that others wrote work as they are. */
@QuarkusTest
class TusClientsTest {

    private static final String JS_CLIENT = "tus-js-client@4.3.1";

    @TestHTTPResource("/api/v1/uploads")
    @SuppressWarnings("NullAway.Init")
    private URI endpoint;

    private final UploadStore store;

    TusClientsTest(UploadStore store) {
        this.store = store;
    }

    @Test
    void theJavaClientUploadsInChunksAndGoesOnAfterABreak() throws Exception {
        Path film = Clip.file();
        TusClient client = new TusClient();
        client.setUploadCreationURL(endpoint.toURL());
        client.enableResuming(new TusURLMemoryStore());
        TusUpload upload = new TusUpload(film.toFile());
        upload.setMetadata(Map.of("title", "From Java"));
        TusUploader first = client.resumeOrCreateUpload(upload);
        first.setChunkSize(5_000);
        first.uploadChunk();
        first.uploadChunk();
        first.finish();

        TusUploader second = client.resumeOrCreateUpload(new TusUpload(film.toFile()));
        assertThat(second.getOffset()).isEqualTo(10_000);
        second.setChunkSize(4_000);
        while (second.uploadChunk() >= 0) {
            assertThat(second.getOffset()).isPositive();
        }
        second.finish();

        Upload video = video(second.getUploadURL().getPath());
        assertThat(video.title()).isEqualTo("From Java");
        assertThat(video.sha256()).isEqualTo(sha256(film));
    }

    @Test
    void theJavaScriptClientUploadsInEveryWayItKnows() throws Exception {
        Path modules = javaScriptClient();
        Process node = new ProcessBuilder(
                        "node",
                        "src/test/js/tus-uploads.mjs",
                        modules.toString(),
                        endpoint.toString(),
                        Clip.file().toString())
                .redirectErrorStream(true)
                .start();
        String said = new String(node.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(node.waitFor()).as(said).isZero();
        Map<String, String> urls = new TreeMap<>();
        for (String line : said.lines().toList()) {
            JsonNode upload = new ObjectMapper().readTree(line);
            urls.put(upload.get("how").asText(), upload.get("url").asText());
        }
        assertThat(urls).containsOnlyKeys("single", "chunked", "parallel", "deferred", "with-creation", "resumed");
        for (String url : urls.values()) {
            assertThat(video(url).sha256()).as(url).isEqualTo(sha256(Clip.file()));
            assertThat(video(url).filename()).as(url).isEqualTo("from-js.mp4");
            assertThat(video(url).title()).isEqualTo("Größe");
        }
    }

    /** Where node finds the client; skips the test on machines without Node, or without a registry to get it from. */
    private static Path javaScriptClient() throws IOException, InterruptedException {
        assumeTrue(runs("node", "--version") && runs("npm", "--version"), "Node is not installed on this machine");
        Path folder = Path.of("target", "tus-js").toAbsolutePath();
        if (!Files.isDirectory(folder.resolve("node_modules"))) {
            Files.createDirectories(folder);
            assumeTrue(
                    runs("npm", "install", "--no-audit", "--no-fund", "--prefix", folder.toString(), JS_CLIENT),
                    JS_CLIENT + " can't be installed on this machine");
        }
        return folder;
    }

    private static boolean runs(String... command) throws InterruptedException {
        try {
            Process process = new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                    .start();
            boolean ended = process.waitFor(60, TimeUnit.SECONDS);
            process.destroyForcibly();
            return ended && process.exitValue() == 0;
        } catch (IOException absent) {
            return false;
        }
    }

    private Upload video(String address) {
        return store.finished(VideoId.parse(address.substring(address.lastIndexOf('/') + 1)))
                .orElseThrow();
    }

    private static String sha256(Path file) throws Exception {
        return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(Files.readAllBytes(file)));
    }
}
