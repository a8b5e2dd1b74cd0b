package io.vitascope.captions;

/**
 * The characters of line 21, which look like ASCII and are not quite. Stateless.
 *
 * <p>Source: ANSI/CTA-608-E, section 8.1 and annexes; 47 CFR 15.119 (g).
 */
final class Line21Characters {
    private static final int FIRST = 0x20;
    private static final int FIRST_SPECIAL = 0x30;

    /** Instead of the characters that ASCII has there. */
    private static final String REPLACED = "*\\^_`{|}~\u007f";

    private static final String REPLACING = "áéíóúç÷Ññ█";

    /** The tenth is a space that lets the picture through. */
    private static final String SPECIAL = "®°½¿™¢£♪à\u00a0èâêîôû";

    private static final String SPANISH_AND_FRENCH = "ÁÉÓÚÜü‘¡*'—©℠•“”ÀÂÇÈÊËëÎÏïÔÙùÛ«»";
    private static final String PORTUGUESE_GERMAN_AND_DANISH = "ÃãÍÌìÒòÕõ{}\\^_|~ÄäÖöß¥¤│ÅåØø┌┐└┘";

    private Line21Characters() {}

    /** @param code of seven bits, 0x20 or more */
    static char basic(int code) {
        int at = REPLACED.indexOf(code);
        return at < 0 ? (char) code : REPLACING.charAt(at);
    }

    /** @param code the second byte, 0x30 to 0x3f */
    static char special(int code) {
        return SPECIAL.charAt(code - FIRST_SPECIAL);
    }

    /**
     * One that comes behind a plainer one, for receivers that know no better, and takes its place.
     *
     * @param western whether it is of the first of the two sets
     * @param code the second byte, 0x20 to 0x3f
     */
    static char extended(boolean western, int code) {
        return (western ? SPANISH_AND_FRENCH : PORTUGUESE_GERMAN_AND_DANISH).charAt(code - FIRST);
    }
}
