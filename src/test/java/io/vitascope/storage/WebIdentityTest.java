package io.vitascope.storage;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpServer;
import io.smallrye.config.SmallRyeConfigBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.services.s3.presigner.model.PresignedGetObjectRequest;

/** Without keys in the configuration, a pod's own identity is what it signs with: a token that is changed for keys. */
class WebIdentityTest {

    private static final String KEYS = """
            <AssumeRoleWithWebIdentityResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
              <AssumeRoleWithWebIdentityResult>
                <Credentials>
                  <AccessKeyId>ASIAOFTHEPOD</AccessKeyId>
                  <SecretAccessKey>secret</SecretAccessKey>
                  <SessionToken>session-of-the-pod</SessionToken>
                  <Expiration>2100-01-01T00:00:00Z</Expiration>
                </Credentials>
              </AssumeRoleWithWebIdentityResult>
            </AssumeRoleWithWebIdentityResponse>
            """;

    @TempDir
    Path folder;

    private final List<String> asked = new CopyOnWriteArrayList<>();

    @SuppressWarnings("NullAway.Init")
    private HttpServer tokens;

    private Map<String, String> settings = Map.of();

    @BeforeEach
    void serveTokens() throws IOException {
        tokens = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        tokens.createContext("/", exchange -> {
            asked.add(new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8));
            byte[] answer = KEYS.getBytes(StandardCharsets.UTF_8);
            exchange.getResponseHeaders().set("Content-Type", "text/xml");
            exchange.sendResponseHeaders(200, answer.length);
            exchange.getResponseBody().write(answer);
            exchange.close();
        });
        tokens.start();
        settings = Map.of(
                "aws.roleArn",
                "arn:aws:iam::123456789012:role/vitascope",
                "aws.webIdentityTokenFile",
                Files.writeString(folder.resolve("token"), "token-of-the-pod").toString(),
                "aws.region",
                "eu-central-1",
                "aws.endpointUrlSts",
                "http://127.0.0.1:" + tokens.getAddress().getPort());
        settings.forEach(System::setProperty);
    }

    @AfterEach
    void stop() {
        settings.keySet().forEach(System::clearProperty);
        tokens.stop(0);
    }

    @Test
    void theTokenOfThePodBecomesTheKeysThatItSignsWith() {
        S3Config config = new SmallRyeConfigBuilder()
                .withMapping(S3Config.class)
                .addDiscoveredConverters()
                .withDefaultValues(Map.of("vitascope.storage.s3.bucket", "videos"))
                .build()
                .getConfigMapping(S3Config.class);

        S3Bucket bucket = new S3Bucket(config);
        PresignedGetObjectRequest link = bucket.presigner()
                .presignGetObject(request -> request.signatureDuration(Duration.ofMinutes(1))
                        .getObjectRequest(object -> object.bucket("videos").key("a")));

        assertThat(link.url().getQuery()).contains("ASIAOFTHEPOD", "session-of-the-pod");
        assertThat(asked)
                .singleElement()
                .asString()
                .contains("Action=AssumeRoleWithWebIdentity", "WebIdentityToken=token-of-the-pod");
    }
}
