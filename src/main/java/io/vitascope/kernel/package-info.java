/**
 * The words that every room speaks: ids, byte ranges, conditions, problems, and how long somebody waits. Plain Java,
 * sixteen types at most; no framework, no room.
 */
@NullMarked
package io.vitascope.kernel;

import org.jspecify.annotations.NullMarked;
