package io.vitascope.upload;

import io.vitascope.kernel.HttpDate;
import io.vitascope.kernel.ProblemException;
import jakarta.annotation.PreDestroy;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.http.Header;
import org.apache.http.HttpHeaders;
import org.apache.http.MessageConstraintException;
import org.apache.http.client.config.RequestConfig;
import org.apache.http.client.methods.CloseableHttpResponse;
import org.apache.http.client.methods.HttpGet;
import org.apache.http.config.ConnectionConfig;
import org.apache.http.config.MessageConstraints;
import org.apache.http.config.RegistryBuilder;
import org.apache.http.conn.socket.ConnectionSocketFactory;
import org.apache.http.conn.socket.PlainConnectionSocketFactory;
import org.apache.http.conn.ssl.SSLConnectionSocketFactory;
import org.apache.http.impl.NoConnectionReuseStrategy;
import org.apache.http.impl.client.CloseableHttpClient;
import org.apache.http.impl.client.HttpClients;
import org.apache.http.impl.conn.PoolingHttpClientConnectionManager;
import org.jspecify.annotations.Nullable;

/**
 * Door out: fetches files from addresses that strangers name.
 *
 * <p>What a name resolves to is checked where the connection is made, and the connection goes to the address that was
 * checked; so a name that resolves to something else a moment later gains nothing. Every redirect is a new request with
 * the same checks. Nothing else is followed: no proxy of the environment, no cookies, no compression. What comes before
 * a file has a limit and a deadline: a server may send line after line for ever. Threads: safe for all.
 */
@Singleton
final class UrlClient {

    private static final int CONNECT_MILLIS = 10_000;
    private static final int MAX_LINE_CHARACTERS = 8_192;
    private static final int MAX_HEADERS = 100;
    private static final int PARTIAL = 206;
    private static final int UNSATISFIABLE = 416;
    private static final Pattern CONTENT_RANGE = Pattern.compile("bytes (\\d{1,18})-(\\d{1,18})/(\\d{1,18}|\\*)");
    private static final Pattern NO_SUCH_RANGE = Pattern.compile("bytes \\*/(\\d{1,18})");
    /** Between the last modification and the answer, so that the clocks of who told them matter no more. */
    private static final Duration SETTLED = Duration.ofMinutes(1);

    private final ImportConfig config;
    private final PublicAddresses addresses;
    private final CloseableHttpClient http;

