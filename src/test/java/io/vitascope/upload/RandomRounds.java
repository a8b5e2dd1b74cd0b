package io.vitascope.upload;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import io.vitascope.upload.Wire.Answer;
import java.io.IOException;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.function.LongPredicate;
import java.util.stream.Stream;

/**
 * A client that does whatever a client can do, at random: begins, sends, breaks off, sends wrong bytes, sends what is
 * here already, deletes, and sees the server die. In the end nothing is lost and nothing is left over. Confined to one
 * thread.
 */
final class RandomRounds {

    private static final String HOME = "/api/v1/uploads";
    private static final String[] TUS = {"Tus-Resumable: 1.0.0", "Content-Type: application/offset+octet-stream"};
    private static final int MOST_OPEN = 6;

    /** The server that is played with. */
    interface House {

        int port();

        /** It dies, and is there again when this returns. */
        void crash(List<String> openUploads) throws IOException;

        /** Errors: an {@link AssertionError} when it does not become true within minutes. */
        void await(Callable<Boolean> condition) throws Exception;

        /** Names of growing files. */
        List<String> growing();
    }

    private enum Move {
        BEGIN,
        BEGIN_WITH_BYTES,
        APPEND,
        FINISH,
        BREAK_OFF,
        WRONG_CHECKSUM,
        SEND_AGAIN,
        DELETE_UPLOAD,
        DELETE_WHILE_SENDING,
        DELETE_VIDEO,
        CRASH
    }

    private static final class Open {

        private final String path;
        private final Film film;

        Open(String path, Film film) {
            this.path = path;
            this.film = film;
        }

        String id() {
            return path.substring(path.lastIndexOf('/') + 1);
        }
    }

    private final House house;
    private final Random random;
    private final List<Open> open = new ArrayList<>();
    /** Of all that was ever begun. */
    private final Set<String> begun = new TreeSet<>();
    /** By their ids. */
    private final Map<String, Film> videos = new TreeMap<>();

    private final Map<Move, Integer> played = new EnumMap<>(Move.class);

    RandomRounds(House house, long seed) {
        this.house = house;
        this.random = new Random(seed);
    }

    /** How often each move was played. */
    String play(int rounds, int crashes) throws Exception {
        for (int round = 0; round < rounds; round++) {
            boolean crash = crashes > 0 && round % Math.max(1, rounds / crashes) == rounds / crashes / 2;
            Move move = crash ? Move.CRASH : Move.values()[random.nextInt(Move.CRASH.ordinal())];
            play(open.isEmpty() && !crash ? Move.BEGIN : move);
        }
        end();
        return played.toString();
    }

    private void play(Move move) throws Exception {
        played.merge(move, 1, Integer::sum);
        switch (move) {
            case BEGIN -> begin(film(), false);
            case BEGIN_WITH_BYTES -> begin(film(), true);
            case APPEND -> append(any(), random.nextDouble());
            case FINISH -> append(any(), 1);
            case BREAK_OFF -> breakOff(any());
            case WRONG_CHECKSUM -> wrongChecksum(any());
            case SEND_AGAIN -> sendAgain();
            case DELETE_UPLOAD -> delete(any());
            case DELETE_WHILE_SENDING -> deleteWhileSending(any());
            case DELETE_VIDEO -> deleteVideo();
            case CRASH -> house.crash(open.stream().map(Open::id).toList());
        }
    }

    private Open any() {
        return open.get(random.nextInt(open.size()));
    }

    private Film film() throws IOException {
        return Film.of(100_000 + random.nextInt(1_000_000), random.nextLong());
    }

    private void begin(Film film, boolean withBytes) throws IOException {
        if (open.size() >= MOST_OPEN) {
            delete(any());
        }
        String length = "Upload-Length: " + film.sizeBytes();
        String reuse = "Upload-Metadata: dedup cmV1c2U=,filename YS5tcDQ=";
        Answer answer = withBytes
                ? Wire.send(
                        house.port(),
                        "POST",
                        HOME,
                        film,
                        0,
                        film.sizeBytes() / 3,
                        sent -> true,
                        TUS[0],
                        TUS[1],
                        length,
                        reuse)
                : Wire.send(house.port(), "POST", HOME, TUS[0], length, reuse);
        require(answer.status() == 201, answer.toString());
        open.add(new Open(answer.header("Location"), film));
        begun.add(open.get(open.size() - 1).id());
    }

    private long offset(Open upload) throws IOException {
        Answer answer = Wire.send(house.port(), "HEAD", upload.path, TUS[0]);
        require(answer.status() == 200, answer.toString());
        return Long.parseLong(answer.header("Upload-Offset"));
    }

    /** This share of what is missing. */
    private void append(Open upload, double share) throws IOException {
        long from = offset(upload);
        long to = share == 1 ? upload.film.sizeBytes() : from + (long) ((upload.film.sizeBytes() - from - 1) * share);
        Answer answer = patch(upload, from, to);
        require(answer.status() == 204, answer.toString());
        require(answer.header("Upload-Offset").equals(Long.toString(to)), answer.toString());
        if (share == 1) {
            open.remove(upload);
            videos.put(answer.header("Video-Location").replaceFirst(".*/", ""), upload.film);
        }
    }

