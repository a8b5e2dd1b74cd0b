/**
 * The words that every room speaks: ids, byte ranges, conditions, problems. Plain Java, fifteen files at most; no
 * framework, no room.
 */
@NullMarked
package io.vitascope.kernel;

import org.jspecify.annotations.NullMarked;
