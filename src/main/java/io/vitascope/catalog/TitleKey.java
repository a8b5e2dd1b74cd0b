package io.vitascope.catalog;

/** What a title is sorted by: as people read it, so that "Éclair" stands beside "eclair", and "Part 10" after "Part 2". */
final class TitleKey {

    /** In code points. Titles that begin alike for so long are in the order of their ids. */
    private static final int LONGEST = 200;
    /** Numbers up to so many digits tell their length by one digit ahead of them. */
    private static final int SHORT_NUMBER = 8;

    private TitleKey() {}

    static String of(String title) {
        String folded = Folding.of(title);
        StringBuilder key = new StringBuilder();
        int at = 0;
        while (at < folded.length()) {
            int end = at;
            while (end < folded.length() && isDigit(folded.charAt(end))) {
                end++;
            }
            if (end == at) {
                key.append(folded.charAt(at++));
            } else {
                number(folded.substring(at, end), key);
                at = end;
            }
        }
        int most = Math.min(LONGEST, key.codePointCount(0, key.length()));
        return key.substring(0, key.offsetByCodePoints(0, most));
    }

    private static void number(String digits, StringBuilder key) {
        String value = digits.replaceFirst("^0+(?=.)", "");
        if (value.length() <= SHORT_NUMBER) {
            key.append(value.length());
        } else {
            // Ten to the thousandth: no title is so long.
            key.append(SHORT_NUMBER + 1).append("%03d".formatted(value.length()));
        }
        key.append(value);
    }

    private static boolean isDigit(char letter) {
        return letter >= '0' && letter <= '9';
    }
}
