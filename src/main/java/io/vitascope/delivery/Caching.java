package io.vitascope.delivery;

/** How long caches and players may use an answer again without asking. Source: RFC 9111, section 5.2.2; RFC 8246. */
enum Caching {
    /** What lies under a generation is written once. */
    IMMUTABLE("public, max-age=31536000, immutable"),
    AN_HOUR("public, max-age=3600"),
    /** Kept, and asked about each time. */
    REVALIDATED("no-cache");

    private final String header;

    Caching(String header) {
        this.header = header;
    }

    /** The value of {@code Cache-Control}. */
    String header() {
        return header;
    }
}
