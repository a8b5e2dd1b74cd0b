package io.vitascope.processing;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A rendition that there is not.
 *
 * @param reason a word for programs
 * @param detail a sentence for people
 * @param failed it was planned, and nothing came of it
 */
@RegisterForReflection
record Skipped(String name, String reason, String detail, boolean failed) {

    static Skipped fewBits(String name) {
        return new Skipped(name, "few-bits", Ladder.FEW_BITS, false);
    }

    static Skipped undecodable(String name) {
        return new Skipped(name, "not-decodable", "Nothing of it could be decoded.", true);
    }

    static Skipped unencodable(String name) {
        return new Skipped(name, "not-encodable", "The encoder failed; the other renditions are not concerned.", true);
    }
}
