package io.vitascope.processing;

import io.vitascope.contract.processing.FileGrowing;
import io.vitascope.contract.processing.Report;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/**
 * Tells that a file is being written, as long as it is: FFmpeg's last call for an MP4 whose index comes first moves all
 * its bytes, which takes minutes for a long film on a slow disk, and nothing else is heard meanwhile.
 *
 * <p>Threads: one of its own, until it is closed.
 */
final class WritingReports implements AutoCloseable {
    private static final long LOOK_MILLIS = 500;

    private final Path file;
    private final Consumer<Report.Builder> reports;
    private final CountDownLatch closed = new CountDownLatch(1);
    private final Thread thread = new Thread(this::watch, "writing");

    WritingReports(Path file, Consumer<Report.Builder> reports) {
        this.file = file;
        this.reports = reports;
        thread.setDaemon(true);
        thread.start();
    }

    private void watch() {
        FileTime seen = FileTime.fromMillis(0);
        try {
            while (!closed.await(LOOK_MILLIS, TimeUnit.MILLISECONDS)) {
                FileTime written = lastWritten();
                if (written.compareTo(seen) > 0) {
                    seen = written;
                    reports.accept(Report.newBuilder()
                            .setFileGrowing(FileGrowing.newBuilder().setFile(file.toString())));
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private FileTime lastWritten() {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            return FileTime.fromMillis(0); // not begun yet
        }
    }

    @Override
    public void close() {
        closed.countDown();
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
