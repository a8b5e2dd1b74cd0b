package io.vitascope.upload;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import java.util.Map;

/**
 * Where the bytes of an upload are fetched from. {@code headers} are sent along to that host and no other; {@code
 * validator} tells the file that is being fetched from every other version of it: a strong entity tag, or else a
 * strong date of last modification, as the server wrote it; blank when there is neither. Records know it as {@code
 * etag}. Source: RFC 9110, section 8.8.
 */
@RegisterForReflection
record Origin(
        String url,
        Map<String, String> headers,
        @JsonProperty("etag") String validator) {

    Origin {
        headers = headers == null ? Map.of() : Map.copyOf(headers);
        validator = validator == null ? "" : validator;
    }

    Origin of(String version) {
        return new Origin(url, headers, version);
    }

    /** When any version is as good as another, because nothing of the file has been kept. */
    Origin anew() {
        return of("");
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
