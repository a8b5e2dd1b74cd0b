package io.vitascope.delivery;

import io.vitascope.kernel.ProblemException;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.Thumbnail;
import jakarta.ws.rs.DefaultValue;
import jakarta.ws.rs.QueryParam;
import java.util.Map;
import java.util.Optional;
import org.eclipse.microprofile.openapi.annotations.enums.SchemaType;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.parameters.Parameter;

/** The size that a request asks for. Texts are empty when absent; numbers are even, as pictures of video are. */
final class ThumbnailSize {

    private static final int LEAST = 16;
    private static final int MOST = 3_840;

    @Parameter(
            description = "Pixels; odd ones are rounded down, and never above the source's",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "16", maximum = "3840"))
    @QueryParam("width")
    @DefaultValue("")
    String width = "";

    @Parameter(
            description = "Pixels; odd ones are rounded down, and never above the source's",
            schema = @Schema(type = SchemaType.INTEGER, minimum = "16", maximum = "3840"))
    @QueryParam("height")
    @DefaultValue("")
    String height = "";

    @Parameter(
            description = "With both width and height: whether the picture fits into them, or fills them and loses what"
                    + " sticks out",
            schema =
                    @Schema(
                            enumeration = {"contain", "cover"},
                            defaultValue = "contain"))
    @QueryParam("fit")
    @DefaultValue("contain")
    String fit = "contain";

    Thumbnail ofMoment(long timeMs, String extension) {
        return of(Optional.empty(), timeMs, widthPixels(), extension);
    }

    /** As large as it is, unless a size is asked for. */
    Thumbnail ofPoster(BlobKey poster, String extension) {
        return of(Optional.of(poster), 0, isAny() ? Thumbnail.POSTER_WIDTH : widthPixels(), extension);
    }

    private Thumbnail of(Optional<BlobKey> picture, long timeMs, int pixels, String extension) {
        return new Thumbnail(picture, timeMs, pixels, heightPixels(), covers(), extension.equals("webp"));
    }

    boolean isAny() {
        return width.isEmpty() && height.isEmpty();
    }

    /** 0 when absent. Errors: {@link DeliveryError#BAD_WIDTH}. */
    private int widthPixels() {
        return pixels("width", width, DeliveryError.BAD_WIDTH);
    }

    /** 0 when absent. Errors: {@link DeliveryError#BAD_HEIGHT}. */
    private int heightPixels() {
        return pixels("height", height, DeliveryError.BAD_HEIGHT);
    }

    /** Errors: {@link DeliveryError#BAD_FIT}. */
    private boolean covers() {
        return switch (fit) {
            case "contain" -> false;
            case "cover" -> !width.isEmpty() && !height.isEmpty();
            default ->
                throw new ProblemException(
                        DeliveryError.BAD_FIT,
                        "The fit \"" + fit + "\" is neither contain nor cover.",
                        Map.of("allowed", "contain, cover"));
        };
    }

    private static int pixels(String name, String text, DeliveryError error) {
        if (text.isEmpty()) {
            return 0;
        }
        try {
            int pixels = Integer.parseInt(text);
            if (pixels >= LEAST && pixels <= MOST) {
                return pixels / 2 * 2;
            }
        } catch (NumberFormatException notANumber) {
            // Answered below, like a number that is out of bounds.
        }
        throw new ProblemException(
                error, "The " + name + " \"" + text + "\" is not a whole number from " + LEAST + " to " + MOST + ".");
    }
}
