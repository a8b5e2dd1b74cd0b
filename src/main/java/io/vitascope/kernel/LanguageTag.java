package io.vitascope.kernel;

import java.util.HashMap;
import java.util.IllformedLocaleException;
import java.util.Locale;
import java.util.Map;
import java.util.MissingResourceException;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * A language as players know it: a canonical BCP 47 tag such as {@code de}, {@code pt-BR} or {@code zh-Hans}.
 *
 * <p>Threads: immutable. Errors: {@link InvalidValueException} for text that is no such tag. Source: RFC 5646; ISO
 * 639-2 for the three letters that most containers use.
 */
public record LanguageTag(String value) implements Comparable<LanguageTag> {

    /** Longer ones exist only on paper; a tag becomes part of names and addresses. */
    private static final int LONGEST = 35;

    /** Nothing of four letters or more is registered as a primary language, and "english" is what people try. */
    private static final Pattern SHAPE = Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8})*");

    /** Codes that say "unknown", "several", "none" or "other" rather than a language. */
    private static final Set<String> NONE = Set.of("und", "mul", "zxx", "mis");

    private static final Map<String, String> TWO_LETTERS = twoLetters();

    /**
     * {@link #ownName} by tag, made where a native executable is built, since later it knows one language's names only;
     * with all languages in it, it took 17 MB more memory. Empty in a JVM, which looks them up one by one.
     */
    private static final Map<String, String> OWN_NAMES =
            "buildtime".equals(System.getProperty("org.graalvm.nativeimage.imagecode")) ? ownNames() : Map.of();

    public LanguageTag {
        value = canonical(value);
    }

    /** What a file calls its language, in ISO 639-1, 639-2 or BCP 47; empty when that is none. */
    public static Optional<LanguageTag> ofFile(String code) {
        String[] parts = code.strip().replace('_', '-').split("-", 2);
        String primary = parts[0].toLowerCase(Locale.ROOT);
        String language = TWO_LETTERS.getOrDefault(primary, primary);
        try {
            LanguageTag tag = new LanguageTag(parts.length > 1 ? language + "-" + parts[1] : language);
            return NONE.contains(tag.value()) ? Optional.empty() : Optional.of(tag);
        } catch (InvalidValueException none) {
            return Optional.empty();
        }
    }

    /** The language's name in itself, as viewers look for it: "Deutsch", "Português (Brasil)"; else in English. */
    public String ownName() {
        String known = OWN_NAMES.get(value);
        return known == null ? ownName(Locale.forLanguageTag(value)) : known;
    }

    private static Map<String, String> ownNames() {
        return Stream.of(Locale.getAvailableLocales())
                .filter(locale -> !locale.getLanguage().isEmpty())
                .collect(Collectors.toUnmodifiableMap(
                        Locale::toLanguageTag, LanguageTag::ownName, (name, again) -> name));
    }

    private static String ownName(Locale locale) {
        String name = locale.getDisplayName(locale);
        if (name.isEmpty() || name.equals(locale.toLanguageTag())) {
            name = locale.getDisplayName(Locale.ENGLISH);
        }
        int first = name.offsetByCodePoints(0, 1);
        return name.substring(0, first).toUpperCase(locale) + name.substring(first);
    }

    /** For containers that know nothing longer: the primary language in ISO 639-2/T, or what it has in ISO 639-3. */
    public String threeLetters() {
        return Locale.forLanguageTag(value).getISO3Language();
    }

    /** As the log and a warning name it. */
    public String englishName() {
        return Locale.forLanguageTag(value).getDisplayName(Locale.ENGLISH);
    }

    private static String canonical(String text) {
        if (text.length() <= LONGEST && SHAPE.matcher(text).matches()) {
            try {
                String tag = new Locale.Builder().setLanguageTag(text).build().toLanguageTag();
                boolean unknown = tag.indexOf('-') < 0 && tag.length() == 2 && !TWO_LETTERS.containsValue(tag);
                if (!unknown) {
                    String[] parts = tag.split("-", 2);
                    String primary = TWO_LETTERS.getOrDefault(parts[0], parts[0]);
                    return parts.length > 1 ? primary + "-" + parts[1] : primary;
                }
            } catch (IllformedLocaleException malformed) {
                throw none(text);
            }
        }
        throw none(text);
    }

    private static InvalidValueException none(String text) {
        String shown = text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
        return new InvalidValueException(
                "\"" + shown + "\" is not a language tag. Use BCP 47, such as de, pt-BR or zh-Hans.");
    }

    /** ISO 639-2, in both its forms, to ISO 639-1. */
    private static Map<String, String> twoLetters() {
        Map<String, String> codes = new HashMap<>();
        for (String two : Locale.getISOLanguages()) {
            try {
                Locale locale = Locale.forLanguageTag(two);
                codes.put(locale.getISO3Language(), locale.toLanguageTag());
            } catch (MissingResourceException noThreeLetters) {
                codes.put(two, two);
            }
        }
        String bibliographic = "alb sq arm hy baq eu bur my chi zh cze cs dut nl fre fr geo ka ger de gre el ice is"
                + " mac mk mao mi may ms per fa rum ro slo sk tib bo wel cy";
        String[] pairs = bibliographic.split(" ");
        for (int i = 0; i < pairs.length; i += 2) {
            codes.put(pairs[i], pairs[i + 1]);
        }
        return Map.copyOf(codes);
    }

    @Override
    public int compareTo(LanguageTag other) {
        return value.compareTo(other.value);
    }

    @Override
    public String toString() {
        return value;
    }
}
