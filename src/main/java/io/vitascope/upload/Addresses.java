package io.vitascope.upload;

import io.vitascope.kernel.InvalidValueException;
import io.vitascope.kernel.VideoId;

/** Where uploads and their videos are over HTTP: paths on this host, and the ids in them. */
final class Addresses {

    static final String UPLOADS = "/api/v1/uploads";
    static final String DIRECT_UPLOADS = "/api/v1/direct-uploads";
    static final String VIDEOS = "/api/v1/videos";

    private Addresses() {}

    static String ofUpload(String id) {
        return UPLOADS + "/" + id;
    }

    static String ofDirectUpload(String id) {
        return DIRECT_UPLOADS + "/" + id;
    }

    static String ofVideo(String id) {
        return VIDEOS + "/" + id;
    }

    /** The upload that an address names; text that is no id is that of no upload. */
    static VideoId id(String text) {
        try {
            return VideoId.parse(text);
        } catch (InvalidValueException e) {
            throw Uploads.notFound(text);
        }
    }
}
