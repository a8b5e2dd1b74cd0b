package io.vitascope.delivery;

import io.vitascope.storage.BlobKey;

/**
 * Captions that players are offered.
 *
 * @param id names it among the video's; a part of addresses
 * @param language BCP 47; {@code und} when nobody knows
 * @param label for viewers; no two of a video have the same
 * @param preferred shown unless the viewer does not want it; of one at most
 * @param key blob of a WebVTT file
 */
record CaptionTrack(String id, String language, String label, Kind kind, boolean preferred, BlobKey key) {

    enum Kind {
        SUBTITLES,
        /** With all that is to be heard, for those who don't hear. */
        CAPTIONS,
        /** Only what is spoken in another language than the sound's. */
        FORCED
    }
}
