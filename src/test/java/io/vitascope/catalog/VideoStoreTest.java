package io.vitascope.catalog;

import static org.assertj.core.api.Assertions.assertThat;

import io.quarkus.redis.datasource.RedisDataSource;
import io.quarkus.test.junit.QuarkusTest;
import io.vitascope.kernel.VideoId;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** Lists in a real Redis. Every test has a tag of its own, so that they don't see each other's videos. */
@QuarkusTest
class VideoStoreTest {

    private static final int MANY = 500;

    private final Catalog catalog;
    private final VideoStore store;
    private final IndexUpgrade upgrade;
    private final RedisDataSource redis;

    VideoStoreTest(Catalog catalog, VideoStore store, IndexUpgrade upgrade, RedisDataSource redis) {
        this.catalog = catalog;
        this.store = store;
        this.upgrade = upgrade;
        this.redis = redis;
    }

    @Test
    void pagesFollowEachOtherWithoutGapsInEveryOrder() {
        String tag = newTag();
        for (int i = 0; i < 25; i++) {
            add("Title " + (i % 7), List.of(tag), i % 5);
        }
        for (String sort : List.of("created_at", "title", "views", "duration")) {
            List<String> ascending = walkByCursor(sort, tag, 4);
            List<String> descending = new ArrayList<>(walkByCursor("-" + sort, tag, 4));
            Collections.reverse(descending);
            assertThat(ascending).hasSize(25).doesNotHaveDuplicates().isEqualTo(descending);
            assertThat(walkByPage(sort, tag, 4)).isEqualTo(ascending);
        }
    }

    @Test
    void titlesAreSortedWithoutCaseAndTiesByAge() {
        String tag = newTag();
        String banana = add("banana", List.of(tag), 0);
        String apple = add("Apple", List.of(tag), 0);
        String eclair = add("Éclair", List.of(tag), 0);
        String second = add("APPLE", List.of(tag), 0);
        String zebra = add("zebra", List.of(tag), 0);
        assertThat(walkByCursor("title", tag, 2)).containsExactly(apple, second, banana, eclair, zebra);
    }

    @Test
    void aRecordInWhichChaptersHaveEndsIsReadWithoutThem() {
        VideoId id = VideoId.parse(add("Sea", List.of(newTag()), 0));
        VideoPatch chapters = new VideoPatch(
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(new ChapterPatch(Optional.of(List.of(new ChapterMark(1_000, "Waves"))))));
        catalog.edit(id, chapters, Revisions.ANY);
        String key = "vitascope:video:" + id;
        String record = redis.value(String.class).get(key);
        assertThat(record).contains("\"start_ms\":1000,").doesNotContain("end_ms");
        redis.value(String.class).set(key, record.replace("\"start_ms\":1000,", "\"start_ms\":1000,\"end_ms\":7777,"));
        assertThat(catalog.get(id).chapters()).containsExactly(new Chapter(1_000, 1_001, "Waves"));
    }

    @Test
    void aRenamedVideoMovesInTheListOfTitles() {
        String tag = newTag();
        String first = add("a", List.of(tag), 0);
        String second = add("b", List.of(tag), 0);
        VideoPatch rename = VideoPatch.ofText(Optional.of("c"), Optional.empty(), Optional.empty());
        catalog.edit(VideoId.parse(first), rename, Revisions.ANY);
        assertThat(walkByCursor("title", tag, 10)).containsExactly(second, first);
    }

    @Test
    void stateAndTagsNarrowTheListTogether() {
        String tag = newTag();
        String other = newTag();
        String both = add("both", List.of(tag, other), 0);
        String ready = add("ready", List.of(tag, other), 0);
        add("one", List.of(tag), 0);
        catalog.learned(VideoId.parse(ready), 1, run -> run.completed("g1", Facts.measured(1), 5_000, List.of()));
        assertThat(ids(VideoQuery.parse("", "processing", List.of(tag, other), 1, 10, "")))
                .containsExactly(both);
        assertThat(ids(VideoQuery.parse("", "ready", List.of(tag), 1, 10, ""))).containsExactly(ready);
        assertThat(ids(VideoQuery.parse("", "failed", List.of(tag), 1, 10, ""))).isEmpty();
        assertThat(store.page(VideoQuery.parse("", "", List.of(tag), 1, 1, "")).totalCount())
                .isEqualTo(3);
    }

    @Test
    void aCursorSkipsAndRepeatsNothingWhileVideosComeAndGo() throws InterruptedException {
        String tag = newTag();
        List<String> standing = new ArrayList<>();
        for (int i = 0; i < 60; i++) {
            standing.add(add("standing " + i, List.of(tag), 0));
        }
        ExecutorService crowd = Executors.newSingleThreadExecutor();
        crowd.execute(() -> {
            while (!Thread.currentThread().isInterrupted()) {
                String passing = add("passing", List.of(tag), 0);
                catalog.delete(VideoId.parse(passing), Revisions.ANY);
            }
        });
        try {
            List<String> seen = walkByCursor("-created_at", tag, 3);
            assertThat(seen).doesNotHaveDuplicates().containsAll(standing);
        } finally {
            crowd.shutdownNow();
            assertThat(crowd.awaitTermination(30, TimeUnit.SECONDS)).isTrue();
        }
    }

