package io.vitascope.processing.ffmpeg;

/**
 * How close the encoded pictures of a rendition come to what was given to the encoder: the source's pictures, scaled to
 * the rendition's size. What scaling loses is not in it, so renditions of different sizes do not compare.
 *
 * @param xpsnrDb of the brightness, in decibels; weighted by what eyes notice. Source: C. R. Helmrich et al., "XPSNR: A
 *     Low-Complexity Extension of the Perceptually Weighted Peak Signal-to-Noise Ratio"
 * @param ssim of brightness and colour, 0 to 1
 * @param samples pictures compared
 */
public record Fidelity(double xpsnrDb, double ssim, int samples) {}
