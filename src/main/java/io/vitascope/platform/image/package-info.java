/** What a native executable does about its own file in memory; nothing of it runs in a JVM. */
@NullMarked
package io.vitascope.platform.image;

import org.jspecify.annotations.NullMarked;
