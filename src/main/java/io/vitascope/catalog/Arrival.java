package io.vitascope.catalog;

import io.vitascope.kernel.VideoId;
import java.time.Instant;
import java.util.List;

/** What the upload room tells of a finished upload, by event or when asked: the beginning of a video. */
record Arrival(VideoId id, String title, String description, List<String> tags, Source source, Instant completedAt) {}
