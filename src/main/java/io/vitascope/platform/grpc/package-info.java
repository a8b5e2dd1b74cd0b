/**
 * gRPC: on the shared HTTP port for the network, in-process among the rooms; deadlines; problems as status and
 * trailers.
 *
 * <p>A client {@code x} is in-process unless {@code quarkus.grpc.clients.x.in-process.enabled=false}, with {@code
 * .host} and {@code .port}, sends its calls to another process. Nothing in a room changes.
 */
@NullMarked
package io.vitascope.platform.grpc;

import org.jspecify.annotations.NullMarked;
