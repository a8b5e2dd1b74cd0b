package io.vitascope.catalog;

import io.vitascope.kernel.Finding;
import io.vitascope.kernel.Housekeeping;
import io.vitascope.kernel.VideoId;
import io.vitascope.storage.BlobKey;
import io.vitascope.storage.Unfinished;
import jakarta.inject.Singleton;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The report of {@link StorageAudit} in sentences, for the command line. */
@Singleton
final class StorageFindings implements Housekeeping {

    private static final double GIGA = 1e9;

    private final StorageAudit audit;

    StorageFindings(StorageAudit audit) {
        this.audit = audit;
    }

    @Override
    public List<Finding> look() {
        return findings(audit.report(), false);
    }

    @Override
    public List<Finding> sweep() {
        return findings(audit.sweep(), true);
    }

    private static List<Finding> findings(StorageAudit.Report report, boolean swept) {
        List<Finding> findings = new ArrayList<>();
        findings.add(Finding.ok(
                "storage", String.format(Locale.ROOT, "%d blobs, %.1f GB.", report.count(), report.bytes() / GIGA)));
        report.orphans().forEach(orphan -> findings.add(excess("orphan", sentence(orphan), swept)));
        report.strays().forEach(stray -> findings.add(excess("stray", sentence(stray), swept)));
        for (VideoId video : report.missing()) {
            findings.add(Finding.error(
                    "missing",
                    "The source of video " + video + " is not in the store.",
                    "Bring it back from a backup, or delete the video."));
        }
        for (String stranger : report.strangers()) {
            findings.add(Finding.warning(
                    "stranger", stranger + " can't be of any video.", "Look what it is; nobody but you removes it."));
        }
        return findings;
    }

    private static Finding excess(String subject, String sentence, boolean swept) {
        return swept
                ? Finding.ok(subject, sentence + " Removed.")
                : Finding.warning(subject, sentence, "\"storage --sweep\" removes it.");
    }

    private static String sentence(StorageAudit.Folder orphan) {
        return BlobKey.ofVideo(orphan.id()) + ": " + orphan.count() + " blobs, " + orphan.bytes()
                + " bytes, of no video and no upload, the newest of " + orphan.newest() + ".";
    }

    private static String sentence(Unfinished stray) {
        return stray.key() + ": begun in parts at " + stray.begunAt() + " and never ended.";
    }
}
