package io.vitascope.processing;

import io.vitascope.contract.processing.TileGrid;
import io.vitascope.processing.Track.Segment;
import java.math.BigInteger;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/**
 * The MPEG-DASH manifest of a complete run as text: the CMAF tracks and segments of the HLS playlists once more.
 *
 * <p>All addresses are relative: the manifest lies beside one folder per track. Threads: stateless.
 *
 * <p>Source: ISO/IEC 23009-1; DASH-IF, Interoperability Points.
 */
final class DashManifest {

    private static final String NAMESPACE = "urn:mpeg:dash:schema:mpd:2011";
    private static final String SEGMENT_TEMPLATES = "urn:mpeg:dash:profile:isoff-live:2011";
    private static final String CHANNEL_COUNT = "urn:mpeg:dash:23003:3:audio_channel_configuration:2011";

    private static final String THUMBNAIL_TILES = "http://dashif.org/guidelines/thumbnail_tile";
    private static final String ROLES = "urn:mpeg:dash:role:2011";

    private DashManifest() {}

    /** What a player may switch between without another decoder or another listener. */
    private record Kind(boolean audio, String codec, String sound) {

        static Kind of(Track track) {
            return new Kind(track.isAudio(), track.codecs().split("\\.", 2)[0], track.isAudio() ? track.name() : "");
        }
    }

    /** @param tiles of the storyboard, if there is one of equally long tiles */
    static String onDemand(List<Track> tracks, Optional<TileGrid> tiles) {
        IndentedXml xml = new IndentedXml("MPD", NAMESPACE)
                .attribute("profiles", SEGMENT_TEMPLATES)
                .attribute("type", "static")
                .attribute("mediaPresentationDuration", duration(endUs(tracks)))
                .attribute("minBufferTime", duration(longestUs(tracks.get(0))));
        xml.open("Period").attribute("id", 0).attribute("start", duration(0));
        Map<Kind, List<Track>> sets =
                tracks.stream().collect(Collectors.groupingBy(Kind::of, LinkedHashMap::new, Collectors.toList()));
        sets.forEach((kind, set) -> adaptationSet(xml, kind, set));
        tiles.ifPresent(grid -> storyboard(xml, grid));
        return xml.end();
    }

    /** The sheets have addresses of the video, and not of a run. */
    private static void storyboard(IndentedXml xml, TileGrid grid) {
        long sheetUs = grid.getStepUs() * grid.getColumns() * grid.getRows();
        xml.open("AdaptationSet").attribute("contentType", "image").attribute("mimeType", "image/jpeg");
        xml.open("Representation")
                .attribute("id", "storyboard")
                .attribute("bandwidth", Math.max(1, Math.round(grid.getSheetBytes() * 8e6 / sheetUs)))
                .attribute("width", grid.getTileWidth() * grid.getColumns())
                .attribute("height", grid.getTileHeight() * grid.getRows());
        xml.empty("EssentialProperty")
                .attribute("schemeIdUri", THUMBNAIL_TILES)
                .attribute("value", grid.getColumns() + "x" + grid.getRows());
        xml.empty("SegmentTemplate")
                .attribute("timescale", 1_000)
                .attribute("duration", sheetUs / 1_000)
                .attribute("startNumber", 0)
                .attribute("media", "../../storyboard-$Number$.jpg");
        xml.close();
        xml.close();
    }

    private static void adaptationSet(IndentedXml xml, Kind kind, List<Track> set) {
        xml.open("AdaptationSet")
                .attribute("contentType", kind.audio() ? "audio" : "video")
                .attribute("mimeType", kind.audio() ? "audio/mp4" : "video/mp4")
                .attribute("segmentAlignment", aligned(set))
                .attribute("startWithSAP", 1);
        if (kind.audio()) {
            Voice voice = set.get(0).voice();
            if (!voice.language().isEmpty()) {
                xml.attribute("lang", voice.language());
            }
            xml.attribute("selectionPriority", priority(voice));
            xml.text("Label", voice.label());
            xml.empty("Role").attribute("schemeIdUri", ROLES).attribute("value", voice.role());
            set.forEach(track -> audio(xml, track));
        } else {
            int width = set.stream().mapToInt(Track::width).max().orElseThrow();
            int height = set.stream().mapToInt(Track::height).max().orElseThrow();
            xml.attribute("par", ratio(width, height))
                    .attribute("maxWidth", width)
                    .attribute("maxHeight", height);
            set.forEach(track -> video(xml, track));
        }
        xml.close();
    }

