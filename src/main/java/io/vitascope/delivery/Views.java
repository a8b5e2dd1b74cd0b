package io.vitascope.delivery;

import com.github.benmanes.caffeine.cache.Cache;
import com.github.benmanes.caffeine.cache.Caffeine;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vitascope.kernel.VideoId;
import jakarta.inject.Singleton;
import org.jboss.logging.Logger;
import org.jspecify.annotations.Nullable;

/**
 * Tells the catalog that somebody watches: once per viewer and video, until that viewer has been away for a session's
 * length.
 *
 * <p>What is remembered here only spares the catalog a call per segment; it is the catalog that counts, for all
 * processes together. Threads: safe for all, never blocks, never fails.
 */
@RegisterForReflection(classNames = Views.CACHE_ENTRY)
@Singleton
final class Views {

    /**
     * Caffeine finds its entries' class by a name that it puts together from what the cache does; Quarkus lists some.
     */
    static final String CACHE_ENTRY = "com.github.benmanes.caffeine.cache.PSAMS";

    private static final Logger LOG = Logger.getLogger(Views.class);

    private final CatalogClient catalog;
    private final Cache<Session, Boolean> sessions;

    Views(CatalogClient catalog, DeliveryConfig config) {
        this.catalog = catalog;
        this.sessions = Caffeine.newBuilder()
                .expireAfterAccess(config.viewSession())
                .maximumSize(config.viewSessions())
                .build();
    }

    private record Session(VideoId id, String viewer) {

        /** Written out, as that of {@link VideoId}: every segment looks for its session. */
        @Override
        public boolean equals(@Nullable Object other) {
            return other instanceof Session session && id.equals(session.id) && viewer.equals(session.viewer);
        }

        @Override
        public int hashCode() {
            return 31 * id.hashCode() + viewer.hashCode();
        }
    }

    /** Media bytes of the video are on their way to {@code viewer}, a name that means the same viewer every time. */
    void watched(VideoId id, String viewer) {
        Session session = new Session(id, viewer);
        if (sessions.getIfPresent(session) != null || sessions.asMap().putIfAbsent(session, true) != null) {
            return;
        }
        try {
            catalog.recordView(id, viewer).whenComplete((counted, failure) -> {
                if (failure != null) {
                    forget(session, failure);
                }
            });
        } catch (RuntimeException failure) {
            forget(session, failure);
        }
    }

    /** The next segment of this viewer tries again. */
    private void forget(Session session, Throwable failure) {
        sessions.invalidate(session);
        LOG.debugf("View of video %s not recorded yet: %s", session.id(), failure.toString());
    }
}