    UrlClient(ImportConfig config) {
        this.config = config;
        this.addresses = new PublicAddresses(config.networks().orElse(Set.of()));
        PoolingHttpClientConnectionManager connections = new PoolingHttpClientConnectionManager(
                RegistryBuilder.<ConnectionSocketFactory>create()
                        .register("http", PlainConnectionSocketFactory.getSocketFactory())
                        .register("https", SSLConnectionSocketFactory.getSocketFactory())
                        .build(),
                this::resolve);
        connections.setMaxTotal(config.atOnce());
        connections.setDefaultMaxPerRoute(config.atOnce());
        connections.setDefaultConnectionConfig(ConnectionConfig.custom()
                .setMessageConstraints(MessageConstraints.custom()
                        .setMaxLineLength(MAX_LINE_CHARACTERS)
                        .setMaxHeaderCount(MAX_HEADERS)
                        .build())
                .build());
        this.http = HttpClients.custom()
                .setConnectionManager(connections)
                .setConnectionReuseStrategy(NoConnectionReuseStrategy.INSTANCE)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectTimeout(CONNECT_MILLIS)
                        .setConnectionRequestTimeout(CONNECT_MILLIS)
                        .setSocketTimeout((int) config.patience().toMillis())
                        .build())
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableContentCompression()
                .disableAuthCaching()
                .setUserAgent("Vitascope")
                .build();
    }

    /**
     * The bytes from {@code startBytes} on; which may be 0 though others were asked for. {@code totalBytes} is the
     * length of the whole file where the server says it; {@code validator} is as in {@link Origin}.
     */
    record Answer(long startBytes, OptionalLong totalBytes, String validator, InputStream body, Runnable hangUp)
            implements AutoCloseable {

        @Override
        public void close() {
            hangUp.run();
        }
    }

    /** The server can't be reached or does not answer well now; later it may. */
    static class NotNowException extends Exception {

        private static final long serialVersionUID = 1L;

        NotNowException(String message) {
            super(message);
        }
    }

    /** @throws ProblemException when this address may never be fetched */
    void require(String url) {
        URI uri = parse(url);
        requireAllowed(uri);
        try {
            resolve(host(uri));
        } catch (RefusedException e) {
            throw refused(e.getMessage());
        } catch (UnknownHostException e) {
            throw new ProblemException(
                    UploadError.SOURCE_FAILED, "There is no host " + uri.getHost() + ". Check the address.");
        }
    }

    /**
     * Asks for the bytes from {@code offsetBytes} on, if the file is still the one with the origin's validator; without
     * one for all of them, because nothing would tell whether what comes belongs to what is there.
     *
     * @throws ProblemException when the address, or one that it leads to, may not be fetched or has no file
     */
    Answer open(Origin origin, long offsetBytes) throws NotNowException {
        URI first = parse(origin.url());
        URI uri = first;
        for (int hop = 0; hop <= config.redirects(); hop++) {
            requireAllowed(uri);
            boolean home = sameServer(first, uri);
            Map<String, String> headers = home ? origin.headers() : Map.of();
            CloseableHttpResponse response = send(uri, headers, offsetBytes, origin.validator());
            int status = response.getStatusLine().getStatusCode();
            Header location = response.getFirstHeader(HttpHeaders.LOCATION);
            if (status >= 300 && status < 400 && location != null) {
                close(response);
                uri = next(uri, location.getValue());
                continue;
            }
            if (status == 200 || status == PARTIAL) {
                return answer(response, status, offsetBytes);
            }
            if (status == UNSATISFIABLE && offsetBytes > 0) {
                return atItsEnd(response, offsetBytes, origin.validator());
            }
            close(response);
            if (status == 408 || status == 425 || status == 429 || status >= 500) {
                throw new NotNowException("The server answered " + status);
            }
            throw failed("The server answered " + status + " for the address.");
        }
        throw failed("The address leads to more than " + config.redirects() + " others, one after the other.");
    }

    private CloseableHttpResponse send(URI uri, Map<String, String> headers, long offsetBytes, String validator)
            throws NotNowException {
        HttpGet request = new HttpGet(uri);
        headers.forEach(request::setHeader);
        request.setHeader(HttpHeaders.ACCEPT_ENCODING, "identity");
        if (offsetBytes > 0 && !validator.isEmpty()) {
            request.setHeader(HttpHeaders.RANGE, "bytes=" + offsetBytes + "-");
            request.setHeader(HttpHeaders.IF_RANGE, validator);
        }
        long headMillis = CONNECT_MILLIS + config.patience().toMillis();
        CompletableFuture<Void> deadline = CompletableFuture.runAsync(
                request::abort, CompletableFuture.delayedExecutor(headMillis, TimeUnit.MILLISECONDS));
        try {
            return http.execute(request);
        } catch (RefusedException e) {
            throw refused(e.getMessage());
        } catch (MessageConstraintException e) {
            throw failed("The server's answer has more than " + MAX_HEADERS + " headers, or a line of more than "
                    + MAX_LINE_CHARACTERS + " characters before the file.");
        } catch (IOException e) {
            if (request.isAborted()) {
                throw new NotNowException(uri.getHost() + " did not begin to answer within " + headMillis + " ms");
            }
            throw new NotNowException(uri.getHost() + " can't be reached: " + e.getMessage());
        } finally {
            deadline.cancel(false);
        }
    }

    private static Answer answer(CloseableHttpResponse response, int status, long offsetBytes) throws NotNowException {
        try {
            InputStream body = response.getEntity() == null
                    ? InputStream.nullInputStream()
                    : response.getEntity().getContent();
            Runnable hangUp = () -> close(response);
            String validator = validator(response);
            if (status == 200) {
                long length =
                        response.getEntity() == null ? 0 : response.getEntity().getContentLength();
                return new Answer(
                        0, length < 0 ? OptionalLong.empty() : OptionalLong.of(length), validator, body, hangUp);
            }
            Matcher matcher = CONTENT_RANGE.matcher(header(response, HttpHeaders.CONTENT_RANGE));
            if (!matcher.matches() || Long.parseLong(matcher.group(1)) != offsetBytes) {
                close(response);
                throw failed("The server sends another part of the file than it was asked for.");
            }
            OptionalLong total = matcher.group(3).equals("*")
                    ? OptionalLong.empty()
                    : OptionalLong.of(Long.parseLong(matcher.group(3)));
            return new Answer(offsetBytes, total, validator, body, hangUp);
        } catch (IOException e) {
            close(response);
            throw new NotNowException(String.valueOf(e.getMessage()));
        }
    }

    /**
     * There is nothing from there on: the file ends where it has come to, which nobody had said; or it is another one
     * now, which an answer without validator tells.
     */
    private static Answer atItsEnd(CloseableHttpResponse response, long offsetBytes, String asked) {
        Matcher length = NO_SUCH_RANGE.matcher(header(response, HttpHeaders.CONTENT_RANGE));
        boolean ended = length.matches() && Long.parseLong(length.group(1)) == offsetBytes;
        String told = validator(response);
        String validator = told.isEmpty() ? asked : told;
        return new Answer(
                offsetBytes,
                ended ? OptionalLong.of(offsetBytes) : OptionalLong.empty(),
                ended ? validator : "",
                InputStream.nullInputStream(),
                () -> close(response));
    }

    /** Blank when the answer has no strong one; a date is none beside an entity tag (RFC 9110, section 13.1.5). */
    private static String validator(CloseableHttpResponse response) {
        String etag = header(response, HttpHeaders.ETAG);
        if (!etag.isEmpty()) {
            return etag.startsWith("W/") ? "" : etag;
        }
        String modified = header(response, HttpHeaders.LAST_MODIFIED);
        boolean settled = HttpDate.parse(modified)
                .flatMap(changed -> HttpDate.parse(header(response, HttpHeaders.DATE))
                        .map(now -> !changed.plus(SETTLED).isAfter(now)))
                .orElse(false);
        return settled ? modified : "";
    }

    private static String header(CloseableHttpResponse response, String name) {
        Header header = response.getFirstHeader(name);
        return header == null || header.getValue() == null
                ? ""
                : header.getValue().strip();
    }

    private static URI parse(String url) {
        try {
            URI uri = new URI(url.strip()).parseServerAuthority();
            if (uri.getHost() == null || uri.getUserInfo() != null) {
                throw new URISyntaxException(url, "no host, or a password");
            }
            return uri;
        } catch (URISyntaxException e) {
            throw new ProblemException(
                    UploadError.BAD_SOURCE,
                    "The address can't be read; it looks like https://host/path, and passwords go into headers.");
        }
    }

    private static URI next(URI uri, String location) {
        try {
            return parse(uri.resolve(new URI(location)).toString());
        } catch (URISyntaxException | IllegalArgumentException e) {
            throw failed("The address leads to one that can't be read.");
        }
    }

    private void requireAllowed(URI uri) {
        String scheme = String.valueOf(uri.getScheme()).toLowerCase(Locale.ROOT);
        if (!scheme.equals("http") && !scheme.equals("https")) {
            throw refused("Only http and https are fetched, not " + scheme + ".");
        }
        if (!config.ports().contains(port(uri)) && !config.ports().contains(0)) {
            throw refused("Port " + port(uri) + " is not one that may be asked.");
        }
        String host = host(uri).toLowerCase(Locale.ROOT);
        boolean listed = config.hosts()
                .map(hosts -> hosts.stream().anyMatch(pattern -> matches(pattern.toLowerCase(Locale.ROOT), host)))
                .orElse(true);
        if (!listed) {
            throw refused("Files are not fetched from " + host + "; ask the operator to add it.");
        }
    }

    private static boolean matches(String pattern, String host) {
        return pattern.startsWith("*.") ? host.endsWith(pattern.substring(1)) : host.equals(pattern);
    }

    private InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] found = InetAddress.getAllByName(host);
        for (InetAddress address : found) {
            if (!addresses.allows(address)) {
                throw new RefusedException(host + " is not a public address.");
            }
        }
        return found;
    }

    /** An IPv6 literal without its brackets. */
    private static String host(URI uri) {
        return uri.getHost().replaceAll("^\\[|\\]$", "");
    }

    private static int port(URI uri) {
        if (uri.getPort() >= 0) {
            return uri.getPort();
        }
        return "https".equalsIgnoreCase(uri.getScheme()) ? 443 : 80;
    }

    private static boolean sameServer(URI first, URI other) {
        return first.getScheme().equalsIgnoreCase(other.getScheme())
                && first.getHost().equalsIgnoreCase(other.getHost())
                && port(first) == port(other);
    }

    private static void close(CloseableHttpResponse response) {
        try {
            response.close();
        } catch (IOException e) {
            // It is of no more interest.
        }
    }

    private static ProblemException refused(@Nullable String why) {
        return new ProblemException(UploadError.SOURCE_REFUSED, String.valueOf(why));
    }

    private static ProblemException failed(String why) {
        return new ProblemException(UploadError.SOURCE_FAILED, why);
    }

    private static final class RefusedException extends UnknownHostException {

        private static final long serialVersionUID = 1L;

        RefusedException(String message) {
            super(message);
        }
    }

    @PreDestroy
    void close() throws IOException {
        http.close();
    }
}
