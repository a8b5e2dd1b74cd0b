package io.vitascope.catalog;

import io.vitascope.kernel.VideoId;

/**
 * One message to those who watch videos, written once for all of them.
 *
 * @param revision of the video, 0 when it was deleted
 * @param position in {@link VideoChanges}; empty for what is no change of a record
 * @param json the message's body
 */
record LiveEvent(Kind kind, VideoId id, long revision, String position, String json) {

    enum Kind {
        /** The video as it is now. */
        VIDEO("video"),
        PROGRESS("progress"),
        DELETED("deleted"),
        /** Nothing more comes of this video. */
        END("end"),
        /** No event, but how far what was told reaches. */
        POSITION("position"),
        /** More has changed than is remembered: what the watcher knows may be out of date. */
        RESET("reset");

        private final String word;

        Kind(String word) {
            this.word = word;
        }

        String word() {
            return word;
        }

        /** Whether this makes an older message of another kind about the same video needless. */
        boolean covers(Kind older) {
            return this == older || (older == PROGRESS && (this == VIDEO || this == DELETED));
        }
    }
}
