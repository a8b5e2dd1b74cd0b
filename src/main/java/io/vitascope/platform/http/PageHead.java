package io.vitascope.platform.http;

import io.vitascope.kernel.LinkPreviews.Preview;
import io.vitascope.kernel.Markup;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the page's document says of a video, for programs that run no script: messengers and search engines. The page's
 * own script takes the picture's address from it. Source: ogp.me.
 *
 * @param origin of this server as its clients see it, such as {@code https://videos.example}
 */
record PageHead(Preview preview, String origin, String id) {

    /** More is cut off wherever it is shown. */
    private static final int MAX_DESCRIPTION = 300;

    private static final Pattern TITLE = Pattern.compile("<title>.*?</title>");
    private static final Pattern DESCRIPTION = Pattern.compile("\\s*<meta name=\"description\"[^>]*>");

    String in(String document) {
        String description = shortened(preview.description());
        String rest =
                description.isEmpty() ? document : DESCRIPTION.matcher(document).replaceFirst("");
        return TITLE.matcher(rest).replaceFirst(Matcher.quoteReplacement(words(description)));
    }

    private String words(String description) {
        StringBuilder words = new StringBuilder("<title>" + Markup.escaped(preview.title()) + " – Vitascope</title>");
        if (!description.isEmpty()) {
            words.append("<meta name=\"description\" content=\"")
                    .append(Markup.escaped(description))
                    .append("\">");
            property(words, "og:description", description);
        }
        property(words, "og:site_name", "Vitascope");
        property(words, "og:type", "video.other");
        property(words, "og:title", preview.title());
        property(words, "og:url", origin + "/watch/" + id);
        if (preview.picture() != null) {
            property(words, "og:image", origin + preview.picture());
            words.append("<meta name=\"twitter:card\" content=\"summary_large_image\">");
        }
        property(words, "og:video", origin + "/embed/" + id);
        property(words, "og:video:type", "text/html");
        property(words, "og:video:width", String.valueOf(preview.width()));
        property(words, "og:video:height", String.valueOf(preview.height()));
        return words.toString();
    }

    private static void property(StringBuilder words, String name, String value) {
        words.append("<meta property=\"")
                .append(name)
                .append("\" content=\"")
                .append(Markup.escaped(value))
                .append("\">");
    }

    private static String shortened(String text) {
        String line = text.strip().replaceAll("\\s+", " ");
        if (line.codePointCount(0, line.length()) <= MAX_DESCRIPTION) {
            return line;
        }
        return line.substring(0, line.offsetByCodePoints(0, MAX_DESCRIPTION - 1)) + "…";
    }
}
