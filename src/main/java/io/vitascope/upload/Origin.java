package io.vitascope.upload;

import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Map;

/**
 * Where the bytes of an upload are fetched from. {@code headers} are sent along to that host and no other; {@code etag}
 * is the strong entity tag of what is being fetched, or blank.
 */
@RegisterForReflection
record Origin(String url, Map<String, String> headers, String etag) {

    Origin {
        headers = headers == null ? Map.of() : Map.copyOf(headers);
        etag = etag == null ? "" : etag;
    }

    Origin tagged(String tag) {
        return new Origin(url, headers, tag);
    }

    /** When nothing is fetched any more. */
    Origin settled() {
        return new Origin(shown(), Map.of(), "");
    }

    /** For people to see: without what may be a secret. */
    String shown() {
        return url.replaceFirst("[?#].*", "").replaceFirst("//[^/@]*@", "//");
    }
}