    @Test
    void aCursorWhoseVideoIsGoneStillKnowsItsPlace() {
        String tag = newTag();
        String first = add("a", List.of(tag), 0);
        String second = add("b", List.of(tag), 0);
        String third = add("c", List.of(tag), 0);
        for (String sort : List.of("title", "created_at")) {
            VideoPage<VideoStore.Viewed> page = store.page(VideoQuery.parse(sort, "", List.of(tag), 1, 2, ""));
            assertThat(page.items()).hasSize(2);
            String cursor = page.next().orElseThrow().toString();
            if (sort.equals("title")) {
                catalog.delete(VideoId.parse(second), Revisions.ANY);
                assertThat(ids(VideoQuery.parse("", "", List.of(tag), 1, 2, cursor)))
                        .containsExactly(third);
                add("d", List.of(tag), 0);
            } else {
                assertThat(page.items().get(0).video().id()).hasToString(first);
            }
        }
    }

    @Test
    void filtersAndSearchesAgreeOnHowManyThereAreInEveryOrder() {
        String dense = newTag();
        String rare = newTag();
        for (int i = 0; i < MANY; i++) {
            add("Video no" + i, i % 100 == 0 ? List.of(dense, rare) : List.of(dense), i % 10);
        }
        for (String sort : List.of("-created_at", "title", "-views", "duration")) {
            for (List<String> tags : List.of(List.of(dense), List.of(rare), List.of(dense, rare))) {
                int expected = tags.contains(rare) ? MANY / 100 : MANY;
                for (String search : List.of("", "v", "video no", "mp4 video")) {
                    VideoPage<VideoStore.Viewed> found = store.page(
                            VideoQuery.parse(sort, "", tags, 1, 20, "").searching(search));
                    assertThat(found.totalCount()).isEqualTo(expected);
                    assertThat(found.items()).hasSize(Math.min(20, expected));
                }
            }
        }
        assertThat(walkByCursor("title", dense, 100)).hasSize(MANY).doesNotHaveDuplicates();
        assertThat(walkByCursor("-views", rare, 2)).hasSize(MANY / 100).doesNotHaveDuplicates();
    }

    @Test
    void aSearchIsOrderedAndPagedLikeEveryList() {
        String tag = newTag();
        String word = "w" + tag.replace("-", "");
        // A word that no part of a tag begins like: tags are searched too, and these hold hexadecimal digits.
        for (int i = 0; i < 25; i++) {
            add(word + " no" + (i % 7), i % 2 == 0 ? List.of(tag) : List.of(), i % 5);
        }
        for (String sort : List.of("title", "-duration", "size")) {
            List<String> pages = new ArrayList<>();
            for (long page = 1; page <= 4; page++) {
                pages.addAll(ids(
                        VideoQuery.parse(sort, "", List.of(tag), page, 4, "").searching(word.substring(0, 30))));
            }
            assertThat(pages).hasSize(13).isEqualTo(walkByCursor(sort, tag, 5));
        }
        assertThat(store.page(VideoQuery.parse("", "", List.of(), 1, 5, "").searching(word + " no3"))
                        .totalCount())
                .isEqualTo(4);
    }

    @Test
    void videosOfAnEarlierVersionAreFoundAfterTheUpgrade() {
        String tag = newTag();
        String word = "w" + tag.replace("-", "");
        String id = add(word, List.of(tag), 0);
        redis.execute("ZREM", VideoIndexes.WORDS, word + "\0" + id);
        redis.execute("ZREM", VideoOrder.By.SIZE.key(), id);
        redis.execute("SREM", VideoIndexes.TAGS, tag);
        redis.execute("SET", "vitascope:videos:index-version", "1");
        upgrade.upgrade();
        assertThat(ids(VideoQuery.parse("size", "", List.of(tag), 1, 5, "").searching(word)))
                .containsExactly(id);
        assertThat(store.tags()).contains(new VideoStore.TagCount(tag, 1));
    }

