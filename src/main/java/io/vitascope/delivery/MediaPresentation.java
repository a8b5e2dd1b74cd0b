package io.vitascope.delivery;

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
    String withFolderAt(String address) {
        return new StringBuilder(text)
                .insert(text.indexOf("<Period"), "<BaseURL>" + address + "</BaseURL>\n  ")
                .toString();
    }
}
