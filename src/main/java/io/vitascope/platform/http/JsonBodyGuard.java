package io.vitascope.platform.http;

import io.vitascope.kernel.ProblemException;
import io.vitascope.platform.PlatformError;
import jakarta.ws.rs.core.MediaType;
import jakarta.ws.rs.ext.Provider;
import jakarta.ws.rs.ext.ReaderInterceptor;
import jakarta.ws.rs.ext.ReaderInterceptorContext;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Lets no JSON body through that is nothing; {@link WholeBody} ends one that is too long. */
@Provider
final class JsonBodyGuard implements ReaderInterceptor {

    @Override
    public Object aroundReadFrom(ReaderInterceptorContext context) throws IOException {
        Object value = context.proceed();
        if (value == null && isJson(context.getMediaType())) {
            throw new ProblemException(
                    PlatformError.MALFORMED_REQUEST, "The body is empty or null; a JSON value has to be there.");
        }
        return value;
    }

    static boolean isJson(@Nullable MediaType type) {
        return type != null && type.getSubtype().endsWith("json");
    }
}
