/**
 * What the program does instead of serving when its first argument says so: {@code doctor}, {@code export}, {@code
 * import}, {@code storage}.
 *
 * <p>A command runs in the application with no role: nothing listens, no event is consumed, no job is taken.
 */
@NullMarked
package io.vitascope.platform.commands;

import org.jspecify.annotations.NullMarked;