    @Test
    void videosOfAnEarlierVersionAreSortedAndFoundByTheirMarksAfterTheUpgradeAndTheirFormerEntriesGo() {
        String tag = newTag();
        String tenth = addFormer("Part 10 काल", tag, "part 10 कल");
        String second = addFormer("Part 2 कल", tag, "part 2 कल");
        String gone = addFormer("Part 3 कल", tag, "part 3 कल");
        catalog.delete(VideoId.parse(gone), Revisions.ANY);
        assertThat(walkByCursor("title", tag, 1)).containsExactly(tenth, second);
        String renamed = addFormer("Part 4 काल", tag, "part 4 कल");
        VideoPatch rename = VideoPatch.ofText(Optional.of("Part 11"), Optional.empty(), Optional.empty());
        catalog.edit(VideoId.parse(renamed), rename, Revisions.ANY);
        redis.execute("SET", "vitascope:videos:index-version", "1");
        upgrade.upgrade();
        assertThat(walkByCursor("title", tag, 1)).containsExactly(second, tenth, renamed);
        assertThat(redis.execute("ZSCORE", VideoOrder.By.TITLE.key(), "part 10 कल\0" + tenth))
                .isNull();
        assertThat(ids(VideoQuery.parse("", "", List.of(tag), 1, 5, "").searching("कल")))
                .containsExactly(second);
    }

    /** In the indexes as version 1 had it. */
    private String addFormer(String title, String tag, String formerKey) {
        String id = add(title, List.of(tag), 0);
        redis.execute("ZREM", VideoOrder.By.TITLE.key(), TitleKey.of(title) + "\0" + id);
        redis.execute("ZADD", VideoOrder.By.TITLE.key(), "0", formerKey + "\0" + id);
        redis.execute("HSET", VideoIndexes.TITLE_MEMBERS, id, formerKey + "\0" + id);
        redis.execute("ZREM", VideoIndexes.WORDS, "काल\0" + id);
        redis.execute("ZADD", VideoIndexes.WORDS, "0", "कल\0" + id);
        return id;
    }

    @Test
    void aViewerCountsOnceInAWhile() {
        VideoId id = VideoId.parse(add("watched", List.of(), 0));
        assertThat(catalog.viewed(id, "alice")).isTrue();
        assertThat(catalog.viewed(id, "alice")).isFalse();
        assertThat(catalog.viewed(id, "bob")).isTrue();
        assertThat(store.views(id)).isEqualTo(2);
    }

    @Test
    void eachOfAHundredViewersIsCountedOnce() {
        VideoId id = VideoId.parse(add("Many", List.of(), 0));
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 100; i++) {
                assertThat(catalog.viewed(id, "viewer " + i)).isEqualTo(round == 0);
            }
        }
        assertThat(store.views(id)).isEqualTo(100);
    }

    /** Names are made up for nothing: a cookie is whatever a client says. */
    @Test
    void aCrowdOfViewersTakesLittleOfRedisAndIsCountedWithinFivePercent() {
        VideoId id = VideoId.parse(add("Crowd", List.of(), 0));
        for (int round = 0; round < 2; round++) {
            for (int i = 0; i < 3_000; i++) {
                catalog.viewed(id, "viewer " + i);
            }
        }
        assertThat(store.views(id)).isBetween(2_850L, 3_150L);
        List<String> keys = redis.key().keys("vitascope:view*" + id + "*");
        assertThat(keys).containsExactlyInAnyOrder("vitascope:viewers:" + id, "vitascope:viewers:" + id + ":crowd");
        long bytes = 0;
        for (String key : keys) {
            bytes += redis.execute("MEMORY", "USAGE", key).toLong();
            assertThat(redis.key().ttl(key)).isPositive();
        }
        assertThat(bytes).isLessThan(24L << 10);
    }

    private String add(String title, List<String> tags, int durationSeconds) {
        Instant now = Instant.now();
        VideoId id = VideoId.create(now.toEpochMilli());
        Arrival arrival = Facts.arrival(id, title, tags, now);
        Source source = arrival.source();
        Source sized = new Source(
                source.filename(),
                source.key(),
                1,
                source.sha256(),
                durationSeconds * 1_000L,
                0,
                0,
                "mp4",
                List.of(),
                "");
        catalog.arrived(new Arrival(id, title, "", tags, sized, now));
        return id.toString();
    }

    private List<String> walkByCursor(String sort, String tag, int size) {
        List<String> all = new ArrayList<>();
        Optional<Cursor> cursor = Optional.empty();
        do {
            VideoQuery query = VideoQuery.parse(
                    sort,
                    "",
                    List.of(tag),
                    1,
                    size,
                    cursor.map(Cursor::toString).orElse(""));
            VideoPage<VideoStore.Viewed> page = store.page(query);
            page.items().forEach(viewed -> all.add(viewed.video().id().toString()));
            cursor = page.next();
        } while (cursor.isPresent());
        return all;
    }

    private List<String> walkByPage(String sort, String tag, int size) {
        List<String> all = new ArrayList<>();
        for (long page = 1; ; page++) {
            List<String> ids = ids(VideoQuery.parse(sort, "", List.of(tag), page, size, ""));
            if (ids.isEmpty()) {
                return all;
            }
            all.addAll(ids);
        }
    }

    private List<String> ids(VideoQuery query) {
        return store.page(query).items().stream()
                .map(viewed -> viewed.video().id().toString())
                .toList();
    }

    private static String newTag() {
        return "tag-" + VideoId.create(System.currentTimeMillis()).toString().toLowerCase(Locale.ROOT);
    }
}
