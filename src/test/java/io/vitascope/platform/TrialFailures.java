package io.vitascope.platform;

import io.vitascope.kernel.ErrorCode;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;

/** Everything that can go wrong in a door, by name. */
public final class TrialFailures {

    private TrialFailures() {}

    /** A code of every kind; its slug is {@code trial/<kind>}. */
    public record Code(ErrorCode.Kind kind) implements ErrorCode {
        @Override
        public Entry entry() {
            String reason = kind.name().toLowerCase(Locale.ROOT).replace('_', '-');
            return new Entry("trial", reason, "Something is " + kind, kind);
        }
    }

    public static RuntimeException named(String name) {
        return switch (name) {
            case "bug" -> new IllegalStateException("secret of io.vitascope.Internals");
            case "illegal" -> new IllegalArgumentException("No enum constant io.vitascope.Internals.X");
            case "bad-id" -> badId();
            case "full-disk" -> fullDisk();
            case "long" ->
                new ProblemException(
                        new Code(ErrorCode.Kind.NOT_FOUND), "x".repeat(100_000), Map.of("asked", "y".repeat(100_000)));
            default ->
                new ProblemException(
                        new Code(ErrorCode.Kind.valueOf(name)), "A sentence – with facts.", Map.of("limit_bytes", 7));
        };
    }

    /** Of a device that has no room for anything. */
    private static RuntimeException fullDisk() {
        try {
            return new IllegalStateException("written to " + Files.write(Path.of("/dev/full"), new byte[1]));
        } catch (IOException e) {
            return new UncheckedIOException(e);
        }
    }

    private static RuntimeException badId() {
        try {
            return new IllegalStateException("not reached " + VideoId.parse("../etc"));
        } catch (IllegalArgumentException e) {
            return e;
        }
    }
}
