package io.vitascope.platform.http;

import io.quarkus.runtime.configuration.MemorySize;
import io.quarkus.security.AuthenticationException;
import io.quarkus.security.ForbiddenException;
import io.quarkus.security.UnauthorizedException;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import io.vitascope.platform.FullDisk;
import io.vitascope.platform.Outage;
import io.vitascope.platform.PlatformError;
import jakarta.enterprise.event.Observes;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.RejectedExecutionException;
import org.eclipse.microprofile.config.inject.ConfigProperty;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Answers what no REST method answered: an unknown address, a body that is too large, an unexpected exception.
 *
 * <p>Quarkus's own pages under {@code /q} stay as they are, and so does the "not found" page of somebody who browses.
 */
@Singleton
final class RouterProblems {

    private static final Logger LOG = Logger.getLogger(RouterProblems.class);

    /** Just before the limit of Quarkus, which answers without a body. */
    private static final int BEFORE_BODY_LIMIT = -3;

    /** Just before the error page of Quarkus, which is the last route. */
    private static final int BEFORE_ERROR_PAGE = Integer.MAX_VALUE - 1;

    private final ProblemWriter writer;
    private final long bodyLimitBytes;

    RouterProblems(
            ProblemWriter writer, @ConfigProperty(name = "quarkus.http.limits.max-body-size") MemorySize bodyLimit) {
        this.writer = writer;
        this.bodyLimitBytes = bodyLimit.asLongValue();
    }

    void install(@Observes Router router) {
        router.route().order(BEFORE_BODY_LIMIT).handler(this::limitBody);
        router.route().order(BEFORE_ERROR_PAGE).handler(this::notFound).failureHandler(this::failed);
    }

    private void limitBody(RoutingContext context) {
        String length = context.request().getHeader(HttpHeaders.CONTENT_LENGTH);
        if (length == null || Long.parseLong(length) <= bodyLimitBytes) {
            context.next();
            return;
        }
        HttpServerResponse response = context.response();
        response.putHeader(HttpHeaders.CONNECTION, "close");
        context.addEndHandler(ended -> context.request().connection().close());
        writer.write(
                ProblemDocument.of(
                        PlatformError.BODY_TOO_LARGE,
                        "The body has " + length + " bytes; " + bodyLimitBytes + " is the most this server accepts.",
                        Map.of("limit_bytes", bodyLimitBytes),
                        context.request().path()),
                response);
    }

    private void notFound(RoutingContext context) {
        String path = context.request().path();
        if (WebPage.isScreen(context)) {
            context.response().putHeader(HttpHeaders.ALLOW, WebPage.METHODS);
            writer.write(
                    ProblemDocument.of(
                            PlatformError.METHOD_NOT_ALLOWED,
                            "The page is here, for " + WebPage.METHODS + "; the API is at /api/v1.",
                            Map.of(),
                            path),
                    context.response());
            return;
        }
        if (isFramework(context) || isBrowsing(context)) {
            context.next();
            return;
        }
        writer.write(
                ProblemDocument.of(
                        PlatformError.NOT_FOUND,
                        "Nothing is at this address. The API's description is at /q/swagger-ui.",
                        Map.of(),
                        path),
                context.response());
    }

    private void failed(RoutingContext context) {
        Throwable failure = context.failure();
        if (isFramework(context) || isAboutIdentity(failure)) {
            context.next();
            return;
        }
        ProblemDocument problem = problem(context, failure);
        HttpServerResponse response = context.response();
        if (response.ended() || response.closed()) {
            return;
        }
        if (response.headWritten()) {
            // Half an answer is out. Only a broken connection tells the client that the other half is missing.
            response.reset();
            return;
        }
        response.headers().remove(HttpHeaders.CONTENT_LENGTH);
        writer.write(problem, response);
    }

    private static ProblemDocument problem(RoutingContext context, Throwable failure) {
        String path = context.request().path();
        boolean unreadable = context.request().decoderResult().isFailure() || isOfBrokenBody(context, failure);
        if (unreadable || (context.statusCode() >= 400 && context.statusCode() < 500)) {
            int status = unreadable ? 400 : context.statusCode();
            return ProblemDocument.of(
                    HttpStatuses.code(status),
                    status,
                    status == 400
                            ? "The request is not one of HTTP: a header is missing or wrong, or its body can't be read."
                            : "The request was answered with the status " + status + ".",
                    Map.of(),
                    path);
        }
        if (failure instanceof RejectedExecutionException) {
            LOG.warnf("No worker thread is free for %s %s", context.request().method(), path);
            return ProblemDocument.of(
                    PlatformError.UNAVAILABLE, "The server is busy. Try again in a few seconds.", Map.of(), path);
        }
        boolean clientGone =
                failure instanceof IOException && context.response().closed();
        if (failure != null && !clientGone && Outage.isBehind(failure)) {
            LOG.warnf(
                    "%s %s found a part of the system away: %s",
                    context.request().method(), path, failure.getMessage());
            return ProblemDocument.of(PlatformError.UNAVAILABLE, PlatformError.AWAY, Map.of(), path);
        }
        if (failure != null && FullDisk.isBehind(failure)) {
            LOG.errorf("%s %s found no room on the disk", context.request().method(), path);
            return ProblemDocument.of(PlatformError.NO_SPACE, PlatformError.FULL, Map.of(), path);
        }
        String errorId = UUID.randomUUID().toString();
        if (clientGone) {
            LOG.debugf(
                    failure, "The client of %s %s went away", context.request().method(), path);
        } else {
            LOG.errorf(
                    failure,
                    "%s %s failed unexpectedly, error id %s",
                    context.request().method(),
                    path,
                    errorId);
        }
        return ProblemDocument.unexpected(errorId, path);
    }

    /** The HTTP decoder could not make sense of what came; an error of a disk has no other cause. */
    private static boolean isOfBrokenBody(RoutingContext context, @Nullable Throwable failure) {
        Throwable root = failure;
        while (root != null && root.getCause() != null) {
            root = root.getCause();
        }
        return failure instanceof IOException
                && !(root instanceof IOException)
                && !context.request().isEnded();
    }

    /** Left to Quarkus, which knows what to challenge with. */
    private static boolean isAboutIdentity(Throwable failure) {
        return failure instanceof UnauthorizedException
                || failure instanceof ForbiddenException
                || failure instanceof AuthenticationException;
    }

    private static boolean isFramework(RoutingContext context) {
        return context.request().path().startsWith("/q/");
    }

    private static boolean isBrowsing(RoutingContext context) {
        String accept = context.request().getHeader(HttpHeaders.ACCEPT);
        String path = context.request().path();
        return accept != null && accept.contains("text/html") && !path.startsWith("/api/") && !path.equals("/upload");
    }
}
