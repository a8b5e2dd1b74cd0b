package io.vitascope.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.quarkus.test.junit.QuarkusTest;
import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import io.vitascope.upload.Resumable.Kind;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Instant;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;

/** Two processes that examine one upload: the second one because the first stood still for longer than its lease. */
@QuarkusTest
class CompletionTest {

    private final Completion completion;
    private final Uploads uploads;
    private final ResumableUploads resumables;
    private final UploadStore store;
    private final GrowingFiles growingFiles;

    CompletionTest(
            Completion completion,
            Uploads uploads,
            ResumableUploads resumables,
            UploadStore store,
            GrowingFiles growingFiles) {
        this.completion = completion;
        this.uploads = uploads;
        this.resumables = resumables;
        this.store = store;
        this.growingFiles = growingFiles;
    }

    @Test
    void whatAFormerWriterFindsDoesNotEndAnUploadThatAnotherOneHas() throws IOException {
        VideoId id = full("no video, for the former writer");
        Writer former = new Writer(id, () -> {}, 0, released -> {});
        former.renewedAt(System.nanoTime());
        assertProblem(former, UploadError.LOCKED);
        assertThat(store.find(id).orElseThrow().isDue()).isTrue();
        uploads.discard(id, Ending.LOST);
    }

    @Test
    void whatItsOwnWriterFindsEndsAnUpload() throws IOException {
        VideoId id = full("no video at all");
        assertProblem(holder(id), UploadError.NOT_MEDIA);
        assertThat(store.find(id).orElseThrow().state()).isEqualTo(UploadRecord.State.GONE);
    }

    private static Writer holder(VideoId id) {
        Writer holder = new Writer(id, () -> {}, Long.MAX_VALUE / 4, released -> {});
        holder.renewedAt(System.nanoTime());
        return holder;
    }

    private void assertProblem(Writer writer, UploadError code) {
        UploadRecord record = store.find(writer.id()).orElseThrow();
        assertThatThrownBy(() -> completion.completeIfDue(writer, record))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(code));
    }

    private VideoId full(String text) throws IOException {
        VideoId id = resumables
                .create(Kind.WHOLE, OptionalLong.of(text.length()), "", null, IdempotencyKeys.Claim.NONE)
                .id();
        Files.writeString(growingFiles.of(id), text);
        store.advance(id, 0, text.length(), Instant.now().plusSeconds(600));
        return id;
    }
}
