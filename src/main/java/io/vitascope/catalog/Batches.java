package io.vitascope.catalog;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.quarkus.runtime.annotations.RegisterForReflection;
import io.vitascope.kernel.InvalidValueException;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.kernel.VideoText;
import jakarta.inject.Singleton;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.jspecify.annotations.Nullable;

/**
 * The same for many videos, each by itself, so that one that refuses holds up no other.
 *
 * <p>Threads: blocks; safe for all worker threads. Errors: {@link CatalogError#BATCH_REFUSED} when no video could be
 * meant; what goes wrong with one is in its result.
 */
@Singleton
final class Batches {

    private static final int MOST = 500;

    private final Catalog catalog;
    private final VideoStore store;
    private final CatalogConfig config;
    private final Clock clock;

    Batches(Catalog catalog, VideoStore store, CatalogConfig config, Clock clock) {
        this.catalog = catalog;
        this.store = store;
        this.config = config;
        this.clock = clock;
    }

    /** What is to be done to which videos. Members that an action has no use for must be absent. */
    @Schema(name = "Batch", additionalProperties = Schema.False.class)
    @RegisterForReflection
    record Batch(
            @Schema(
                    enumeration = {"delete", "restore", "retry", "cancel", "tag"},
                    required = true)
            @Nullable
            String action,

            @Schema(description = "At most 500; absent only to retry all that have failed") @Nullable
            List<String> ids,

            @Schema(description = "Of retry: \"failed\", instead of ids", enumeration = "failed") @Nullable
            String state,

            @Schema(description = "Of delete: for how long it can be undone, such as 30s") @Nullable
            String undo,

            @Schema(description = "Of tag") @Nullable List<String> addTags,

            @Schema(description = "Of tag") @Nullable List<String> removeTags) {}

    @Schema(name = "BatchResult")
    @RegisterForReflection
    record Result(
            String id,

            @Schema(description = "Whether it was done") boolean ok,

            @Schema(description = "Only when it was not") @Nullable
            Refusal problem) {

        static Result done(String id) {
            return new Result(id, true, null);
        }

        static Result refused(String id, ProblemException why) {
            return new Result(
                    id,
                    false,
                    new Refusal(
                            why.code().slug(),
                            why.code().title(),
                            why.detail(),
                            why.code().retryable()));
        }
    }

    /** As in a problem document; there is no status, for the request itself was answered. */
    @Schema(name = "BatchProblem")
    @RegisterForReflection
    record Refusal(
            String code,
            String title,
            String detail,
            @JsonProperty("retryable") boolean retryable) {}

    List<Result> run(Batch batch) {
        String action = Objects.requireNonNullElse(batch.action(), "");
        refuseStrangers(batch, action);
        Consumer<VideoId> change =
                switch (action) {
                    case "delete" -> deletion(Objects.requireNonNullElse(batch.undo(), ""));
                    case "restore" -> catalog::restore;
                    case "retry" -> id -> catalog.retry(id, false);
                    case "cancel" -> catalog::cancel;
                    case "tag" -> tagging(orNone(batch.addTags()), orNone(batch.removeTags()));
                    default ->
                        throw refused(
                                "action",
                                "action is one of delete, restore, retry, cancel, tag, not \"" + action + "\".");
                };
        return ids(batch).stream().map(id -> one(id, change)).toList();
    }

    private static Result one(String id, Consumer<VideoId> change) {
        try {
            change.accept(Catalog.id(id));
            return Result.done(id);
        } catch (ProblemException why) {
            return Result.refused(id, why);
        }
    }

    /** Lest somebody takes for done what was not understood. */
    private static void refuseStrangers(Batch batch, String action) {
        if (batch.undo() != null && !action.equals("delete")) {
            throw refused("undo", "Only action delete can be told for how long it can be undone.");
        }
        if (!action.equals("tag") && (batch.addTags() != null || batch.removeTags() != null)) {
            throw refused("add_tags", "Only action tag adds or removes tags.");
        }
        if (batch.state() != null && (!action.equals("retry") || !batch.state().equals(Video.State.FAILED.word()))) {
            throw refused("state", "Only {\"action\": \"retry\", \"state\": \"failed\"} works without ids.");
        }
        if ((batch.ids() == null) == (batch.state() == null)) {
            throw refused("ids", "Give ids, or for action retry \"state\": \"failed\"; one of both.");
        }
    }

    private List<String> ids(Batch batch) {
        if (batch.ids() == null) {
            return failed();
        }
        List<String> ids = List.copyOf(new LinkedHashSet<>(
                batch.ids().stream().filter(Objects::nonNull).toList()));
        if (ids.isEmpty() || ids.size() > MOST) {
            throw refused("ids", "A batch has 1 to " + MOST + " ids; these are " + ids.size() + ".");
        }
        return ids;
    }

    /** Those that have failed, the oldest first; more than a batch holds are left to the next. */
    private List<String> failed() {
        List<String> ids = new ArrayList<>();
        Optional<Cursor> cursor = Optional.empty();
        do {
            VideoPage<VideoStore.Viewed> page = store.page(VideoQuery.parse(
                    "created_at",
                    Video.State.FAILED.word(),
                    List.of(),
                    1,
                    VideoQuery.MAX_PAGE_SIZE,
                    cursor.map(Cursor::toString).orElse("")));
            page.items().forEach(viewed -> ids.add(viewed.video().id().toString()));
            cursor = page.next();
        } while (cursor.isPresent() && ids.size() < MOST);
        return ids;
    }

    private Consumer<VideoId> deletion(String undo) {
        Optional<Duration> undoable = Undo.parse(undo, config.maxUndo());
        Instant now = clock.instant();
        return id -> undoable.ifPresentOrElse(
                time -> catalog.trash(id, now.plus(time), Revisions.ANY), () -> catalog.delete(id, Revisions.ANY));
    }

    private Consumer<VideoId> tagging(List<String> add, List<String> remove) {
        if (add.isEmpty() && remove.isEmpty()) {
            throw refused("add_tags", "action tag needs add_tags or remove_tags.");
        }
        List<String> gone = clean(remove);
        return id -> catalog.change(id, video -> {
            List<String> tags = new ArrayList<>(video.tags());
            tags.removeAll(gone);
            tags.addAll(add);
            return video.edited(text(video, tags));
        });
    }

    /** As a video has them. */
    private static List<String> clean(List<String> tags) {
        try {
            return tags.stream()
                    .flatMap(tag -> new VideoText("-", "", List.of(tag)).tags().stream())
                    .toList();
        } catch (InvalidValueException tooLong) {
            throw refused("remove_tags", String.valueOf(tooLong.getMessage()));
        }
    }

    private static VideoText text(Video video, List<String> tags) {
        try {
            return new VideoText(video.title(), video.description(), tags);
        } catch (InvalidValueException tooManyOrTooLong) {
            throw new ProblemException(CatalogError.TEXT_REFUSED, String.valueOf(tooManyOrTooLong.getMessage()));
        }
    }

    private static List<String> orNone(@Nullable List<String> tags) {
        return tags == null ? List.of() : tags.stream().filter(Objects::nonNull).toList();
    }

    private static ProblemException refused(String member, String sentence) {
        return new ProblemException(CatalogError.BATCH_REFUSED, sentence, Map.of("members", member));
    }
}
