package io.vitascope.processing;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

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
     * The multivariant playlist over all tracks. Rates of a track that has ended are measured. While it grows, its peak
     * is the encoder's cap, and nothing is said about its average.
     */
    static String multivariant(List<Track> tracks) {
        List<Track> audio = tracks.stream().filter(Track::isAudio).toList();
        List<Track> video = tracks.stream().filter(track -> !track.isAudio()).toList();
        StringBuilder text = new StringBuilder("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-INDEPENDENT-SEGMENTS\n");
        if (video.isEmpty() && audio.size() == 1) {
            return text.append(audioVariant(audio.get(0), Optional.empty())).toString();
        }
        List<AudioGroup> groups = AudioGroup.of(audio);
        groups.forEach(group -> text.append(group.media()));
        if (video.isEmpty()) {
            groups.forEach(group -> text.append(audioVariant(group.main(), Optional.of(group))));
            return text.toString();
        }
        if (groups.isEmpty()) {
            video.forEach(track -> text.append(videoVariant(track, Optional.empty())));
        }
        for (AudioGroup group : groups) {
            video.forEach(track -> text.append(videoVariant(track, Optional.of(group))));
        }
        video.stream().filter(Track::hasEnded).forEach(track -> text.append(iFrameVariant(track)));
        return text.toString();
    }

    private static String audioVariant(Track track, Optional<AudioGroup> group) {
        return String.format(
                Locale.ROOT,
                "#EXT-X-STREAM-INF:BANDWIDTH=%d%s,CODECS=\"%s\"%s\n%s/index.m3u8\n",
                group.map(sounds -> sounds.most(Track::expectedBandwidth)).orElse(track.expectedBandwidth()),
                average(group.map(AudioGroup::tracks).orElse(List.of(track)), List.of()),
                group.map(AudioGroup::codecs).orElse(track.codecs()),
                group.map(HlsPlaylists::reference).orElse(""),
                track.name());
    }

    /**
     * A player takes one sound of the group at a time, perhaps the largest. No rendition has captions in its picture:
     * whoever copies or encodes takes them out.
     */
    private static String videoVariant(Track track, Optional<AudioGroup> group) {
        long peak = track.expectedBandwidth()
                + group.map(sounds -> sounds.most(Track::expectedBandwidth)).orElse(0L);
        return String.format(
                Locale.ROOT,
                "#EXT-X-STREAM-INF:BANDWIDTH=%d%s,CODECS=\"%s%s\",RESOLUTION=%dx%d,FRAME-RATE=%.3f,"
                        + "VIDEO-RANGE=SDR,CLOSED-CAPTIONS=NONE%s\n%s/index.m3u8\n",
                peak,
                average(List.of(track), group.map(AudioGroup::tracks).orElse(List.of())),
                track.codecs(),
                group.map(sounds -> "," + sounds.codecs()).orElse(""),
                track.width(),
                track.height(),
                track.frameRate(),
                group.map(HlsPlaylists::reference).orElse(""),
                track.name());
    }

    /** Of one of these and one of those, which all have ended; else nothing. */
    private static String average(List<Track> tracks, List<Track> sounds) {
        if (!Stream.concat(tracks.stream(), sounds.stream()).allMatch(Track::hasEnded)) {
            return "";
        }
        return ",AVERAGE-BANDWIDTH=" + (mostOnAverage(tracks) + mostOnAverage(sounds));
    }

    private static long mostOnAverage(List<Track> tracks) {
        return tracks.stream().mapToLong(Track::averageBandwidth).max().orElse(0);
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
     * One track's playlist. Until the run is complete it is one that only grows, also where it has ended before others:
     * all playlists have the same target duration and the same type (RFC 8216, section 6.2.4). And it asks players to
     * begin at the start, or they would take it for a live stream and begin near its end.
     *
     * @param complete whether the run is, and not only this track
     */
    static String media(Track track, boolean complete) {
        StringBuilder text = header(track, complete).append("#EXT-X-INDEPENDENT-SEGMENTS\n");
        if (!complete) {
            text.append("#EXT-X-START:TIME-OFFSET=0,PRECISE=YES\n");
        }
        text.append("#EXT-X-MAP:URI=\"init.mp4\"\n");
        for (Track.Segment segment : track.segments()) {
            text.append(String.format(Locale.ROOT, "#EXTINF:%.6f,\n%s\n", seconds(segment), segment.name()));
        }
        return complete || track.hasEnded() ? text.append("#EXT-X-ENDLIST\n").toString() : text.toString();
    }

    /** The first picture of every segment of a track that has ended, for trick play (RFC 8216, section 4.3.3.6). */
    static String iFrames(Track track, boolean complete) {
        StringBuilder text = header(track, complete).append("#EXT-X-I-FRAMES-ONLY\n#EXT-X-MAP:URI=\"init.mp4\"\n");
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

    private static StringBuilder header(Track track, boolean complete) {
        return new StringBuilder("#EXTM3U\n#EXT-X-VERSION:7\n#EXT-X-TARGETDURATION:")
                .append(track.targetSeconds())
                .append("\n#EXT-X-MEDIA-SEQUENCE:0\n#EXT-X-PLAYLIST-TYPE:")
                .append(complete ? "VOD\n" : "EVENT\n");
    }

    private static double seconds(Track.Segment segment) {
        return segment.durationUs() / 1e6;
    }
}
