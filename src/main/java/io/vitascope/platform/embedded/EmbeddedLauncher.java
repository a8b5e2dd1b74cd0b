package io.vitascope.platform.embedded;

import io.quarkus.runtime.ImageMode;
import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Starts the Redis and the Kafka that the configuration does not name, once per JVM.
 *
 * <p>In dev mode the application is loaded anew at every change, but its Redis and Kafka shall stay. So {@link
 * EmbeddedServices} lives in a class loader of its own that nobody closes, and is kept in the system properties, where
 * every later class loader finds it. Between the two only JDK types are spoken.
 *
 * <p>Threads: any.
 */
public final class EmbeddedLauncher {

    private static final String SERVICES = "vitascope.embedded.services";
    private static final String ADDRESSES = "vitascope.embedded.addresses";
    private static final String STARTER = "vitascope.embedded.starter";
    private static final String LOCK = "vitascope.embedded.lock";

    private EmbeddedLauncher() {}

    /**
     * Whether the command line or the environment names both, before which no other source of configuration is asked.
     * To read all of them takes a native executable longer than any other step of its start.
     */
    public static boolean isAllExternal() {
        return EmbeddedSettings.isNamedFirst(EmbeddedSettings.REDIS_HOSTS)
                && EmbeddedSettings.isNamedFirst(EmbeddedSettings.KAFKA_SERVERS);
    }

    /**
     * Takes seconds when something is to be started. Returns the addresses, by the configuration key that lacked them;
     * empty when everything is external.
     */
    @SuppressWarnings("unchecked")
    public static Map<String, String> ensureRunning(Function<String, Optional<String>> config)
            throws EmbeddedStartException {
        if (ImageMode.current() == ImageMode.NATIVE_RUN) {
            refuseToStart(EmbeddedSettings.from(config));
            return Map.of();
        }
        Properties shared = System.getProperties();
        ReentrantLock lock = lock();
        lock.lock();
        try {
            shared.put(STARTER, Thread.currentThread());
            Object services = shared.computeIfAbsent(SERVICES, key -> isolated());
            var addresses =
                    ((Function<Function<String, Optional<String>>, Map<String, String>>) services).apply(config);
            String refusal = addresses.get(EmbeddedServices.REFUSED);
            if (refusal != null) {
                throw new EmbeddedStartException(refusal);
            }
            shared.put(ADDRESSES, addresses);
            return addresses;
        } finally {
            shared.remove(STARTER);
            lock.unlock();
        }
    }

    /**
     * What of the configuration's two lacks another process has running on the same data folder, by the keys of the
     * configuration; empty when there is none.
     */
    public static Map<String, String> ofAnother(Function<String, Optional<String>> config)
            throws EmbeddedStartException {
        EmbeddedSettings settings = EmbeddedSettings.from(config);
        Map<String, String> addresses =
                settings.nothingIsMissing() ? Map.of() : DataFolder.addressesOfAnother(settings.dataDir());
        return addresses.entrySet().stream()
                .filter(address -> config.apply(address.getKey())
                        .filter(named -> !named.isBlank())
                        .isEmpty())
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue));
    }

    /** The broker needs a JVM; and half of the two would only hide that. */
    private static void refuseToStart(EmbeddedSettings settings) throws EmbeddedStartException {
        if (!settings.nothingIsMissing()) {
            throw new EmbeddedStartException("The native executable has no embedded Redis and Kafka: set "
                    + settings.namesOfMissing() + ", or run the package with a JVM, which has both.");
        }
    }

    /** What {@link #ensureRunning} answered last, also to a former class loader. */
    @SuppressWarnings("unchecked")
    public static Map<String, String> addresses() {
        Object addresses = System.getProperties().get(ADDRESSES);
        return addresses == null ? Map.of() : (Map<String, String>) addresses;
    }

    /** Ends what runs or is being started, and returns when it is gone. */
    public static void close() {
        Properties shared = System.getProperties();
        if (shared.get(STARTER) instanceof Thread starter) {
            starter.interrupt();
        }
        ReentrantLock lock = lock();
        lock.lock();
        try {
            shared.remove(ADDRESSES);
            if (shared.remove(SERVICES) instanceof AutoCloseable services) {
                services.close();
            }
        } catch (Exception failed) {
            throw new IllegalStateException("the embedded Redis and Kafka did not close", failed);
        } finally {
            lock.unlock();
        }
    }

    /** Not the properties' own monitor: while the children start, others set properties. */
    private static ReentrantLock lock() {
        return (ReentrantLock) System.getProperties().computeIfAbsent(LOCK, key -> new ReentrantLock());
    }

    private static Object isolated() {
        try {
            URL code = Payload.codeLocation().toUri().toURL();
            ClassLoader loader =
                    new URLClassLoader("vitascope-embedded", new URL[] {code}, ClassLoader.getPlatformClassLoader());
            var constructor = loader.loadClass(EmbeddedServices.class.getName()).getDeclaredConstructor();
            constructor.setAccessible(true);
            return constructor.newInstance();
        } catch (MalformedURLException | ReflectiveOperationException impossible) {
            throw new IllegalStateException(impossible);
        }
    }
}
