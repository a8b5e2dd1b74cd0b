package io.vitascope.platform.image;

import org.graalvm.nativeimage.c.function.CFunction;
import org.graalvm.word.Pointer;
import org.graalvm.word.UnsignedWord;
import org.graalvm.word.WordFactory;

/** Calls into the C library, which only a native executable can make: a JVM lacks the types, and never loads this class. */
final class Kernel {

    /** {@code MADV_DONTNEED} of madvise(2) on Linux. */
    private static final int NOT_NEEDED = 4;

    private Kernel() {}

    /** Unmaps pages that can be read from their file again; false if the kernel refused. */
    static boolean unmap(long fromAddress, long toAddress) {
        return madvise(WordFactory.pointer(fromAddress), WordFactory.unsigned(toAddress - fromAddress), NOT_NEEDED)
                == 0;
    }

    @CFunction("madvise")
    private static native int madvise(Pointer start, UnsignedWord bytes, int advice);
}
