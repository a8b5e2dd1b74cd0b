package io.vitascope.platform;

import java.io.IOException;

/** Tells a write for which there was no room from an error of ours. */
public final class FullDisk {

    private static final int MAX_CAUSES = 10;

    private FullDisk() {}

    /**
     * Java has no type for it, only the words of the system for ENOSPC and EDQUOT; in another language it stays
     * unknown.
     */
    public static boolean isBehind(Throwable failure) {
        Throwable cause = failure;
        for (int depth = 0; cause != null && depth < MAX_CAUSES; depth++) {
            String words = String.valueOf(cause.getMessage());
            if (cause instanceof IOException
                    && (words.endsWith("No space left on device") || words.endsWith("Disk quota exceeded"))) {
                return true;
            }
            cause = cause.getCause();
        }
        return false;
    }
}
