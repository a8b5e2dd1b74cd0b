package io.vitascope.planted.kernel;

import org.jboss.logging.Logger;

/** More than plain Java. */
record Logging(Logger log) {}
