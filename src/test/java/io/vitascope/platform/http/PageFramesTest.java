package io.vitascope.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.Vertx;
import io.vertx.core.http.HttpServer;
import io.vertx.ext.web.Router;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The page as it is served where it was built: one document for all addresses, which shows what its address says. */
class PageFramesTest {

    private static final HttpClient CLIENT =
            HttpClient.newBuilder().version(HttpClient.Version.HTTP_1_1).build();

    @TempDir
    Path folder;

    private Vertx vertx;
    private HttpServer server;

    @BeforeEach
    void serve() throws Exception {
        Path root = Files.createDirectories(folder.resolve("META-INF/resources"));
        Files.writeString(root.resolve("index.html"), "<!doctype html><title>Vitascope</title>");
        Files.writeString(root.resolve(PageFiles.LIST), "index.html");
        URL[] built = {folder.toUri().toURL()};
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(new URLClassLoader(built, WebPage.class.getClassLoader()));
        Router router;
        try {
            vertx = Vertx.vertx();
            router = Router.router(vertx);
            new WebPage(id -> Optional.empty()).install(router);
        } finally {
            thread.setContextClassLoader(before);
        }
        server = vertx.createHttpServer()
                .requestHandler(router)
                .listen(0, "127.0.0.1")
                .toCompletionStage()
                .toCompletableFuture()
                .get(1, TimeUnit.MINUTES);
    }

    @AfterEach
    void close() throws Exception {
        vertx.close().toCompletionStage().toCompletableFuture().get(1, TimeUnit.MINUTES);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/embed/01890a5d-ac96-774b-bcce-b302099a8057", "/embed/unknown", "/embed/unknown?t=3"})
    void thePlayerMayStandInOtherSites(String address) throws Exception {
        HttpResponse<String> page = get(address);
        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("X-Frame-Options")).isEmpty();
        assertThat(policy(page)).contains("frame-ancestors *");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/watch/unknown",
                "/embed",
                "/embed/",
                "/embed/a/b",
                "/embed/a/",
                "/embed//a",
                "//embed/a",
                "/%65mbed/a",
                "/x/../embed/a",
                "/nowhere"
            })
    void thePageItselfMayNotWhateverItsAddress(String address) throws Exception {
        HttpResponse<String> page = get(address);
        assertThat(page.body()).contains("<title>Vitascope</title>");
        assertThat(page.headers().firstValue("X-Frame-Options")).contains("DENY");
        assertThat(policy(page)).contains("frame-ancestors 'none'");
    }

    private static String policy(HttpResponse<String> page) {
        return page.headers().firstValue("Content-Security-Policy").orElseThrow();
    }

    private HttpResponse<String> get(String address) throws Exception {
        return CLIENT.send(
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + server.actualPort() + address))
                        .header("Accept", "text/html")
                        .build(),
                HttpResponse.BodyHandlers.ofString());
    }
}
