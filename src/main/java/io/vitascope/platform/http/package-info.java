/**
 * HTTP: every failure, ours or the framework's, as a problem (RFC 9457), and small things that all doors share.
 *
 * <p>Three layers, because a request can fail in three places: {@link io.vitascope.platform.http.ProblemResponses} for
 * what a REST method throws and knows, {@link io.vitascope.platform.http.EmptyAnswers} for statuses that the REST
 * framework gives by itself, {@link io.vitascope.platform.http.RouterProblems} for what never reached it or was not
 * expected.
 *
 * <p>{@link io.vitascope.platform.http.WebPage} serves the page that is built from {@code src/main/webui}, to screens'
 * addresses and no others.
 */
@NullMarked
package io.vitascope.platform.http;

import org.jspecify.annotations.NullMarked;
