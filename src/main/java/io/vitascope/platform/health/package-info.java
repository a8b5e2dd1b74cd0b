/** What the process tells about itself: health, figures, version. */
@NullMarked
package io.vitascope.platform.health;

import org.jspecify.annotations.NullMarked;
