package io.vitascope.delivery;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Captions in the words of HLS and of DASH: addresses are relative to the folder {@code captions} beside the
 * generations. Stateless.
 *
 * <p>A track is one segment, for it is small and has to be there as a whole when a viewer asks for it. Its times are
 * those of the video, which begins at 0, so no {@code X-TIMESTAMP-MAP} is needed.
 *
 * <p>Source: RFC 8216, sections 3.5 and 4.3.4.1; ISO/IEC 23009-1, sections 5.3.3 and 5.8.5.5; DASH-IF, Interoperability
 * Points, section 6.4 (WebVTT beside the segments).
 */
final class CaptionTags {

    static final String FOLDER = "captions";
    static final String FILE = "captions.vtt";

    private static final String GROUP = "captions";
    private static final String FOR_THE_DEAF =
            "public.accessibility.transcribes-spoken-dialog,public.accessibility.describes-music-and-sound";

    private CaptionTags() {}

    /** The attribute of a variant that has these captions. */
    static String reference() {
        return ",SUBTITLES=\"" + GROUP + "\"";
    }

    static String group(List<CaptionTrack> tracks) {
        Set<String> choices = new HashSet<>();
        tracks.stream().filter(CaptionTrack::preferred).map(CaptionTags::choice).forEach(choices::add);
        return tracks.stream()
                .map(track -> media(track, track.preferred() || choices.add(choice(track))))
                .collect(Collectors.joining());
    }

    /** What a player can choose by itself; two that don't differ in it are for the viewer to choose. */
    private static String choice(CaptionTrack track) {
        return track.language() + " " + track.kind();
    }

    private static String media(CaptionTrack track, boolean isChoice) {
        String language = isKnown(track) ? ",LANGUAGE=\"" + track.language() + "\"" : "";
        return String.format(
                Locale.ROOT,
                "#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"%s\",NAME=\"%s\"%s,DEFAULT=%s,AUTOSELECT=%s,FORCED=%s%s,"
                        + "URI=\"%s/%s/index.m3u8\"\n",
                GROUP,
                track.label().replace('"', '\'').replaceAll("\\p{Cntrl}", " "),
                language,
                track.preferred() ? "YES" : "NO",
                isChoice ? "YES" : "NO",
                track.kind() == CaptionTrack.Kind.FORCED ? "YES" : "NO",
                track.kind() == CaptionTrack.Kind.CAPTIONS ? ",CHARACTERISTICS=\"" + FOR_THE_DEAF + "\"" : "",
                FOLDER,
                track.id());
    }

    /** The media playlist of a track. */
    static String playlist(long videoMs) {
        double seconds = Math.max(1, videoMs) / 1_000.0;
        return String.format(
                Locale.ROOT,
                "#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:%d\n#EXT-X-MEDIA-SEQUENCE:0\n"
                        + "#EXT-X-PLAYLIST-TYPE:VOD\n#EXTINF:%.3f,\n%s\n#EXT-X-ENDLIST\n",
                Math.max(1, Math.round(seconds)),
                seconds,
                FILE);
    }

    /**
     * Adaptation sets for a manifest in a folder beside {@code hls}, whose base is {@code hls}. The addresses lead to
     * the same place from both: FFmpeg, and what is built on it, takes them from the manifest's own.
     */
    static String adaptationSets(List<CaptionTrack> tracks) {
        return tracks.stream().map(CaptionTags::adaptationSet).collect(Collectors.joining());
    }

    private static String adaptationSet(CaptionTrack track) {
        String role =
                switch (track.kind()) {
                    case SUBTITLES -> "subtitle";
                    case CAPTIONS -> "caption";
                    case FORCED -> "forced-subtitle";
                };
        String main = track.preferred() ? "      <Role schemeIdUri=\"urn:mpeg:dash:role:2011\" value=\"main\"/>\n" : "";
        return "    <AdaptationSet contentType=\"text\" mimeType=\"text/vtt\""
                + (isKnown(track) ? " lang=\"" + track.language() + "\"" : "") + ">\n"
                + "      <Label>" + escaped(track.label()) + "</Label>\n"
                + "      <Role schemeIdUri=\"urn:mpeg:dash:role:2011\" value=\"" + role + "\"/>\n"
                + main
                + "      <Representation id=\"captions-" + track.id() + "\" bandwidth=\"1000\">\n"
                + "        <BaseURL>../hls/" + FOLDER + "/" + track.id() + "/" + FILE + "</BaseURL>\n"
                + "      </Representation>\n"
                + "    </AdaptationSet>\n";
    }

    private static boolean isKnown(CaptionTrack track) {
        return !track.language().equals("und");
    }

    private static String escaped(String label) {
        return label.replace("&", "&amp;")
                .replace("<", "&lt;")
                .replace(">", "&gt;")
                .replaceAll("\\p{Cntrl}", " ");
    }
}
