package io.vitascope.platform.http;

import io.vertx.core.MultiMap;
import io.vitascope.kernel.Sha256;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a browser lets the web page do: everything from this server, nothing from elsewhere, and nothing inline but what
 * the built document itself has in it, which is named by its hash.
 *
 * <p>Only the player for other sites may be framed.
 */
record PagePolicy(String scripts, String styles) {

    private static final Pattern SCRIPT = Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL);
    private static final Pattern STYLE = Pattern.compile("<style>(.*?)</style>", Pattern.DOTALL);

    static PagePolicy of(byte[] document) {
        String html = new String(document, StandardCharsets.UTF_8);
        return new PagePolicy(hashes(SCRIPT, html), hashes(STYLE, html));
    }

    void apply(MultiMap headers, boolean framable) {
        headers.set(
                "Content-Security-Policy",
                "default-src 'none'; script-src 'self'" + scripts + "; style-src 'self'" + styles
                        + "; img-src 'self' data: blob:; media-src 'self' blob:; connect-src 'self'; font-src 'self'"
                        + "; worker-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'"
                        + "; frame-ancestors " + (framable ? "*" : "'none'"));
        headers.set("Referrer-Policy", "same-origin");
        headers.set("Permissions-Policy", "camera=(), geolocation=(), microphone=()");
        headers.set("X-Content-Type-Options", "nosniff");
        if (framable) {
            headers.remove("X-Frame-Options");
        } else {
            headers.set("X-Frame-Options", "DENY");
            headers.set("Cross-Origin-Opener-Policy", "same-origin");
        }
    }

    private static String hashes(Pattern inline, String html) {
        StringBuilder hashes = new StringBuilder();
        Matcher matcher = inline.matcher(html);
        while (matcher.find()) {
            hashes.append(" 'sha256-").append(hash(matcher.group(1))).append('\'');
        }
        return hashes.toString();
    }

    private static String hash(String text) {
        return Base64.getEncoder().encodeToString(Sha256.of(text));
    }
}
