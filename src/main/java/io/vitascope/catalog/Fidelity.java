package io.vitascope.catalog;

import io.quarkus.runtime.annotations.RegisterForReflection;

/**
 * How close the encoded pictures of a rendition come to the source's at its size, told by samples.
 *
 * @param xpsnrDb of the brightness
 * @param ssim 0 to 1
 * @param samples pictures compared
 */
@RegisterForReflection
record Fidelity(double xpsnrDb, double ssim, int samples) {}