    /** Of those that a viewer has not chosen among: the main sound, and in stereo, which needs fewer bits. */
    private static int priority(Voice voice) {
        if (!voice.main()) {
            return 1;
        }
        return voice.original() ? 2 : 3;
    }

    private static void video(IndentedXml xml, Track track) {
        representation(xml, track)
                .attribute("width", track.width())
                .attribute("height", track.height())
                .attribute("frameRate", frameRate(track))
                .attribute("sar", "1:1");
        segments(xml, track);
        xml.close();
    }

    private static void audio(IndentedXml xml, Track track) {
        representation(xml, track).attribute("audioSamplingRate", track.sampleRate());
        xml.empty("AudioChannelConfiguration")
                .attribute("schemeIdUri", CHANNEL_COUNT)
                .attribute("value", track.voice().channels());
        segments(xml, track);
        xml.close();
    }

    private static IndentedXml representation(IndentedXml xml, Track track) {
        return xml.open("Representation")
                .attribute("id", track.name())
                .attribute("codecs", track.codecs())
                .attribute("bandwidth", track.peakBandwidth());
    }

    /** Times are presentation times, after the edit list that hides the priming of sound. */
    private static void segments(IndentedXml xml, Track track) {
        xml.open("SegmentTemplate")
                .attribute("timescale", track.timescale())
                .attribute("startNumber", 0)
                .attribute("initialization", "$RepresentationID$/init.mp4")
                .attribute("media", "$RepresentationID$/$Number%05d$.m4s");
        xml.open("SegmentTimeline");
        List<Segment> segments = track.segments();
        int next = 0;
        while (next < segments.size()) {
            Segment first = segments.get(next);
            int length = runLength(segments, next);
            xml.empty("S").attribute("t", first.startTicks()).attribute("d", first.durationTicks());
            if (length > 1) {
                xml.attribute("r", length - 1);
            }
            next += length;
        }
        xml.close();
        xml.close();
    }

    /** How many segments from {@code from} on have the same duration and no gap between them. */
    private static int runLength(List<Segment> segments, int from) {
        Segment first = segments.get(from);
        int length = 1;
        while (from + length < segments.size()
                && segments.get(from + length).durationTicks() == first.durationTicks()
                && segments.get(from + length).startTicks() == first.startTicks() + length * first.durationTicks()) {
            length++;
        }
        return length;
    }

    /** Whether all are cut at the same times. */
    private static boolean aligned(List<Track> set) {
        return set.stream()
                        .map(track ->
                                track.segments().stream().map(Segment::startUs).toList())
                        .distinct()
                        .count()
                == 1;
    }

    private static long endUs(List<Track> tracks) {
        return tracks.stream()
                .flatMap(track -> track.segments().stream())
                .mapToLong(segment -> segment.startUs() + segment.durationUs())
                .max()
                .orElse(0);
    }

    /** With one segment in hand, no segment needs more than the bandwidth that is stated, its own peak. */
    private static long longestUs(Track track) {
        return track.segments().stream().mapToLong(Segment::durationUs).max().orElse(0);
    }

    /** XML Schema's {@code duration}, such as {@code PT1M30.5S}, exact to the microsecond. */
    private static String duration(long us) {
        return Duration.of(us, ChronoUnit.MICROS).toString();
    }

    private static String frameRate(Track track) {
        return track.frameRateDen() == 1
                ? String.valueOf(track.frameRateNum())
                : track.frameRateNum() + "/" + track.frameRateDen();
    }

    private static String ratio(int width, int height) {
        int divisor = BigInteger.valueOf(width).gcd(BigInteger.valueOf(height)).intValue();
        return width / divisor + ":" + height / divisor;
    }
}
