package io.vitascope.storage;

import static org.assertj.core.api.Assertions.assertThat;

import io.vitascope.kernel.ByteRange;
import io.vitascope.kernel.Finding;
import io.vitascope.kernel.Finding.Level;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class BlobsExaminationTest {

    private static final long PART_BYTES = 1_000;

    @TempDir
    Path folder;

    private Scratch scratch;

    @BeforeEach
    void open() {
        scratch = new Scratch(folder);
    }

    @Test
    void aStoreThatDoesAllIsFineAndHasNothingMoreAfterwards() {
        MemoryBlobStore store = new MemoryBlobStore();
        assertThat(examined(() -> store)).singleElement().satisfies(finding -> {
            assertThat(finding.level()).isEqualTo(Level.OK);
            assertThat(finding.seen()).contains("in two parts");
        });
        try (Stream<BlobInfo> left = store.list(new BlobKey("doctor"))) {
            assertThat(left).isEmpty();
        }
        assertThat(scratch.names()).isEmpty();
    }

    @Test
    void eachThingThatIsForbiddenIsNamedWithThePermissionItNeeds() {
        BlobStore forbidding = new ForwardingStore() {
            @Override
            public void deleteAll(BlobKey prefix) {
                throw new UncheckedIOException(new IOException("Access Denied"));
            }

            @Override
            public void put(BlobKey key, Path file) {
                throw new UncheckedIOException(new IOException("Access Denied"));
            }
        };
        assertThat(examined(() -> forbidding))
                .allSatisfy(finding -> assertThat(finding.seen()).contains("Access Denied"))
                .extracting(Finding::advice)
                .satisfiesExactly(
                        large -> assertThat(large).contains("s3:AbortMultipartUpload"),
                        delete -> assertThat(delete).contains("s3:DeleteObject"));
        assertThat(scratch.names()).isEmpty();
    }

    @Test
    void aStoreThatGivesOtherBytesIsFound() {
        BlobStore wrong = new ForwardingStore() {
            @Override
            public Optional<InputStream> open(BlobKey key, ByteRange range) {
                return Optional.of(new ByteArrayInputStream(new byte[(int) range.length()]));
            }
        };
        assertThat(examined(() -> wrong))
                .extracting(Finding::seen)
                .containsExactly("The bucket cannot give a range of a blob: other bytes came than were put");
    }

    @Test
    void aStoreThatCannotBeOpenedSaysWhy() {
        assertThat(examined(() -> {
                    throw new IllegalStateException("There is no bucket films");
                }))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.level()).isEqualTo(Level.ERROR);
                    assertThat(finding.seen()).contains("There is no bucket films");
                });
    }

    private List<Finding> examined(Supplier<BlobStore> store) {
        return new BlobsExamination(store, scratch, /* bucket= */ true, PART_BYTES).examine();
    }
}
