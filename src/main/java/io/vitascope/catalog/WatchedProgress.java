package io.vitascope.catalog;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vitascope.kernel.VideoId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * How far the videos have come that somebody watches, and what was last said of it. Of all videos, those that are worked on
 * and the {@value LiveVideos#MOST_WAITING} that come next: the place of the thousandth in the queue changes with
 * every start and tells nobody anything.
 *
 * <p>Confined to the feed's thread, which must {@link #note} every change of a watched video before it asks for news.
 */
final class WatchedProgress {

    private final LiveVideos live;
    private final ObjectMapper json;
    /** As they were when they were told; those that were asked about the last time, and those noted since. */
    private final Map<VideoId, Video> videos = new HashMap<>();

    private final Map<VideoId, String> said = new HashMap<>();

    WatchedProgress(LiveVideos live, ObjectMapper json) {
        this.live = live;
        this.json = json;
    }

    /** A video as its watchers have just been told it. */
    void note(Video video) {
        if (video.state() == Video.State.PROCESSING) {
            videos.put(video.videoId(), video);
        } else {
            forget(video.videoId());
        }
    }

    void forget(VideoId id) {
        videos.remove(id);
        said.remove(id);
    }

    void clear() {
        videos.clear();
        said.clear();
    }

    /**
     * What has moved since the last time; nothing while the processing room does not answer.
     *
     * @param all whether somebody watches all videos
     * @param watched videos that somebody watches by themselves
     */
    List<LiveEvent> news(boolean all, Set<VideoId> watched) {
        List<LiveVideo> moving = live.progress(all, watched, videos);
        List<LiveEvent> news = new ArrayList<>();
        Map<VideoId, String> now = new HashMap<>();
        videos.clear();
        for (LiveVideo one : moving) {
            Video video = one.video();
            String body = write(ProgressJson.of(one));
            videos.put(video.videoId(), video);
            now.put(video.videoId(), body);
            if (!body.equals(said.get(video.videoId()))) {
                news.add(new LiveEvent(LiveEvent.Kind.PROGRESS, video.videoId(), video.revision(), "", body));
            }
        }
        said.clear();
        said.putAll(now);
        return news;
    }

    private String write(ProgressJson body) {
        try {
            return json.writeValueAsString(body);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }
}
