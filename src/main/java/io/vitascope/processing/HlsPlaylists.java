package io.vitascope.processing;

import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * HLS playlists as text, for demuxed CMAF tracks.
 *
 * <p>All addresses are relative: the multivariant playlist lies beside one folder per track. Threads: stateless.
 *
 * <p>Source: RFC 8216 and draft-pantos-hls-rfc8216bis; Apple, HLS Authoring Specification for Apple Devices.
 */
final class HlsPlaylists {

    private static final String AUDIO_GROUP = "audio";

    private HlsPlaylists() {}

    /**
     * The multivariant playlist over all tracks.
     *
     * @param complete rates are measured; else they are the encoders' caps
     */
    static String multivariant(List<Track> tracks, boolean complete) {
        List<Track> audio = tracks.stream().filter(Track::isAudio).toList();
        List<Track> video = tracks.stream().filter(track -> !track.isAudio()).toList();
        StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n");
        if (video.isEmpty()) {
            audio.forEach(track -> text.append(audioVariant(track, complete)));
            return text.toString();
        }
        for (int i = 0; i < audio.size(); i++) {
            text.append(audioMedia(audio.get(i), i == 0));
        }
        Optional<Track> loudest = audio.stream().max((a, b) -> Long.compare(peak(a, complete), peak(b, complete)));
        video.forEach(track -> text.append(videoVariant(track, loudest, complete)));
        if (complete) {
            video.forEach(track -> text.append(iFrameVariant(track)));
        }
        return text.toString();
    }

    private static String audioMedia(Track track, boolean isDefault) {
        return String.format(
                Locale.ROOT,
                "#EXT-X-MEDIA:TYPE=AUDIO,GROUP-ID=\"%s\",NAME=\"%s\",LANGUAGE=\"%s\",DEFAULT=%s,AUTOSELECT=YES,"
                        + "CHANNELS=\"%d\",URI=\"%s/index.m3u8\"\n",
                AUDIO_GROUP,
                track.name(),
                track.language(),
                isDefault ? "YES" : "NO",
                track.channels(),
                track.name());
    }

    private static String audioVariant(Track track, boolean complete) {
        return String.format(
                Locale.ROOT,
                "#EXT-X-STREAM-INF:BANDWIDTH=%d,AVERAGE-BANDWIDTH=%d,CODECS=\"%s\"\n%s/index.m3u8\n",
                peak(track, complete),
                average(track, complete),
                track.codecs(),
                track.name());
    }

    private static String videoVariant(Track track, Optional<Track> audio, boolean complete) {
        long peak = peak(track, complete)
                + audio.map(sound -> peak(sound, complete)).orElse(0L);
        long average = average(track, complete)
                + audio.map(sound -> average(sound, complete)).orElse(0L);
        return String.format(
                Locale.ROOT,
                "#EXT-X-STREAM-INF:BANDWIDTH=%d,AVERAGE-BANDWIDTH=%d,CODECS=\"%s%s\",RESOLUTION=%dx%d,FRAME-RATE=%.3f,"
                        + "VIDEO-RANGE=SDR,CLOSED-CAPTIONS=NONE%s\n%s/index.m3u8\n",
                peak,
                average,
                track.codecs(),
                audio.map(sound -> "," + sound.codecs()).orElse(""),
                track.width(),
                track.height(),
                track.frameRate(),
                audio.isPresent() ? ",AUDIO=\"" + AUDIO_GROUP + "\"" : "",
                track.name());
    }

    private static String iFrameVariant(Track track) {
        long peak = track.segments().stream()
                .filter(segment -> segment.durationUs() > 0)
                .mapToLong(segment -> bitRate(segment.keyframeBytes(), segment.durationUs()))
                .max()
                .orElse(0);
        return String.format(
                Locale.ROOT,
                "#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=%d,CODECS=\"%s\",RESOLUTION=%dx%d,VIDEO-RANGE=SDR,"
                        + "URI=\"%s/iframes.m3u8\"\n",
                peak,
                track.codecs(),
                track.width(),
                track.height(),
                track.name());
    }

    /**
     * One track's playlist. While it grows it has no end and asks players to begin at the start, or they would take it
     * for a live stream and begin near its end.
     *
     * @param segmentUs the grid that segments are cut on, in microseconds
     */
    static String media(Track track, long segmentUs, boolean complete) {
        long longestUs = track.segments().stream()
                .mapToLong(Track.Segment::durationUs)
                .max()
                .orElse(segmentUs);
        // The target duration must not change while the playlist grows, so then it is that of the grid.
        long targetSeconds = Math.round((complete ? longestUs : Math.max(segmentUs, longestUs)) / 1e6);
        StringBuilder text = header(Math.max(1, targetSeconds));
        text.append(complete ? "#EXT-X-PLAYLIST-TYPE:VOD\n" : "#EXT-X-PLAYLIST-TYPE:EVENT\n");
        text.append("#EXT-X-INDEPENDENT-SEGMENTS\n");
        if (!complete) {
            text.append("#EXT-X-START:TIME-OFFSET=0,PRECISE=YES\n");
        }
        text.append("#EXT-X-MAP:URI=\"init.mp4\"\n");
        for (Track.Segment segment : track.segments()) {
            text.append(String.format(Locale.ROOT, "#EXTINF:%.6f,\n%s\n", seconds(segment), segment.name()));
        }
        return complete ? text.append("#EXT-X-ENDLIST\n").toString() : text.toString();
    }

    /** The first picture of every segment, for trick play (RFC 8216, section 4.3.3.6). */
    static String iFrames(Track track) {
        long longestUs = track.segments().stream()
                .mapToLong(Track.Segment::durationUs)
                .max()
                .orElse(1);
        StringBuilder text = header(Math.max(1, Math.round(longestUs / 1e6)));
        text.append("#EXT-X-PLAYLIST-TYPE:VOD\n#EXT-X-I-FRAMES-ONLY\n#EXT-X-MAP:URI=\"init.mp4\"\n");
        for (Track.Segment segment : track.segments()) {
            text.append(String.format(
                    Locale.ROOT,
                    "#EXTINF:%.6f,\n#EXT-X-BYTERANGE:%d@0\n%s\n",
                    seconds(segment),
                    segment.keyframeBytes(),
                    segment.name()));
        }
        return text.append("#EXT-X-ENDLIST\n").toString();
    }

    private static StringBuilder header(long targetSeconds) {
        return new StringBuilder("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:")
                .append(targetSeconds)
                .append("\n#EXT-X-MEDIA-SEQUENCE:0\n");
    }

    private static double seconds(Track.Segment segment) {
        return segment.durationUs() / 1e6;
    }

    private static long peak(Track track, boolean complete) {
        return complete ? track.peakBandwidth() : track.expectedBandwidth();
    }

    private static long average(Track track, boolean complete) {
        return complete ? track.averageBandwidth() : track.expectedBandwidth();
    }

    private static long bitRate(long bytes, long durationUs) {
        return Math.round(bytes * 8_000_000.0 / durationUs);
    }
}
