package io.vitascope.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import io.vertx.core.MultiMap;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class PagePolicyTest {

    private static final String DOCUMENT =
            "<head><script>alert(1)</script><style>body{color:red}</style></head><script type=\"module\""
                    + " src=\"/a.js\"></script>";

    @Test
    void whatTheBuiltDocumentHasInlineIsNamedByItsHashAndNothingElseInlineIsAllowed() {
        String policy = headers(false).get("Content-Security-Policy");
        assertThat(policy)
                .contains("script-src 'self' 'sha256-bhHHL3z2vDgxUt0W3dWQOrprscmda2Y5pLsLg4GF+pI='")
                .containsPattern("style-src 'self' 'sha256-[A-Za-z0-9+/]{43}='")
                .contains("default-src 'none'")
                .doesNotContain("unsafe")
                .doesNotContain("http");
    }

    @Test
    void onlyThePlayerForOtherSitesMayBeFramed() {
        assertThat(headers(true).get("Content-Security-Policy")).contains("frame-ancestors *");
        assertThat(headers(true).contains("X-Frame-Options")).isFalse();
        assertThat(headers(false).get("Content-Security-Policy")).contains("frame-ancestors 'none'");
        assertThat(headers(false).get("X-Frame-Options")).isEqualTo("DENY");
    }

    private static MultiMap headers(boolean framable) {
        MultiMap headers = MultiMap.caseInsensitiveMultiMap().add("X-Frame-Options", "DENY");
        PagePolicy.of(DOCUMENT.getBytes(StandardCharsets.UTF_8)).apply(headers, framable);
        return headers;
    }
}
