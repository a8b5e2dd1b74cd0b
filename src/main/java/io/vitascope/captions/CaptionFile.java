package io.vitascope.captions;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads a whole file of captions, WebVTT or SubRip, whichever it is. Confined to one thread.
 *
 * <p>Errors: {@link CaptionException} at the first line that can be neither; wrong times are made right instead, see
 * {@link Captions}. Source: W3C WebVTT, section 6.1 (file parsing), but stricter: what the parser there would skip in
 * silence is an error here, except where people are known to be careless.
 */
public final class CaptionFile {

    private static final int MOST_CUES = 50_000;
    private static final String CLOCK = "(?:(\\d{1,4}):)?(\\d{1,2}):(\\d{1,2})[.,](\\d{1,3})";
    /** Possessive where spaces are: a long line of them is tried once, and not from each of them on. */
    private static final Pattern TIMES = Pattern.compile("\\s*+" + CLOCK + "\\s*+-->\\s*+" + CLOCK + "(?:\\s++(.*+))?");

    private static final Pattern SIGNATURE = Pattern.compile("WEBVTT(?:[ \\t].*)?");
    private static final Pattern NUMBER = Pattern.compile("\\d{1,9}");
    private static final Pattern BLOCK = Pattern.compile("(?:NOTE|STYLE|REGION)(?:[ \\t].*)?");

    private final List<String> lines;
    private final CueText format;
    private final List<Cue> cues = new ArrayList<>();
    private int at;
    /** Where {@link #nextWritten} found a line at last, and whether a cue begins there. */
    private int written = -1;

    private boolean cueAtWritten;

    private CaptionFile(List<String> lines) {
        this.lines = lines;
        this.format = !lines.isEmpty() && SIGNATURE.matcher(lines.get(0)).matches() ? CueText.WEBVTT : CueText.SUBRIP;
    }

    /** In any encoding that {@link TextEncoding} tells. */
    public static Captions read(byte[] file) throws CaptionException {
        String text = TextEncoding.decode(file);
        if (text.indexOf('\0') >= 0) {
            throw new CaptionException(1, "this is not text.");
        }
        Captions captions = Captions.of(new CaptionFile(text.lines().toList()).read());
        if (captions.isEmpty()) {
            throw new CaptionException(1, "there is no cue with text in this file.");
        }
        return captions;
    }

    private List<Cue> read() throws CaptionException {
        if (format == CueText.WEBVTT) {
            skipBlock();
        }
        while (true) {
            while (at < lines.size() && lines.get(at).isBlank()) {
                at++;
            }
            if (at == lines.size()) {
                return cues;
            }
            if (format == CueText.WEBVTT && BLOCK.matcher(lines.get(at)).matches()) {
                skipBlock();
            } else {
                cue();
            }
        }
    }

    private void skipBlock() {
        while (at < lines.size() && !lines.get(at).isBlank()) {
            at++;
        }
    }

    /** An identifier or a number may come before the times. */
    private void cue() throws CaptionException {
        int first = at;
        if (!lines.get(at).contains("-->")) {
            at++;
        }
        String line = at < lines.size() ? lines.get(at) : "";
        Matcher times = TIMES.matcher(line);
        if (!times.matches()) {
            throw new CaptionException(
                    (line.contains("-->") ? at : first) + 1,
                    "here should be the times of a cue, such as 00:00:01.000 --> 00:00:02.500.");
        }
        long startMs = ms(times, 1, at);
        long endMs = ms(times, 5, at);
        String settings = format == CueText.WEBVTT ? CueSettings.safe(orEmpty(times.group(9))) : "";
        at++;
        String text = format.safe(text().getBytes(StandardCharsets.UTF_8));
        cues.add(new Cue(startMs, endMs, text, settings));
        if (cues.size() > MOST_CUES) {
            throw new CaptionException(first + 1, "there are more than " + MOST_CUES + " cues in this file.");
        }
    }

    /** Up to an empty line; in SubRip, where people leave empty lines in texts, only to one before the next cue. */
    private String text() {
        List<String> text = new ArrayList<>();
        while (at < lines.size() && !beginsCue(at) && !(endsText(at) && format == CueText.WEBVTT)) {
            if (endsText(at) && nextCueFollows(at)) {
                break;
            }
            text.add(lines.get(at++));
        }
        return String.join("\n", text);
    }

    private boolean beginsCue(int index) {
        return TIMES.matcher(lines.get(index)).matches();
    }

    private boolean endsText(int index) {
        return lines.get(index).isBlank();
    }

    /**
     * Whether after empty lines there is a number and times, or times, or nothing. Asked of ascending lines, it looks
     * at each once: until the line that it has found, the answer is the same.
     */
    private boolean nextCueFollows(int index) {
        if (index > written) {
            written = nextWritten(index);
            cueAtWritten = written == lines.size() || beginsNumberedCue(written);
        }
        return cueAtWritten;
    }

    private boolean beginsNumberedCue(int index) {
        return beginsCue(index)
                || (NUMBER.matcher(lines.get(index).strip()).matches()
                        && index + 1 < lines.size()
                        && lines.get(index + 1).contains("-->"));
    }

    /** The first line from {@code from} on that is not empty, or the end. */
    private int nextWritten(int from) {
        int index = from;
        while (index < lines.size() && lines.get(index).isBlank()) {
            index++;
        }
        return index;
    }

    private static long ms(Matcher times, int group, int index) throws CaptionException {
        String hours = times.group(group);
        long minutes = Long.parseLong(times.group(group + 1));
        long seconds = Long.parseLong(times.group(group + 2));
        if (minutes > 59 || seconds > 59) {
            throw new CaptionException(index + 1, "minutes and seconds go to 59.");
        }
        String fraction = (times.group(group + 3) + "00").substring(0, 3);
        return ((hours == null ? 0 : Long.parseLong(hours)) * 3_600 + minutes * 60 + seconds) * 1_000
                + Long.parseLong(fraction);
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}
