/** Plumbing around the rooms: HTTP problems, gRPC status, embedded Redis and Kafka. Imported by nobody. */
@NullMarked
package io.vitascope.platform;

import org.jspecify.annotations.NullMarked;
