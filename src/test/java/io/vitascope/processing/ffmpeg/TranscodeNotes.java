package io.vitascope.processing.ffmpeg;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** Writes down what a transcode or a copy tells. */
public class TranscodeNotes implements TranscodeListener {
    public final List<Track> tracks = new ArrayList<>();
    final List<Segment> segments = new ArrayList<>();
    final List<String> ended = new ArrayList<>();
    final List<String> warnings = new ArrayList<>();
    final List<String> warningTexts = new ArrayList<>();
    final Map<String, Fidelity> fidelity = new HashMap<>();

    @Override
    public void trackStarted(Track track) {
        tracks.add(track);
    }

    @Override
    public void segment(Segment segment) {
        segments.add(segment);
    }

    @Override
    public void trackEnded(String track) {
        ended.add(track);
    }

    @Override
    public void measured(String track, Fidelity measured) {
        fidelity.put(track, measured);
    }

    @Override
    public void progress(long decodedUs, double speed) {}

    @Override
    public void warning(String code, String text) {
        warnings.add(code);
        warningTexts.add(text);
    }

    Track track(String name) {
        return tracks.stream()
                .filter(track -> track.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    List<Segment> segmentsOf(String name) {
        return segments.stream().filter(segment -> segment.track().equals(name)).toList();
    }
}
