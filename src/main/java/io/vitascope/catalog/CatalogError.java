package io.vitascope.catalog;

import io.vitascope.kernel.ErrorCode;

/** What can be wrong with a request to the catalog. */
enum CatalogError implements ErrorCode {
    VIDEO_NOT_FOUND("video-not-found", "Video not found", Kind.NOT_FOUND),
    STALE_REVISION("stale-revision", "The video has changed meanwhile", Kind.PRECONDITION),
    NOT_FAILED("not-failed", "The video has not failed", Kind.CONFLICT),
    NOT_PROCESSING("not-processing", "The video is not being processed", Kind.CONFLICT),
    SOURCE_LOST("source-lost", "The uploaded file is no longer known", Kind.CONFLICT),
    BAD_CURSOR("bad-cursor", "The cursor is not one of this list", Kind.INVALID),
    BAD_PAGE("bad-page", "The page does not exist", Kind.INVALID),
    UNKNOWN_SORT("unknown-sort", "Unknown sort order", Kind.INVALID),
    UNKNOWN_STATE("unknown-state", "Unknown state", Kind.INVALID),
    SEARCH_TOO_LONG("search-too-long", "The search is too long", Kind.INVALID),
    NOT_JSON("not-json", "The body is not JSON", Kind.INVALID),
    MEMBER_REFUSED("member-refused", "A member of the body can't be set", Kind.UNPROCESSABLE),
    TEXT_REFUSED("text-refused", "Title, description or tags are not acceptable", Kind.UNPROCESSABLE),
    CHAPTERS_REFUSED("chapters-refused", "The chapters are not acceptable", Kind.UNPROCESSABLE),
    NOT_RESTORABLE("not-restorable", "The video can't be brought back", Kind.CONFLICT),
    BAD_UNDO("bad-undo", "The time to undo can't be understood", Kind.INVALID),
    BATCH_REFUSED("batch-refused", "The batch can't be done", Kind.UNPROCESSABLE),
    BAD_OEMBED("bad-oembed", "There is nothing to embed at this address", Kind.INVALID),
    BAD_LANGUAGE("bad-language", "The language is no language tag", Kind.INVALID),
    BAD_CAPTIONS_PARAMETER("bad-captions-parameter", "A parameter of the captions can't be understood", Kind.INVALID),
    CAPTIONS_NOT_FOUND("captions-not-found", "The video has no such captions", Kind.NOT_FOUND),
    CAPTIONS_TOO_LARGE("captions-too-large", "The file of captions is too large", Kind.TOO_LARGE),
    CAPTIONS_UNREADABLE("captions-unreadable", "The file is neither WebVTT nor SubRip", Kind.UNPROCESSABLE),
    TOO_MANY_CAPTIONS("too-many-captions", "The video has captions in too many languages", Kind.UNPROCESSABLE),
    POSTER_REFUSED("poster-refused", "No poster can be made of this", Kind.UNPROCESSABLE),
    POSTER_TOO_LARGE("poster-too-large", "The picture is too large", Kind.TOO_LARGE),
    NEIGHBOUR_UNAVAILABLE("neighbour-unavailable", "A part of the service does not answer", Kind.UNAVAILABLE);

    private final Entry entry;

    /** Conflicts here don't go away by waiting. */
    CatalogError(String reason, String title, Kind kind) {
        this.entry = new Entry("catalog", reason, title, kind, kind == Kind.UNAVAILABLE);
    }

    @Override
    public Entry entry() {
        return entry;
    }
}
