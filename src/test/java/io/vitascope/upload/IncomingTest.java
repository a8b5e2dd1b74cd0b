package io.vitascope.upload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.vitascope.kernel.ProblemException;
import io.vitascope.kernel.VideoId;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class IncomingTest {

    private static final long PLENTY = 1L << 40;
    private static final long RESERVE = 1 << 20;

    private final AtomicLong freeBytes = new AtomicLong(PLENTY);
    private final Ledger ledger = new Ledger();

    @Test
    void theHashIsThatOfTheBytesInTheFile(@TempDir Path folder) throws Exception {
        byte[] bytes = "a video, perhaps".repeat(10_000).getBytes(StandardCharsets.UTF_8);
        try (Incoming incoming = incoming(folder, PLENTY)) {
            incoming.write(ByteBuffer.wrap(bytes, 0, 70_000));
            incoming.write(ByteBuffer.wrap(bytes, 70_000, bytes.length - 70_000));
            assertThat(incoming.sizeBytes()).isEqualTo(bytes.length);
            assertThat(incoming.end())
                    .isEqualTo(HexFormat.of()
                            .formatHex(MessageDigest.getInstance("SHA-256").digest(bytes)));
            assertThat(Files.readAllBytes(incoming.file())).isEqualTo(bytes);
        }
        assertThat(ledger.arrivedBytes).isEqualTo(bytes.length);
    }

    @Test
    void aFileOfExactlyTheLimitIsTakenAndOneByteMoreIsNot(@TempDir Path folder) throws IOException {
        try (Incoming incoming = incoming(folder, 10)) {
            incoming.write(ByteBuffer.allocate(10));
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> incoming.write(ByteBuffer.allocate(1)))
                    .satisfies(problem -> {
                        assertThat(problem.code()).isEqualTo(UploadError.TOO_LARGE);
                        assertThat(problem.facts()).containsEntry("limit_bytes", 10L);
                    });
        }
    }

    @Test
    void theReserveOfTheDiskIsNotTouchedWhileBytesArrive(@TempDir Path folder) throws IOException {
        ByteBuffer chunk = ByteBuffer.allocate(1 << 20);
        try (Incoming incoming = incoming(folder, PLENTY)) {
            incoming.write(chunk.duplicate());
            freeBytes.set(RESERVE + 100);
            assertThatExceptionOfType(ProblemException.class)
                    .isThrownBy(() -> {
                        for (int i = 0; i < 8; i++) {
                            incoming.write(chunk.duplicate());
                        }
                    })
                    .satisfies(problem -> assertThat(problem.code()).isEqualTo(UploadError.NO_SPACE));
        }
    }

    @Test
    void itsOwnerLearnsOnceThatItIsClosed(@TempDir Path folder) throws IOException {
        Incoming incoming = incoming(folder, PLENTY);
        incoming.close();
        incoming.close();
        assertThat(ledger.closedTimes).isEqualTo(1);
    }

    private Incoming incoming(Path folder, long maxBytes) throws IOException {
        VideoId id = VideoId.create(0);
        return new Incoming(
                id,
                folder.resolve("upload-" + id),
                maxBytes,
                new DiskSpace(wanted -> freeBytes.get(), freeBytes::get, RESERVE),
                ledger);
    }

    /** An owner that only counts. */
    static final class Ledger implements Incoming.Owner {

        long arrivedBytes;
        int closedTimes;

        @Override
        public void arrived(Incoming incoming, int countBytes) {
            arrivedBytes += countBytes;
        }

        @Override
        public void closed(Incoming incoming) {
            closedTimes++;
        }
    }
}
