/** What one process of many does: {@code vitascope.roles}. */
@NullMarked
package io.vitascope.platform.roles;

import org.jspecify.annotations.NullMarked;
