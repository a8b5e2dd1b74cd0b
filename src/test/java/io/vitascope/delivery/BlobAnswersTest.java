package io.vitascope.delivery;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.vitascope.kernel.ByteRange;
import io.vitascope.kernel.ProblemException;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.LinkingStore;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Of a store that serves its readers itself. */
class BlobAnswersTest {

    private static final BlobKey KEY = new BlobKey("videos/a/g1/720p/00001.m4s");
    private static final BlobAnswers.Presentation VIDEO = new BlobAnswers.Presentation("video/mp4", Caching.IMMUTABLE);

    private final LinkingStore blobs = new LinkingStore();
    private final BlobAnswers answers = new BlobAnswers(blobs, Runnable::run);

    @BeforeEach
    void put() {
        blobs.put(KEY, new byte[10]);
    }

    @Test
    void readersOfMediaAreSentToTheStoreAndWhatTheyReadIsKnown() {
        BlobAnswers.Answer answer =
                answers.blob(KEY, VIDEO, asking(true, "", "bytes=2-")).orElseThrow();
        assertThat(answer.response().getStatus()).isEqualTo(307);
        assertThat(answer.response().getHeaderString("Location")).isEqualTo(LinkingStore.address(KEY));
        assertThat(answer.response().getHeaderString("Cache-Control")).isEqualTo("no-store");
        assertThat(answer.bytes()).contains(new ByteRange(2, 10));
    }

    @Test
    void whoAsksOnlyWhetherItChangedIsAnsweredHere() {
        String etag = blobs.stat(KEY).orElseThrow().etag();
        assertThat(status(asking(true, "\"" + etag + "\"", ""))).isEqualTo(304);
        assertThat(status(asking(false, "", ""))).isEqualTo(200);
        assertThatThrownBy(() -> status(asking(true, "", "bytes=20-")))
                .isInstanceOfSatisfying(ProblemException.class, problem -> assertThat(problem.code())
                        .isEqualTo(DeliveryError.OUTSIDE));
    }

    private int status(Conditions conditions) {
        return answers.blob(KEY, VIDEO, conditions).orElseThrow().response().getStatus();
    }

    private static Conditions asking(boolean get, String ifNoneMatch, String range) {
        return new Conditions(get, "", "", ifNoneMatch, "", range, "");
    }
}
