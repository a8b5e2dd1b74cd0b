package io.vitascope.platform;

import io.quarkus.info.GitInfo;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.vertx.http.HttpServer;
import io.quarkus.vertx.http.HttpServerStart;
import io.vitascope.platform.embedded.EmbeddedLauncher;
import io.vitascope.platform.roles.Role;
import io.vitascope.platform.roles.RolesConfig;
import jakarta.enterprise.event.ObservesAsync;
import jakarta.enterprise.inject.Instance;
import jakarta.inject.Singleton;
import java.nio.file.Path;
import java.util.Optional;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;

/** Says once after the start where everything is. */
@Singleton
final class StartSummary {

    private static final Logger LOG = Logger.getLogger(StartSummary.class);

    private final HttpServer server;
    private final Path dataDir;
    private final String redis;
    private final String kafka;
    private final String version;
    private final Optional<GitInfo> git;
    private final RolesConfig roles;

    StartSummary(
            HttpServer server,
            @ConfigProperty(name = "vitascope.data-dir") Path dataDir,
            @ConfigProperty(name = "quarkus.redis.hosts", defaultValue = "by provider") String redis,
            @ConfigProperty(name = "kafka.bootstrap.servers") String kafka,
            @ConfigProperty(name = "quarkus.application.version", defaultValue = "unknown") String version,
            Instance<GitInfo> git,
            RolesConfig roles) {
        this.server = server;
        this.dataDir = dataDir;
        this.redis = redis;
        this.kafka = kafka;
        this.version = version;
        this.git = git.isResolvable() ? Optional.of(git.get()) : Optional.empty();
        this.roles = roles;
    }

    /** Only now the port is bound, and known when it is any free one. */
    void onStart(@ObservesAsync HttpServerStart started) {
        if (LaunchMode.current() == LaunchMode.TEST) {
            return;
        }
        LOG.infof(
                "Vitascope %s, commit %s, roles %s",
                version, git.map(GitInfo::latestCommitId).orElse("unknown"), roles.roles());
        if (!roles.roles().contains(Role.WEB)) {
            return;
        }
        String page = "http://localhost:" + server.getPort();
        LOG.infof(
                """
                Vitascope is up
                  page    %s/
                  API     %s/q/swagger-ui
                  health  %s/q/health
                  data    %s
                  Redis   %s
                  Kafka   %s\
                """,
                page,
                page,
                page,
                dataDir.toAbsolutePath().normalize(),
                place("quarkus.redis.hosts", redis),
                place("kafka.bootstrap.servers", kafka));
    }

    private static String place(String key, String address) {
        return (EmbeddedLauncher.addresses().containsKey(key) ? "embedded, " : "external, ") + address;
    }
}
