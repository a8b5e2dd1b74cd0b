package io.vitascope;

import static io.restassured.RestAssured.get;
import static io.restassured.RestAssured.given;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.hamcrest.Matchers.equalTo;

import io.quarkus.test.junit.QuarkusTest;
import io.restassured.path.xml.XmlPath;
import io.restassured.response.Response;
import io.vitascope.contract.catalog.CatalogEvent;
import io.vitascope.platform.embedded.KafkaServers;
import io.vitascope.processing.ffmpeg.DecodedFile;
import io.vitascope.processing.ffmpeg.DecodedFile.Picture;
import io.vitascope.processing.ffmpeg.TestClips;
import io.vitascope.processing.ffmpeg.TestMux;
import java.awt.image.BufferedImage;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One upload through the whole house, judged by what a viewer gets: the frames and the sound that are served. */
@QuarkusTest
class EndToEndTest {

    private static final Duration PATIENCE = Duration.ofMinutes(3);
    private static final int FRAMES = 250;
    private static final long DURATION_US = 10_000_000;

    @TempDir
    Path folder;

    @KafkaServers
    String kafka = "";

    @Test
    void whatIsUploadedIsServedWholeInSyncAndInEverySize() throws Exception {
        String id = uploaded(GrainyClip.file());
        Response video = get("/api/v1/videos/" + id);
        assertThat(video.<String>path("state")).isEqualTo("ready");
        assertThat(video.<List<String>>path("renditions.name"))
                .containsExactly("480p", "360p", "audio", "1080p", "720p");
        assertThat(video.<List<String>>path("renditions.state"))
                .containsExactly("ready", "ready", "ready", "skipped", "skipped");
        assertThat(video.<String>path("renditions[3].reason")).isEqualTo("upscaling");
        for (int i : List.of(0, 1)) {
            String quality = "renditions[" + i + "].quality.";
            assertThat(video.<Float>path(quality + "xpsnr_db")).isBetween(20f, 100f);
            assertThat(video.<Float>path(quality + "ssim")).isBetween(0.5f, 1f);
            assertThat(video.<Integer>path(quality + "samples")).isPositive();
        }
        assertThat(video.<Object>path("renditions[2].quality")).isNull();

        XmlPath manifest = get("/api/v1/videos/" + id + "/dash/manifest.mpd").xmlPath();
        assertThat(manifest.<String>getList("MPD.Period.AdaptationSet.Representation.@id"))
                .containsExactly("480p", "360p", "audio", "storyboard");
        assertThat(manifest.<String>getList(
                        "MPD.Period.AdaptationSet[0].Representation[0].SegmentTemplate.SegmentTimeline.S.@d"))
                .containsExactly(
                        "90000", "180000", "360000",
                        "180000"); // 1, 1, 2, 4 and 2 seconds at 90 kHz; two alike are one entry
        get("/api/v1/videos/" + id + "/dash/" + manifest.getString("MPD.BaseURL") + "g1/480p/00002.m4s")
                .then()
                .statusCode(200);
        String sheets = manifest.getString("MPD.Period.AdaptationSet[2].Representation.SegmentTemplate.@media");
        get("/api/v1/videos/" + id + "/dash/" + manifest.getString("MPD.BaseURL") + sheets.replace("$Number$", "0"))
                .then()
                .statusCode(200)
                .contentType("image/jpeg");

        DecodedFile sound = decode(id, "audio");
        for (int height : List.of(480, 360)) {
            DecodedFile picture = decode(id, height + "p");
            assertThat(picture.pictures).hasSize(FRAMES).allMatch(frame -> frame.height() == height);
            assertThat(spanUs(picture)).isCloseTo(DURATION_US - 40_000, within(1_000L));
        }
        assertThat(sound.firstLoudUs()).isLessThan(25_000);

        Path progressive = Files.write(
                folder.resolve("sd.mp4"),
                get("/api/v1/videos/" + id + "/stream?quality=sd").asByteArray());
        DecodedFile file = DecodedFile.of(progressive);
        assertThat(file.pictures).hasSize(FRAMES).allMatch(frame -> frame.width() == 640);
        assertThat(file.pictures.get(0).timeUs()).isZero();
        assertThat(spanUs(file)).isCloseTo(DURATION_US - 40_000, within(1_000L));
        assertThat(file.firstLoudUs()).isLessThan(25_000);

        get("/api/v1/videos/" + id + "/thumbnail.jpg?time=2&width=320")
                .then()
                .statusCode(200)
                .contentType("image/jpeg");

        assertStoryboard(id);
        get(video.<String>path("links.preview")).then().statusCode(200).contentType("image/webp");

        given().delete("/api/v1/videos/" + id).then().statusCode(204);
        String problem =
                get("/api/v1/videos/" + id).then().statusCode(404).extract().path("type");
        get(problem).then().statusCode(200).body("html.body.h1", equalTo("Video not found"));
    }

