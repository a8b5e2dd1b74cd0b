package io.vitascope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.vitascope.processing.ffmpeg.TestClips;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * The web page of the packaged application, as a person uses it: in the system's Chromium, by {@code
 * src/main/webui/tests}. What Node or Chromium is missing for is skipped, and says so.
 */
class PageIT {

    private static final Logger LOG = Logger.getLogger(PageIT.class);
    private static final Path PAGE = Path.of("src", "main", "webui");
    private static final HttpClient CLIENT = HttpClient.newHttpClient();

    private static final Pattern FAILURE = Pattern.compile("^ FAIL |Error: |^Flake: | \\u276f tests/");
    private static final List<String> BROWSERS = List.of("chromium", "chromium-browser", "google-chrome");

    @TempDir
    static Path folder;

    private static final int PORT = PackagedApplication.freePort();
    private static final URI SERVER = URI.create("http://localhost:" + PORT);
    /** A person's test has a file fetched from a server of its own. */
    private static final List<String> SETTINGS = List.of(
            "vitascope.processing.quality=speed",
            "vitascope.upload.import.networks=127.0.0.0/8",
            "vitascope.upload.import.ports=0");

    private static final Object LIFE = new Object();
    private static @Nullable PackagedApplication application;
    private static boolean over;

    @BeforeAll
    static void startThePackage() throws Exception {
        need(program("node").isPresent() && program("npm").isPresent(), "Node 20.19 or newer");
        PackagedApplication started = PackagedApplication.byItself();
        application = started;
        keepRunning(started);
        Awaitility.await("the application is up")
                .atMost(Duration.ofMinutes(2))
                .pollInterval(Duration.ofMillis(200))
                .ignoreExceptions()
                .until(() -> get("/api/v1/videos?limit=1").statusCode() == 200);
    }

    /** As the supervisor of a server does: a person's test kills it, whose number it reads. */
    private static void keepRunning(PackagedApplication packaged) {
        synchronized (LIFE) {
            if (over) {
                return;
            }
            try {
                Process started = packaged.start("page-it.log", PORT, folder.resolve("data"), SETTINGS);
                Files.writeString(processId(), String.valueOf(started.pid()));
                started.onExit().thenRun(() -> keepRunning(packaged));
            } catch (IOException failure) {
                throw new UncheckedIOException("the package could not be started", failure);
            }
        }
    }

    private static Path processId() {
        return folder.resolve("server.pid");
    }

    @AfterAll
    static void stopThePackage() throws InterruptedException {
        synchronized (LIFE) {
            over = true;
            if (application != null) {
                application.close();
            }
        }
    }

    @Test
    void thePagesOwnLogicHolds() throws Exception {
        assertThat(failures("test", Map.of())).isEmpty();
    }

    @Test
    void everyScreenCanBeReloadedAndItsFilesAreKeptForEver() throws Exception {
        for (String screen : List.of("/", "/uploads", "/activity", "/watch/unknown", "/embed/unknown")) {
            HttpResponse<String> document = get(screen);
            assertThat(document.statusCode()).as(screen).isEqualTo(200);
            assertThat(header(document, "Cache-Control")).isEqualTo("no-cache");
            assertThat(header(document, "Content-Security-Policy"))
                    .contains("default-src 'none'")
                    .doesNotContain("unsafe");
            assertThat(header(document, "X-Content-Type-Options")).isEqualTo("nosniff");
        }
        HttpResponse<String> nowhere = get("/nowhere/at-all", "Accept", "text/html");
        assertThat(nowhere.statusCode()).isEqualTo(404);
        assertThat(nowhere.body()).contains("<div id=\"app\">");
        assertThat(get("/nowhere", "Accept", "application/json").body()).contains("platform/not-found");
        assertThat(header(get("/"), "X-Frame-Options")).isEqualTo("DENY");
        assertThat(get("/embed/unknown").headers().firstValue("X-Frame-Options"))
                .isEmpty();
        assertThat(header(get("/embed/un/known", "Accept", "text/html"), "X-Frame-Options"))
                .isEqualTo("DENY");
        assertThat(header(get("/icon.svg"), "Content-Type")).isEqualTo("image/svg+xml");

        assertThat(header(get("/watch/unknown"), "Link")).startsWith("</oembed?url=http%3A%2F%2Flocalhost");

        assertThat(get("/").body()).contains("<style>").doesNotContain("rel=\"stylesheet\"");
        Matcher script = Pattern.compile("src=\"(/assets/[^\"]+\\.js)\"").matcher(get("/").body());
        assertThat(script.find()).isTrue();
        HttpResponse<String> file = get(script.group(1), "Accept-Encoding", "br");
        assertThat(header(file, "Cache-Control")).isEqualTo("public, max-age=31536000, immutable");
        assertThat(header(file, "Content-Encoding")).isEqualTo("br");
        assertThat(header(file, "Content-Type")).startsWith("text/javascript");
        HttpResponse<String> again = get("/", "If-None-Match", header(get("/"), "ETag"));
        assertThat(again.statusCode()).isEqualTo(304);
        HttpResponse<String> missing = get("/assets/missing.js");
        assertThat(missing.statusCode()).isEqualTo(404);
        assertThat(missing.headers().firstValue("Cache-Control")).hasValue("no-store");
    }

