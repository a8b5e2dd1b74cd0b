package io.vitascope.platform.http;

import io.quarkus.arc.Unremovable;
import io.quarkus.runtime.LaunchMode;
import io.quarkus.smallrye.openapi.runtime.OpenApiConstants;
import io.quarkus.smallrye.openapi.runtime.OpenApiDocumentService;
import io.smallrye.openapi.runtime.io.Format;
import jakarta.annotation.Priority;
import jakarta.enterprise.inject.Alternative;
import jakarta.inject.Singleton;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/**
 * Answers with the description of the API as the build has written it, in either format.
 *
 * <p>Quarkus's own service reads that file at every start, through a YAML parser, and writes it anew in both formats,
 * for filters that run then. There are none here, and it was a seventh of a native start. It finds the file by a class
 * loader that can be set; with one that knows nothing it has nothing to do (docs/adr/0027). Dev mode sets its own,
 * later.
 */
@Alternative
@Priority(1)
@Unremovable // nobody injects it: Quarkus asks for it by its type
@Singleton
final class ApiDescriptionFile extends OpenApiDocumentService {

    ApiDescriptionFile() {
        if (LaunchMode.current() != LaunchMode.DEVELOPMENT) {
            OpenApiConstants.classLoader = new KnowsNothing();
        }
    }

    @Override
    public byte[] getDocument(String name, Format format) {
        String file = OpenApiConstants.BASE_NAME
                + (name.equals(OpenApiConstants.DEFAULT_DOCUMENT_NAME) ? "" : "-" + name) + "." + format;
        try (InputStream document =
                Thread.currentThread().getContextClassLoader().getResourceAsStream(file)) {
            return document == null ? super.getDocument(name, format) : document.readAllBytes();
        } catch (IOException failed) {
            throw new UncheckedIOException(file, failed);
        }
    }

    private static final class KnowsNothing extends ClassLoader {
        KnowsNothing() {
            super(null);
        }

        /** Not for the parent to answer: in a native executable every loader finds every resource. */
        @Override
        public @Nullable InputStream getResourceAsStream(String name) {
            return null;
        }
    }
}
