package io.vitascope.catalog;

import io.vitascope.kernel.Markup;
import io.vitascope.kernel.ProblemException;
import java.net.URI;
import java.util.LinkedHashMap;
import java.util.Map;

/** A video as oEmbed 1.0 describes it; the order of members is that of the text. */
final class Oembed {

    private static final int USUAL_WIDTH = 1280;
    private static final int USUAL_HEIGHT = 720;
    /** A bar with the controls beside the cover. */
    private static final int SOUND_WIDTH = 640;

    private static final int SOUND_HEIGHT = 180;
    private static final int LARGEST = 100_000;
    /** A side of a thumbnail; there is none that fits into less. */
    private static final int SMALLEST_PICTURE = 16;

    private Oembed() {}

    /** Into which a player shall fit, in pixels. */
    record Box(int width, int height) {

        static Box parse(String maxWidth, String maxHeight) {
            return new Box(pixels("maxwidth", maxWidth), pixels("maxheight", maxHeight));
        }

        private static int pixels(String name, String text) {
            if (text.isEmpty()) {
                return LARGEST;
            }
            try {
                int pixels = Integer.parseInt(text);
                if (pixels > 0) {
                    return Math.min(pixels, LARGEST);
                }
            } catch (NumberFormatException notOne) {
                // told below, like one that is too small
            }
            throw refused(name + " is a number of pixels from 1, not \"" + text + "\".");
        }

        /** The largest of this shape that fits. */
        Box around(Box shape) {
            double scale = Math.min(1, Math.min((double) width / shape.width, (double) height / shape.height));
            return new Box((int) Math.max(1, Math.floor(shape.width * scale)), (int)
                    Math.max(1, Math.floor(shape.height * scale)));
        }
    }

    /** @param beginning what the player's address has behind it, such as {@code ?t=90}; may be empty */
    static Map<String, Object> of(Video video, URI root, String beginning, Box room) {
        boolean picture = video.source().width() > 0 && video.source().height() > 0;
        Box player = room.around(player(video));
        Map<String, Object> members = new LinkedHashMap<>();
        members.put("version", "1.0");
        members.put("type", picture ? "video" : "rich");
        members.put("provider_name", "Vitascope");
        members.put("provider_url", root.toString());
        members.put("title", video.title());
        members.put("width", player.width());
        members.put("height", player.height());
        members.put(
                "html",
                "<iframe src=\"" + root.resolve("embed/" + video.id() + beginning) + "\" width=\"" + player.width()
                        + "\" height=\""
                        + player.height() + "\" title=\"" + Markup.escaped(video.title())
                        + "\" allow=\"autoplay; picture-in-picture\" allowfullscreen"
                        + " style=\"border:0\"></iframe>");
        if (video.posterKey().isPresent() && picture) {
            Box thumbnail = even(room.around(new Box(640, 640).around(shape(video))));
            if (thumbnail.width() >= SMALLEST_PICTURE && thumbnail.height() >= SMALLEST_PICTURE) {
                members.put(
                        "thumbnail_url",
                        root.resolve("api/v1/videos/" + video.id() + "/thumbnail.jpg?fit=cover&width="
                                        + thumbnail.width() + "&height=" + thumbnail.height())
                                .toString());
                members.put("thumbnail_width", thumbnail.width());
                members.put("thumbnail_height", thumbnail.height());
            }
        }
        return members;
    }

    static String xml(Map<String, Object> members) {
        StringBuilder xml =
                new StringBuilder("<?xml version=\"1.0\" encoding=\"utf-8\" standalone=\"yes\"?>\n<oembed>");
        members.forEach((name, value) -> xml.append('<')
                .append(name)
                .append('>')
                .append(Markup.escaped(value.toString()))
                .append("</")
                .append(name)
                .append('>'));
        return xml.append("</oembed>\n").toString();
    }

    static Box player(Video video) {
        boolean picture = video.source().width() > 0 && video.source().height() > 0;
        return picture ? shape(video) : new Box(SOUND_WIDTH, SOUND_HEIGHT);
    }

    /** The picture's shape at a usual size: sites stretch what they are given to their width anyway. */
    private static Box shape(Video video) {
        return new Box(USUAL_WIDTH, USUAL_HEIGHT)
                .around(new Box(video.source().width(), video.source().height()));
    }

    static ProblemException refused(String sentence) {
        return new ProblemException(CatalogError.BAD_OEMBED, sentence);
    }

    private static Box even(Box box) {
        return new Box(box.width() / 2 * 2, box.height() / 2 * 2);
    }
}
