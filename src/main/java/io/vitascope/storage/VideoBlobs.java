package io.vitascope.storage;

import io.vitascope.kernel.VideoId;
import java.util.UUID;

/**
 * What the blobs of a video are called, for whoever puts them and whoever looks for them:
 *
 * <table>
 *   <caption>Keys below {@code videos/<id>/}; {@code g<n>/} is run n</caption>
 *   <tr><td>{@code source}</td><td>the file as uploaded; it may outlive its video, if others share it</td></tr>
 *   <tr><td>{@code g<n>/master.m3u8}</td><td>multivariant playlist</td></tr>
 *   <tr><td>{@code g<n>/manifest.mpd}</td><td>DASH manifest, once the run is complete</td></tr>
 *   <tr><td>{@code g<n>/<track>/index.m3u8}, {@code iframes.m3u8}, {@code init.mp4}, {@code 00000.m4s} and on</td>
 *       <td>one CMAF track</td></tr>
 *   <tr><td>{@code g<n>/<track>/finished.pb}</td>
 *       <td>what another run needs to take the track over, and how large its segments are</td></tr>
 *   <tr><td>{@code g<n>/<track>.mp4}</td><td>progressive MP4 of a rendition with sound</td></tr>
 *   <tr><td>{@code g<n>/captions/<k>.vtt}</td><td>captions that the source carries</td></tr>
 *   <tr><td>{@code g<n>/poster.jpg}</td><td>the poster that was found</td></tr>
 *   <tr><td>{@code g<n>/storyboard.vtt}, {@code storyboard.json}, {@code storyboard-0.jpg} and on, {@code
 *       preview.webp}</td>
 *       <td>small pictures of all of it</td></tr>
 *   <tr><td>{@code captions/<language>-<name>.vtt}</td><td>captions that somebody has uploaded</td></tr>
 *   <tr><td>{@code poster-<uuid>.jpg}</td><td>the poster that somebody chose</td></tr>
 *   <tr><td>{@code poster-sent-<uuid>}</td>
 *       <td>a picture that somebody sends to be the poster, until one is made of it</td></tr>
 *   <tr><td>{@code thumbnails/<ms>-<width>x<height>.jpg}, {@code .webp}</td>
 *       <td>pictures of a moment that somebody asked for; one that is cut to its size ends with {@code -cover.jpg},
 *       {@code -cover.webp}</td></tr>
 *   <tr><td>{@code thumbnails/p<uuid>-<width>x<height>.jpg} and so on</td>
 *       <td>the same of a poster; the {@code uuid} stands for the poster's key</td></tr>
 * </table>
 */
public final class VideoBlobs {

    public static final String MASTER_PLAYLIST = "master.m3u8";
    public static final String DASH_MANIFEST = "manifest.mpd";
    public static final String FINISHED_TRACK = "finished.pb";
    public static final String POSTER = "poster.jpg";
    public static final String STORYBOARD = "storyboard.vtt";
    public static final String STORYBOARD_JSON = "storyboard.json";
    public static final String PREVIEW = "preview.webp";

    private static final String SOURCE = "source";
    private static final String CAPTIONS = "captions";

    private VideoBlobs() {}

    public static BlobKey source(VideoId id) {
        return BlobKey.ofVideo(id).child(SOURCE);
    }

    /** Whether it is the source of whichever video it belongs to. */
    public static boolean isSource(BlobKey key) {
        return key.value().split("/", -1).length == 3 && key.name().equals(SOURCE);
    }

    /** The prefix of all that a run makes. */
    public static BlobKey run(VideoId id, int generation) {
        return BlobKey.ofVideo(id).child("g" + generation);
    }

    /** Captions that the source carries, by their number from 1. */
    public static BlobKey extractedCaptions(BlobKey run, int number) {
        return run.child(CAPTIONS).child(number + ".vtt");
    }

    /** A name that is used only once. */
    public static BlobKey uploadedCaptions(VideoId id, String language) {
        return BlobKey.ofVideo(id)
                .child(CAPTIONS)
                .child(language + "-" + UUID.randomUUID().toString().substring(0, 13) + ".vtt");
    }

    /** A name that is used only once. */
    public static BlobKey chosenPoster(VideoId id) {
        return BlobKey.ofVideo(id).child("poster-" + UUID.randomUUID() + ".jpg");
    }

    /** A name that is used only once. */
    public static BlobKey sentPicture(VideoId id) {
        return BlobKey.ofVideo(id).child("poster-sent-" + UUID.randomUUID());
    }

    /** @param number from 0 */
    public static String storyboardSheet(int number) {
        return "storyboard-" + number + ".jpg";
    }
}