    /** One tile a second, each inside a sheet that is there. */
    private static void assertStoryboard(String id) throws IOException {
        String links = get("/api/v1/videos/" + id).path("links.storyboard");
        Matcher cue = Pattern.compile("(?m)^00:00:(\\d\\d)\\.\\d{3} --> 00:00:\\d\\d\\.\\d{3}\n"
                        + "(.+\\.jpg)#xywh=(\\d+),(\\d+),160,120$")
                .matcher(get(links).then().contentType("text/vtt").extract().asString());
        List<String> seconds = new ArrayList<>();
        while (cue.find()) {
            seconds.add(cue.group(1));
            BufferedImage sheet = ImageIO.read(
                    get(links.replace("storyboard.vtt", cue.group(2))).asInputStream());
            assertThat(Integer.parseInt(cue.group(3)) + 160).isLessThanOrEqualTo(sheet.getWidth());
            assertThat(Integer.parseInt(cue.group(4)) + 120).isLessThanOrEqualTo(sheet.getHeight());
        }
        assertThat(seconds).containsExactly("00", "01", "02", "03", "04", "05", "06", "07", "08", "09");
        assertThat(get(links.replace(".vtt", ".json")).<List<Integer>>path("tiles.start_ms"))
                .hasSize(10);
    }

    @Test
    void aPictureThatPlayersCanTakeIsServedAsItCame() throws Exception {
        Path clip = TestClips.in(folder, "clip.mp4")
                .size(640, 480)
                .frames(FRAMES, 25)
                .audio(10, 2)
                .make();
        String id = uploaded(clip);
        Response video = get("/api/v1/videos/" + id);
        assertThat(video.<String>path("state")).isEqualTo("ready");
        assertThat(video.<List<String>>path("renditions.name"))
                .startsWith("480p")
                .contains("audio");
        Path progressive = Files.write(
                folder.resolve("sd.mp4"),
                get("/api/v1/videos/" + id + "/stream?quality=sd").asByteArray());
        DecodedFile source = DecodedFile.of(clip);
        DecodedFile served = DecodedFile.of(progressive);
        assertThat(served.pictures)
                .extracting(picture -> picture.timeUs() + " " + picture.checksum())
                .isEqualTo(source.pictures.stream()
                        .map(picture -> picture.timeUs() + " " + picture.checksum())
                        .toList());
        assertThat(served.firstLoudUs()).isEqualTo(source.firstLoudUs());
        assertThat(decode(id, "480p").pictures).hasSize(FRAMES);
        assertThat(decode(id, "audio").firstLoudUs()).isLessThan(25_000);
        assertStoryboard(id);
    }

