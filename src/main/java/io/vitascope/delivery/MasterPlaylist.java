package io.vitascope.delivery;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/**
 * A multivariant playlist whose addresses are relative to the folder it was written in, such as {@code
 * 720p/index.m3u8}. Threads: immutable. Source: RFC 8216, sections 4.1 and 4.3.4.
 */
record MasterPlaylist(String text) {

    private static final String STREAM = "#EXT-X-STREAM-INF:";
    private static final Pattern URI_ATTRIBUTE = Pattern.compile("(?<=[:,])URI=\"([^\"]*)\"");
    private static final Pattern ABSOLUTE = Pattern.compile("(?:[A-Za-z][A-Za-z0-9+.-]*:|/).*");
    private static final Pattern RESOLUTION = Pattern.compile("(?<=[:,])RESOLUTION=([0-9]{1,5})x([0-9]{1,5})");

    /** One stream of pictures, with or without sound in it, or of sound alone. */
    record Variant(String uri, int width, int height) {

        String name() {
            int slash = uri.indexOf('/');
            return slash < 0 ? uri : uri.substring(0, slash);
        }
    }

    /** The same playlist as seen from the parent of its folder {@code folder}. */
    String seenFromAbove(String folder) {
        return text.lines()
                .map(line -> line.startsWith("#") ? inTag(line, folder) : below(folder, line))
                .collect(Collectors.joining("\n", "", "\n"));
    }

    /** The same playlist with these captions beside every variant. */
    MasterPlaylist withCaptions(List<CaptionTrack> tracks) {
        int first = text.indexOf(STREAM);
        if (tracks.isEmpty() || first < 0) {
            return this;
        }
        String variants = text.substring(first)
                .lines()
                .map(line -> line.startsWith(STREAM) ? line + CaptionTags.reference() : line)
                .collect(Collectors.joining("\n", "", "\n"));
        return new MasterPlaylist(text.substring(0, first) + CaptionTags.group(tracks) + variants);
    }

    List<Variant> variants() {
        List<Variant> variants = new ArrayList<>();
        Optional<String> tag = Optional.empty();
        for (String line : text.lines().toList()) {
            if (line.startsWith(STREAM)) {
                tag = Optional.of(line);
            } else if (!line.isBlank() && !line.startsWith("#") && tag.isPresent()) {
                variants.add(variant(line.strip(), tag.get()));
                tag = Optional.empty();
            }
        }
        return variants;
    }

    /** The first sound track that is a playlist of its own, the default one before others. */
    Optional<String> audioUri() {
        List<String> tags = text.lines()
                .filter(line -> line.startsWith("#EXT-X-MEDIA:") && line.contains("TYPE=AUDIO"))
                .toList();
        return tags.stream()
                .filter(tag -> tag.contains("DEFAULT=YES"))
                .findFirst()
                .or(() -> tags.stream().findFirst())
                .map(URI_ATTRIBUTE::matcher)
                .filter(Matcher::find)
                .map(matcher -> matcher.group(1));
    }

    private static Variant variant(String uri, String tag) {
        Matcher size = RESOLUTION.matcher(tag);
        return size.find()
                ? new Variant(uri, Integer.parseInt(size.group(1)), Integer.parseInt(size.group(2)))
                : new Variant(uri, 0, 0);
    }

    private static String inTag(String tag, String folder) {
        return URI_ATTRIBUTE
                .matcher(tag)
                .replaceAll(uri -> Matcher.quoteReplacement("URI=\"" + below(folder, uri.group(1)) + "\""));
    }

    private static String below(String folder, String uri) {
        return uri.isBlank() || ABSOLUTE.matcher(uri).matches() ? uri : folder + "/" + uri;
    }
}
