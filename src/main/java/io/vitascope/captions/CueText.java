package io.vitascope.captions;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of one cue as a format writes it, made safe. Stateless.
 *
 * <p>Constants are named as FFmpeg names the codecs.
 */
public enum CueText {
    /** Text with a few tags of HTML, and often {@code {\an8}} of ASS. */
    SUBRIP {
        @Override
        public String safe(byte[] cue) {
            return tagged(OVERRIDES.matcher(TextEncoding.decode(cue)).replaceAll(""));
        }
    },
    /** Text with tags of its own. */
    WEBVTT {
        @Override
        public String safe(byte[] cue) {
            return tagged(TextEncoding.decode(cue));
        }
    },
    /** An event: nine fields, of which the last is text with {@code {\i1}} in it. */
    ASS {
        @Override
        public String safe(byte[] cue) {
            String[] fields = TextEncoding.decode(cue).split(",", 9);
            return fields.length < 9 ? "" : overridden(fields[8]);
        }
    },
    /** Length, text, and boxes of which one tells styles: 3GPP TS 26.245. */
    MOV_TEXT {
        @Override
        public String safe(byte[] cue) {
            return timedText(ByteBuffer.wrap(cue));
        }
    };

    private static final Pattern OVERRIDES = Pattern.compile("\\{\\\\[^}]{0,200}\\}");
    private static final Pattern TAG = Pattern.compile("<(/?)([a-zA-Z]*|[0-9:.]+)([.\\s/][^<>]{0,200})?>");
    private static final Pattern ENTITY = Pattern.compile(
            "&(amp|lt|gt|quot|apos|nbsp|lrm|rlm|#\\d{1,7}(?!\\d)|#[xX]\\p{XDigit}{1,6}(?!\\p{XDigit}));?");
    private static final Pattern STYLE = Pattern.compile("\\\\([ibu])(\\d{0,3})(?![a-zA-Z])|\\\\p(\\d)");
    private static final Map<String, String> ENTITIES = Map.of(
            "amp", "&", "lt", "<", "gt", ">", "quot", "\"", "apos", "'", "nbsp", "\u00a0", "lrm", "\u200e", "rlm",
            "\u200f");

    /** Empty when there is nothing to be read in it. */
    public abstract String safe(byte[] cue);

    /** Text that has no markup: a title. */
    public static String plain(String written) {
        SafeText text = new SafeText();
        text.characters(written);
        return text.end();
    }

    /** Empty for a codec whose cues are pictures, or are no text that is known here. */
    public static Optional<CueText> ofCodec(String codec) {
        return switch (codec) {
            case "subrip", "srt", "text" -> Optional.of(SUBRIP);
            case "webvtt" -> Optional.of(WEBVTT);
            case "ass", "ssa" -> Optional.of(ASS);
            case "mov_text" -> Optional.of(MOV_TEXT);
            default -> Optional.empty();
        };
    }

    /** Tags of WebVTT and SubRip go, but for i, b and u; what only looks like a tag is text. */
    static String tagged(String written) {
        SafeText text = new SafeText();
        Matcher tag = TAG.matcher(written);
        int from = 0;
        while (tag.find()) {
            entities(written.substring(from, tag.start()), text);
            from = tag.end();
            String name = tag.group(2).toLowerCase(Locale.ROOT);
            switch (name) {
                case "i", "b", "u" -> text.set(name.charAt(0), tag.group(1).isEmpty());
                case "em" -> text.set('i', tag.group(1).isEmpty());
                case "strong" -> text.set('b', tag.group(1).isEmpty());
                case "br" -> text.character('\n');
                case "c", "v", "lang", "ruby", "rt", "font", "span" -> {}
                default -> {
                    boolean time = !name.isEmpty() && Character.isDigit(name.charAt(0));
                    if (!time) {
                        text.characters(tag.group());
                    }
                }
            }
        }
        entities(written.substring(from), text);
        return text.end();
    }

