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
     * @param parent of its folder as seen from there
     * @param folder its name there; both of letters that XML takes as they are
     */
    MediaPresentation withFolderIn(String parent, String folder) {
        return new MediaPresentation(text.replace(" initialization=\"", " initialization=\"" + folder + "/")
                        .replace(" media=\"", " media=\"" + folder + "/")
                        // Sheets of a storyboard lie outside; by their run's name they never change.
                        .replace(" media=\"" + folder + "/../../", " media=\"../" + folder + "/"))
                .with("<Period", "<BaseURL>" + parent + "</BaseURL>\n  ");
    }

    /** The same manifest with these captions, whose folder lies beside its own. */
    MediaPresentation withCaptions(List<CaptionTrack> tracks) {
        return tracks.isEmpty() ? this : with("  </Period>", CaptionTags.adaptationSets(tracks));
    }

    private MediaPresentation with(String before, String inserted) {
        return new MediaPresentation(
                new StringBuilder(text).insert(text.indexOf(before), inserted).toString());
    }
}
