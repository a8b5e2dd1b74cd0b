package io.vitascope.upload;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** An upload that its client brings to the store in parts: the store's name for it, blank until there is one. */
@RegisterForReflection
record Direct(String uploadId, long partBytes) {

    /** How many parts a file of this length has. */
    int countOf(long lengthBytes) {
        return Math.toIntExact((lengthBytes + partBytes - 1) / partBytes);
    }

    /** The length of one of them, from 1 to {@link #countOf}. */
    long lengthOf(int number, long lengthBytes) {
        return Math.min(partBytes, lengthBytes - (number - 1) * partBytes);
    }
}
