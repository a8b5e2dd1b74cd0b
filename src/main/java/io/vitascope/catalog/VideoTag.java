package io.vitascope.catalog;

import java.util.Objects;

/**
 * The strong entity tag of a video as it is shown: revision and views, and while it is being processed the progress.
 *
 * <p>Source: RFC 9110, section 8.8.3. {@link Revisions} says which part of it counts for a change.
 */
record VideoTag(String value) {

    static VideoTag of(LiveVideo live) {
        String tag = live.video().revision() + "-" + live.views();
        if (live.video().state() != Video.State.PROCESSING) {
            return new VideoTag("\"" + tag + "\"");
        }
        return new VideoTag(
                "\"" + tag + "-" + Integer.toHexString(Objects.hash(live.progressPercent(), live.job())) + "\"");
    }

    @Override
    public String toString() {
        return value;
    }
}