    @Test
    void aPersonUploadsWatchesFindsAndDeletesInARealBrowser() throws Exception {
        Optional<Path> browser =
                BROWSERS.stream().flatMap(name -> program(name).stream()).findFirst();
        need(browser.isPresent(), "Chromium");
        Path clip =
                TestClips.in(folder, "clip.mp4").size(640, 360).frames(250, 25).make();
        // Two pictures to choose from.
        Path grainy = TestClips.in(folder, "grainy.mp4")
                .size(854, 480)
                .frames(250, 25)
                .grainy()
                .make();
        Path lengthy =
                TestClips.in(folder, "lengthy.mp4").frames(150, 5).audio(30, 2).make();
        Map<String, String> settings = Map.of(
                "VITASCOPE_URL", SERVER.toString(),
                "VITASCOPE_PID_FILE", processId().toString(),
                "VITASCOPE_CLIP", clip.toString(),
                "VITASCOPE_GRAINY_CLIP", grainy.toString(),
                "VITASCOPE_LENGTHY_CLIP", lengthy.toString(),
                "CHROMIUM", browser.orElseThrow().toString());
        assertThat(failures("test:browser", settings)).isEmpty();
    }

    private static void need(boolean there, String what) {
        String words = "Tests of the web page are skipped: they need " + what + " in the PATH.";
        if (!there) {
            LOG.warn(words);
        }
        assumeTrue(there, words);
    }

    /** Empty when all passed. */
    private static List<String> failures(String script, Map<String, String> settings) throws Exception {
        Path log = Path.of("target", "page-it-" + script.replace(':', '-') + ".log");
        ProcessBuilder builder = new ProcessBuilder("npm", "run", "--silent", script)
                .directory(PAGE.toFile())
                .redirectErrorStream(true)
                .redirectOutput(log.toAbsolutePath().toFile());
        builder.environment().putAll(settings);
        builder.environment().put("NO_COLOR", "1");
        Process process = builder.start();
        if (!process.waitFor(15, TimeUnit.MINUTES)) {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly().waitFor();
        }
        List<String> said = Files.readAllLines(log);
        said.stream().filter(line -> line.startsWith("Flake: ")).forEach(LOG::warn);
        if (process.exitValue() == 0) {
            return List.of();
        }
        LOG.error(String.join("\n", said));
        return Stream.concat(
                        Stream.of(script + " ended with " + process.exitValue() + ", see " + log),
                        said.stream().filter(line -> FAILURE.matcher(line).find()))
                .limit(30)
                .toList();
    }

    private static Optional<Path> program(String name) {
        return Stream.of(System.getenv("PATH").split(Pattern.quote(File.pathSeparator), -1))
                .map(place -> Path.of(place, name))
                .filter(Files::isExecutable)
                .findFirst();
    }

    private static HttpResponse<String> get(String path, String... headers) throws IOException, InterruptedException {
        HttpRequest.Builder request =
                HttpRequest.newBuilder(SERVER.resolve(path)).timeout(Duration.ofSeconds(30));
        if (headers.length > 0) {
            request.headers(headers);
        }
        return CLIENT.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    private static String header(HttpResponse<String> response, String name) {
        return response.headers().firstValue(name).orElse("");
    }
}