    @Test
    void aFilmIsServedWithItsSoundsItsSubtitlesAndItsChapters() throws Exception {
        Path clip = TestClips.in(folder, "clip.mp4")
                .size(640, 480)
                .frames(100, 25)
                .audio(4, 6)
                .make();
        Path stereo = TestClips.in(folder, "stereo.mp4").audio(4, 2).make();
        Path film = TestMux.in(folder, "film.mp4")
                .take(clip, 0, "", "")
                .take(clip, 1, "eng", "")
                .take(stereo, 1, "ger", "")
                .text("mov_text", "fre", "", 0, new TestMux.Line(1_000, 2_000, "<script>"))
                .chapter(0, 2_000, "One")
                .chapter(2_000, 4_000, "Two")
                .make();
        String id = uploaded(film);
        String address = "/api/v1/videos/" + id;
        Response video = get(address);
        assertThat(video.<List<String>>path("renditions.findAll { it.state != 'skipped' }.name"))
                .endsWith("audio", "audio-2", "audio-original")
                .contains("480p");
        String sounds = "renditions.findAll { it.kind == 'audio' && it.state == 'ready' }.";
        assertThat(video.<List<String>>path(sounds + "language")).containsExactly("en", "de", "en");
        assertThat(video.<List<String>>path(sounds + "label")).containsExactly("English", "Deutsch", "English");
        assertThat(video.<List<String>>path("captions.language")).containsExactly("fr");
        assertThat(video.<List<String>>path("chapters.title")).containsExactly("One", "Two");
        String master = get(address + "/hls/master.m3u8").asString();
        assertThat(master)
                .contains("NAME=\"English\",LANGUAGE=\"en\",DEFAULT=YES,AUTOSELECT=YES,CHANNELS=\"2\"")
                .contains("NAME=\"Deutsch\",LANGUAGE=\"de\",DEFAULT=NO")
                .contains(
                        "GROUP-ID=\"original\",NAME=\"English\",LANGUAGE=\"en\",DEFAULT=YES,AUTOSELECT=YES,CHANNELS=\"6\"")
                .contains("TYPE=SUBTITLES,GROUP-ID=\"captions\",NAME=\"Français\",LANGUAGE=\"fr\"");
        for (String track : List.of("audio", "audio-2", "audio-original")) {
            assertThat(decode(id, track).firstLoudUs()).isLessThan(25_000);
        }
        get(address + "/hls/captions/fr/captions.vtt")
                .then()
                .body(equalTo("WEBVTT\n\n00:00:01.000 --> 00:00:02.000\n&lt;script&gt;\n"));
        assertThat(get(address + "/dash/manifest.mpd").xmlPath().<String>getList("MPD.Period.AdaptationSet.Label"))
                .containsExactly("English", "Deutsch", "English", "Français");
    }

    private String uploaded(Path clip) throws Exception {
        try (KafkaConsumer<String, byte[]> events = subscribe()) {
            String id = given().multiPart("title", "Corners")
                    .multiPart("tags", "test, colour")
                    .multiPart("video", clip.toFile(), "video/mp4")
                    .post("/upload")
                    .then()
                    .statusCode(201)
                    .extract()
                    .path("video_id");
            get("/api/v1/videos/" + id).then().statusCode(200); // right after the answer, before any event
            assertThat(await(events, id)).containsSubsequence("CREATED", "BECAME_PLAYABLE", "READY");
            return id;
        }
    }

    /** Downloads a track as a player would, from the multivariant playlist down, and decodes all of it. */
    private DecodedFile decode(String id, String track) throws Exception {
        String base = "/api/v1/videos/" + id + "/hls/";
        String master = get(base + "master.m3u8").asString();
        Matcher address =
                Pattern.compile("([\\w/]+/)?" + track + "/index\\.m3u8").matcher(master);
        assertThat(address.find()).as(master).isTrue();
        String playlist = get(base + address.group()).asString();
        assertThat(playlist).contains("#EXT-X-ENDLIST");
        String directory = base + address.group().replace("index.m3u8", "");
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.write(get(directory + "init.mp4").asByteArray());
        for (String line :
                playlist.lines().filter(line -> !line.startsWith("#")).toList()) {
            bytes.write(get(directory + line).asByteArray());
        }
        return DecodedFile.of(Files.write(folder.resolve(track + ".mp4"), bytes.toByteArray()));
    }

    private KafkaConsumer<String, byte[]> subscribe() {
        KafkaConsumer<String, byte[]> consumer = new KafkaConsumer<>(
                Map.of(
                        "bootstrap.servers",
                        kafka,
                        "group.id",
                        "end-to-end-" + UUID.randomUUID(),
                        "auto.offset.reset",
                        "earliest"),
                new StringDeserializer(),
                new ByteArrayDeserializer());
        consumer.subscribe(List.of("catalog.events"));
        return consumer;
    }

    private static List<String> await(KafkaConsumer<String, byte[]> events, String id) throws Exception {
        List<String> heard = new ArrayList<>();
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (System.nanoTime() < deadline) {
            for (ConsumerRecord<String, byte[]> record : events.poll(Duration.ofSeconds(1))) {
                if (id.equals(record.key())) {
                    heard.add(CatalogEvent.parseFrom(record.value())
                            .getEventCase()
                            .name());
                }
            }
            if (heard.contains("READY") || heard.contains("FAILED")) {
                return heard;
            }
        }
        throw new AssertionError("after " + PATIENCE + " only " + heard + " of " + id);
    }

    /** From the first picture to the last; where the first stands in a CMAF track, FFmpeg's own reader gets wrong. */
    private static long spanUs(DecodedFile file) {
        return file.pictures.stream().mapToLong(Picture::timeUs).max().orElse(-1)
                - file.pictures.stream().mapToLong(Picture::timeUs).min().orElse(0);
    }
}
