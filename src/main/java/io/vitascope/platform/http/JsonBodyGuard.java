package io.vitascope.platform.http;

import io.vitascope.kernel.ProblemException;
import io.vitascope.platform.PlatformError;
import jakarta.enterprise.inject.Instance;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;

/**
 * Ends the reading of a JSON body that is longer than any request needs, whether or not it states its length, and lets none
 * through that is nothing.
 */
@Provider
final class JsonBodyGuard implements ReaderInterceptor {

    /** Asked at each request: interceptors are made before there is a configuration. */
    private final Instance<HttpConfig> config;

    JsonBodyGuard(Instance<HttpConfig> config) {
        this.config = config;
    }

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        MediaType type = context.getMediaType();
        if (type == null || !type.getSubtype().endsWith("json")) {
            return context.proceed();
        }
        context.setInputStream(
                new Counted(context.getInputStream(), config.get().maxJsonSize().asLongValue()));
        Object value = context.proceed();
        if (value == null) {
            throw new ProblemException(
                    PlatformError.MALFORMED_REQUEST, "The body is empty or null; a JSON value has to be there.");
        }
        return value;
    }

    /** Confined to the thread that reads the body. */
    private static final class Counted extends FilterInputStream {

        private final long limitBytes;
        private long readBytes;

        Counted(InputStream source, long limitBytes) {
            super(source);
            this.limitBytes = limitBytes;
        }

        @Override
        public int read() throws IOException {
            int value = super.read();
            count(value < 0 ? 0 : 1);
            return value;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int bytes = super.read(target, offset, length);
            count(Math.max(bytes, 0));
            return bytes;
        }

        private void count(int bytes) {
            readBytes += bytes;
            if (readBytes > limitBytes) {
                throw new ProblemException(
                        PlatformError.BODY_TOO_LARGE,
                        "A JSON body can have at most " + limitBytes + " bytes.",
                        Map.of("limit_bytes", limitBytes));
            }
        }
    }
}
