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
        if (video.isEmpty() && audio.size() == 1) {
            return text.append(audioVariant(audio.get(0), Optional.empty(), complete))
                    .toString();
        }
        List<AudioGroup> groups = AudioGroup.of(audio);
        groups.forEach(group -> text.append(group.media()));
        if (video.isEmpty()) {
            groups.forEach(group -> text.append(audioVariant(group.main(), Optional.of(group), complete)));
            return text.toString();
        }
        if (groups.isEmpty()) {
            video.forEach(track -> text.append(videoVariant(track, Optional.empty(), complete)));
        }
        for (AudioGroup group : groups) {
            video.forEach(track -> text.append(videoVariant(track, Optional.of(group), complete)));
        }
        if (complete) {
            video.forEach(track -> text.append(iFrameVariant(track)));
        }
        return text.toString();
    }

    private static String audioVariant(Track track, Optional<AudioGroup> group, boolean complete) {
        return String.format(
                Locale.ROOT,
                "#EXT-X-STREAM-INF:BANDWIDTH=%d,AVERAGE-BANDWIDTH=%d,CODECS=\"%s\"%s\n%s/index.m3u8\n",
                group.map(sounds -> sounds.most(sound -> peak(sound, complete))).orElse(peak(track, complete)),
                group.map(sounds -> sounds.most(sound -> average(sound, complete)))
                        .orElse(average(track, complete)),
                group.map(AudioGroup::codecs).orElse(track.codecs()),
                group.map(HlsPlaylists::reference).orElse(""),
                track.name());
    }

    /** A player takes one sound of the group at a time, perhaps the largest. */
    private static String videoVariant(Track track, Optional<AudioGroup> group, boolean complete) {
        long peak = peak(track, complete)
                + group.map(sounds -> sounds.most(sound -> peak(sound, complete)))
                        .orElse(0L);
        long average = average(track, complete)
                + group.map(sounds -> sounds.most(sound -> average(sound, complete)))
                        .orElse(0L);
        return String.format(
                Locale.ROOT,
                "#EXT-X-STREAM-INF:BANDWIDTH=%d,AVERAGE-BANDWIDTH=%d,CODECS=\"%s%s\",RESOLUTION=%dx%d,FRAME-RATE=%.3f,"
                        + "VIDEO-RANGE=SDR,CLOSED-CAPTIONS=NONE%s\n%s/index.m3u8\n",
                peak,
                average,
                track.codecs(),
                group.map(sounds -> "," + sounds.codecs()).orElse(""),
                track.width(),
                track.height(),
                track.frameRate(),
                group.map(HlsPlaylists::reference).orElse(""),
                track.name());
    }

    private static String reference(AudioGroup group) {
        return ",AUDIO=\"" + group.id() + "\"";
    }

    private static String iFrameVariant(Track track) {
        return String.format(
                Locale.ROOT,
                "#EXT-X-I-FRAME-STREAM-INF:BANDWIDTH=%d,CODECS=\"%s\",RESOLUTION=%dx%d,VIDEO-RANGE=SDR,"
                        + "URI=\"%s/iframes.m3u8\"\n",
                track.peakKeyframeBandwidth(),
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
}