    private static void entities(String written, SafeText text) {
        Matcher entity = ENTITY.matcher(written);
        int from = 0;
        while (entity.find()) {
            text.characters(written.substring(from, entity.start()));
            from = entity.end();
            String name = entity.group(1);
            if (name.startsWith("#")) {
                boolean hexadecimal = name.charAt(1) == 'x' || name.charAt(1) == 'X';
                int code = hexadecimal ? Integer.parseInt(name.substring(2), 16) : Integer.parseInt(name.substring(1));
                text.characters(Character.isValidCodePoint(code) && code != '\n' ? Character.toString(code) : "");
            } else {
                text.characters(ENTITIES.getOrDefault(name, entity.group()));
            }
        }
        text.characters(written.substring(from));
    }

    /** Source: the override tags that Aegisub's manual lists; drawings ({@code \p1}) are no text. */
    static String overridden(String written) {
        SafeText text = new SafeText();
        boolean drawing = false;
        // Behind it nothing is searched, so that each character is seen twice at most.
        int lastEnd = written.lastIndexOf('}');
        int at = 0;
        while (at < written.length()) {
            int c = written.codePointAt(at);
            if (c == '{' && at < lastEnd) {
                int end = written.indexOf('}', at);
                Matcher style = STYLE.matcher(written.substring(at, end));
                while (style.find()) {
                    if (style.group(3) != null) {
                        drawing = !style.group(3).equals("0");
                    } else {
                        text.set(style.group(1).charAt(0), isOn(style.group(2)));
                    }
                }
                at = end + 1;
                continue;
            }
            boolean escape = c == '\\' && at + 1 < written.length() && "Nnh".indexOf(written.charAt(at + 1)) >= 0;
            if (!drawing) {
                text.character(escape ? (written.charAt(at + 1) == 'h' ? 0xa0 : '\n') : c);
            }
            at += escape ? 2 : Character.charCount(c);
        }
        return text.end();
    }

    /** Bold may be a weight. */
    private static boolean isOn(String number) {
        return !number.isEmpty() && Integer.parseInt(number) != 0 && Integer.parseInt(number) != 400;
    }

    private static String timedText(ByteBuffer sample) {
        if (sample.remaining() < 2) {
            return "";
        }
        byte[] written = new byte[Math.min(sample.getShort() & 0xffff, sample.remaining())];
        sample.get(written);
        int[] characters = TextEncoding.decode(written).codePoints().toArray();
        int[] faces = new int[characters.length];
        while (sample.remaining() >= 8) {
            int size = sample.getInt();
            byte[] type = new byte[4];
            sample.get(type);
            if (size < 8 || size - 8 > sample.remaining()) {
                break;
            }
            ByteBuffer box = sample.slice().limit(size - 8);
            sample.position(sample.position() + size - 8);
            if (new String(type, StandardCharsets.ISO_8859_1).equals("styl")) {
                readStyles(box, faces);
            }
        }
        SafeText text = new SafeText();
        for (int i = 0; i < characters.length; i++) {
            text.set('b', (faces[i] & 1) != 0);
            text.set('i', (faces[i] & 2) != 0);
            text.set('u', (faces[i] & 4) != 0);
            text.character(characters[i] == '\r' ? '\n' : characters[i]);
        }
        return text.end();
    }

    /** Records of first character, character after the last, font, face, size and colour. */
    private static void readStyles(ByteBuffer box, int[] faces) {
        int count = box.remaining() < 2 ? 0 : box.getShort() & 0xffff;
        for (int i = 0; i < count && box.remaining() >= 12; i++) {
            int first = box.getShort() & 0xffff;
            int end = box.getShort() & 0xffff;
            box.getShort();
            int face = box.get();
            box.get();
            box.getInt();
            for (int character = first; character < Math.min(end, faces.length); character++) {
                faces[character] = face;
            }
        }
    }
}
