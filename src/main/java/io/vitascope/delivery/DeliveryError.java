package io.vitascope.delivery;

import io.vitascope.kernel.ErrorCode;

/** {@code delivery/*} codes. */
enum DeliveryError implements ErrorCode {
    UNKNOWN_VIDEO("unknown-video", "There is no such video", Kind.NOT_FOUND),
    UNKNOWN_QUALITY("unknown-quality", "The video does not exist in this quality", Kind.NOT_FOUND),
    UNKNOWN_FILE("unknown-file", "The video has no such playlist or segment", Kind.NOT_FOUND),
    NOT_READY("not-ready", "This quality is still being made", Kind.UNAVAILABLE),
    NOT_PLAYABLE_YET("not-playable-yet", "The first seconds are still being made", Kind.UNAVAILABLE),
    NOT_COMPLETE_YET("not-complete-yet", "The video is still being encoded", Kind.UNAVAILABLE),
    NOT_PLAYABLE("not-playable", "The video could not be processed", Kind.NOT_FOUND),
    NO_PICTURE("no-picture", "The video has no picture", Kind.NOT_FOUND),
    BAD_TIME("bad-time", "The time cannot be understood", Kind.INVALID),
    BAD_WIDTH("bad-width", "The width cannot be used", Kind.INVALID),
    BAD_HEIGHT("bad-height", "The height cannot be used", Kind.INVALID),
    BAD_FIT("bad-fit", "The fit cannot be used", Kind.INVALID),
    OUTSIDE("outside", "The start lies outside the video", Kind.RANGE),
    CHANGED("changed", "The file is not the one that was meant", Kind.PRECONDITION),
    BUSY("busy", "Too many pictures are being made at once", Kind.UNAVAILABLE),
    CATALOG_AWAY("catalog-away", "The catalog cannot be asked", Kind.UNAVAILABLE);

    private final Entry entry;

    DeliveryError(String reason, String title, Kind kind) {
        this.entry = new Entry("delivery", reason, title, kind);
    }

    @Override
    public Entry entry() {
        return entry;
    }
}
