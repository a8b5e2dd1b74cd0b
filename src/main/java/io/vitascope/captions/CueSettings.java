package io.vitascope.captions;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/** Lets through where a cue is shown; regions, which need definitions of their own, are left out. Stateless. */
final class CueSettings {

    private static final String PERCENT = "(100|\\d{1,2})(\\.\\d{1,4})?%";

    /** Source: W3C WebVTT, section 4.4 (cue settings list). */
    private static final Map<String, Pattern> ALLOWED = Map.of(
            "vertical", Pattern.compile("rl|lr"),
            "line", Pattern.compile("(" + PERCENT + "|-?\\d{1,3})(,(start|center|end))?"),
            "position", Pattern.compile(PERCENT + "(,(line-left|center|line-right))?"),
            "size", Pattern.compile(PERCENT),
            "align", Pattern.compile("start|center|end|left|right"));

    private CueSettings() {}

    /** Those that are written right, each once, separated by a space. */
    static String safe(String written) {
        Map<String, String> kept = new LinkedHashMap<>();
        for (String setting : written.strip().split("[ \\t]+", -1)) {
            int colon = setting.indexOf(':');
            if (colon > 0) {
                Pattern allowed = ALLOWED.get(setting.substring(0, colon));
                if (allowed != null
                        && allowed.matcher(setting.substring(colon + 1)).matches()) {
                    kept.put(setting.substring(0, colon), setting);
                }
            }
        }
        return String.join(" ", kept.values());
    }
}
