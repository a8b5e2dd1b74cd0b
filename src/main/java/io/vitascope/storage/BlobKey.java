package io.vitascope.storage;

import io.vitascope.kernel.VideoId;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The name of a blob: parts of {@code [A-Za-z0-9._-]}, joined by slashes, none of them {@code .} or {@code ..}.
 *
 * <p>A key that exists as an object is safe as a path below the store's root; nothing else has to check it.
 */
public record BlobKey(String value) {

    private static final Pattern SHAPE = Pattern.compile(
            "(?!\\.{1,2}(/|$))[A-Za-z0-9._-]{1,128}" + "(/(?!\\.{1,2}(/|$))[A-Za-z0-9._-]{1,128}){0,15}");

    public BlobKey {
        if (!SHAPE.matcher(value).matches()) {
            throw new IllegalArgumentException("not a blob key: " + value);
        }
    }

    /** Empty for a name that no key has: what other hands put into a store may be called anything. */
    static Optional<BlobKey> ofName(String name) {
        return SHAPE.matcher(name).matches() ? Optional.of(new BlobKey(name)) : Optional.empty();
    }

    /** The prefix under which everything of this video lies. */
    public static BlobKey ofVideo(VideoId id) {
        return new BlobKey("videos/" + id);
    }

    public BlobKey child(String relative) {
        return new BlobKey(value + "/" + relative);
    }

    /** The last part. */
    public String name() {
        return value.substring(value.lastIndexOf('/') + 1);
    }

    /** All but the last part; there must be one. */
    public BlobKey parent() {
        return new BlobKey(value.substring(0, value.lastIndexOf('/')));
    }

    @Override
    public String toString() {
        return value;
    }
}
