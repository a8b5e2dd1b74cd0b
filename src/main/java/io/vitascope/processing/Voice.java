package io.vitascope.processing;

/**
 * What tells one sound of a video from its others.
 *
 * @param language BCP 47; empty when the file does not tell
 * @param label for viewers, of one line; two sounds share it only when one is the other in more channels
 * @param main the one that plays unless the viewer wants another
 * @param original the source's own channels, beside a stereo mix of the same
 */
record Voice(String language, String label, int channels, boolean main, boolean original, Purpose purpose) {

    /** Words of {@code urn:mpeg:dash:role:2011}. */
    enum Purpose {
        SPEECH("alternate"),
        COMMENTARY("commentary"),
        /** Tells what is to be seen. */
        DESCRIPTION("description");

        private final String role;

        Purpose(String role) {
            this.role = role;
        }
    }

    String role() {
        return main && purpose == Purpose.SPEECH ? "main" : purpose.role;
    }
}