    private Answer patch(Open upload, long from, long to, String... more) throws IOException {
        return patch(upload, from, to, sent -> true, more);
    }

    private Answer patch(Open upload, long from, long to, LongPredicate goOn, String... more) throws IOException {
        String[] headers = Stream.concat(Stream.of(TUS[0], TUS[1], "Upload-Offset: " + from), Stream.of(more))
                .toArray(String[]::new);
        return Wire.send(house.port(), "PATCH", upload.path, upload.film, from, to, goOn, headers);
    }

    private void breakOff(Open upload) throws IOException {
        long from = offset(upload);
        // Never all of it, which would make a video.
        long stop = (long) ((upload.film.sizeBytes() - from - Wire.BUFFER_BYTES) * random.nextDouble());
        if (stop <= 0) {
            return;
        }
        try {
            patch(upload, from, upload.film.sizeBytes(), sent -> sent < stop);
            throw new AssertionError("nobody broke it off");
        } catch (IOException wanted) {
            long offset = offset(upload);
            require(offset >= from && offset < upload.film.sizeBytes(), "offset " + offset);
        }
    }

    private void wrongChecksum(Open upload) throws IOException {
        long from = offset(upload);
        long to = from + (upload.film.sizeBytes() - from) / 2;
        Answer answer = patch(upload, from, to, "Upload-Checksum: sha1 Kq5sNclPz7QV2+lfQIuc6R7oRu0=");
        require(answer.status() == 460, answer.toString());
        require(offset(upload) == from, "bytes with a wrong checksum count");
    }

    /** The file of a video that is here. */
    private void sendAgain() throws IOException {
        if (videos.isEmpty()) {
            return;
        }
        List<Film> films = List.copyOf(videos.values());
        begin(films.get(random.nextInt(films.size())), false);
        append(open.get(open.size() - 1), 1);
    }

    private void delete(Open upload) throws IOException {
        open.remove(upload);
        require(Wire.send(house.port(), "DELETE", upload.path, TUS[0]).status() == 204, "not deleted");
    }

    private void deleteWhileSending(Open upload) throws IOException {
        long from = offset(upload);
        long half = (upload.film.sizeBytes() - from) / 2;
        if (half <= Wire.BUFFER_BYTES) {
            delete(upload); // all of it might be there before the deletion is, and a video
            return;
        }
        boolean[] deleted = {false};
        try {
            patch(upload, from, upload.film.sizeBytes(), sent -> {
                if (sent >= half && !deleted[0]) {
                    deleted[0] = true;
                    deleteQuietly(upload);
                }
                return true;
            });
        } catch (IOException hungUp) {
            require(deleted[0], "hung up too early");
        }
        open.remove(upload);
        require(Wire.send(house.port(), "HEAD", upload.path, TUS[0]).status() == 410, "not gone");
    }

    private void deleteQuietly(Open upload) {
        try {
            require(Wire.send(house.port(), "DELETE", upload.path, TUS[0]).status() == 204, "not deleted");
        } catch (IOException e) {
            throw new AssertionError(e);
        }
    }

    private void deleteVideo() throws IOException {
        if (videos.isEmpty()) {
            return;
        }
        List<String> ids = List.copyOf(videos.keySet());
        String id = ids.get(random.nextInt(ids.size()));
        Answer answer = Wire.send(house.port(), "DELETE", "/api/v1/videos/" + id);
        require(answer.status() / 100 == 2, answer.toString());
        videos.remove(id);
    }

    /** Whatever is open is given up; then every video has its bytes, and there is nothing else. */
    private void end() throws Exception {
        for (Open upload : List.copyOf(open)) {
            delete(upload);
        }
        for (Map.Entry<String, Film> video : videos.entrySet()) {
            JsonNode told = json("/api/v1/videos/" + video.getKey());
            require(told.path("sha256").asText().equals(video.getValue().sha256()), "other bytes: " + told);
        }
        house.await(() -> {
            JsonNode report = json("/api/v1/admin/storage");
            return ours(report.path("orphans")).isEmpty()
                    && ours(report.path("strays")).isEmpty()
                    && ours(report.path("missing")).isEmpty()
                    && house.growing().stream().noneMatch(name -> begun.stream().anyMatch(name::contains));
        });
    }

    /** Others may play in the same house. */
    private List<JsonNode> ours(JsonNode found) {
        return found.valueStream()
                .filter(one -> begun.stream().anyMatch(one.toString()::contains))
                .toList();
    }

    /** The videos that are there in the end. */
    Set<String> videos() {
        return videos.keySet();
    }

    private JsonNode json(String path) throws IOException {
        Answer answer = Wire.send(house.port(), "GET", path, "Accept: application/json");
        require(answer.status() == 200, answer.toString());
        return new ObjectMapper().readTree(answer.body());
    }

    private static void require(boolean holds, String otherwise) {
        if (!holds) {
            throw new AssertionError(otherwise);
        }
    }
}
