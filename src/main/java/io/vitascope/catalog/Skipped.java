package io.vitascope.catalog;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * A rendition that there is not.
 *
 * @param reason a word for programs
 * @param detail a sentence for people
 * @param failed it was planned, and nothing came of it
 */
@RegisterForReflection
record Skipped(String name, String reason, String detail, boolean failed) {}
