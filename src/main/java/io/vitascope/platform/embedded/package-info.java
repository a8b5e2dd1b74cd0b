/**
 * Real Redis and real Kafka without Docker: two child processes of the application, started when nothing external is
 * named.
 *
 * <p>Doors: {@link io.vitascope.platform.embedded.EmbeddedLauncher} is the only way in. It looks at {@code
 * quarkus.redis.hosts} and {@code kafka.bootstrap.servers}, each on its own; who has a value is external and is left
 * alone.
 *
 * <p>What holds at any time:
 *
 * <ul>
 *   <li>No orphans. Both children end when the pipe from the application closes, however the application went.
 *   <li>No gaps. A child that dies is started again on the same port with the same data ({@link
 *       io.vitascope.platform.embedded.Supervisor}).
 *   <li>No two owners. A lock on the data folder, held by the application, and former children are gone before new ones
 *       start ({@link io.vitascope.platform.embedded.DataFolder}).
 *   <li>The application stops first, its Redis and Kafka after it. Under systemd this needs {@code KillMode=mixed}:
 *       otherwise systemd stops all processes at once.
 * </ul>
 *
 * <p>Everything here is plain JDK, because it outlives the class loaders of dev mode. Only {@link
 * io.vitascope.platform.embedded.KafkaBrokerMain} knows Kafka, and it runs in the child.
 */
package io.vitascope.platform.embedded;
