/**
 * A house in which every rule is broken: {@code ArchitectureTest} must find each violation. Nothing here is ever run.
 */
@NullMarked
package io.vitascope.planted;

import org.jspecify.annotations.NullMarked;
