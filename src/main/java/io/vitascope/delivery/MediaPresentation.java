package io.vitascope.delivery;

import java.util.List;

/**
 * An MPEG-DASH manifest whose addresses are relative to the folder it was written in. Threads: immutable. Source:
 * ISO/IEC 23009-1, section 5.6 (base URLs).
 */
record MediaPresentation(String text) {

    /**
     * The same manifest for an address of its own.
     *
     * @param address of its folder as seen from there, of letters that XML takes as they are
     */
    MediaPresentation withFolderAt(String address) {
        return with("<Period", "<BaseURL>" + address + "</BaseURL>\n  ");
    }

    /** The same manifest with these captions, which lie beside its folder. */
    MediaPresentation withCaptions(List<CaptionTrack> tracks) {
        return tracks.isEmpty() ? this : with("  </Period>", CaptionTags.adaptationSets(tracks));
    }

    private MediaPresentation with(String before, String inserted) {
        return new MediaPresentation(
                new StringBuilder(text).insert(text.indexOf(before), inserted).toString());
    }
}
