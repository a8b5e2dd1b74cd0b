/**
 * The words that every room speaks: ids, byte ranges, problems. Plain Java, ten files at most; no framework, no room.
 */
@NullMarked
package io.vitascope.kernel;

import org.jspecify.annotations.NullMarked;
