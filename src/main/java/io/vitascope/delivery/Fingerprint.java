package io.vitascope.delivery;

import io.vitascope.kernel.Sha256;

/** The first 128 bits of a SHA-256, in hexadecimal. */
final class Fingerprint {

    private Fingerprint() {}

    static String of(byte[] bytes) {
        return Sha256.hex(bytes, 16);
    }
}
