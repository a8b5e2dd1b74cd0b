package io.vitascope.catalog;

import io.quarkus.runtime.annotations.RegisterForReflection;
import io.smallrye.common.annotation.Blocking;
import jakarta.ws.rs.GET;
import jakarta.ws.rs.POST;
import jakarta.ws.rs.Path;
import jakarta.ws.rs.Produces;
import jakarta.ws.rs.core.MediaType;
import java.time.Instant;
import java.util.List;
import org.eclipse.microprofile.openapi.annotations.Operation;
import org.eclipse.microprofile.openapi.annotations.media.Schema;
import org.eclipse.microprofile.openapi.annotations.responses.APIResponse;
import org.eclipse.microprofile.openapi.annotations.tags.Tag;

/** HTTP door for operators: does the store hold what it should, and nothing else? */
@Path("/api/v1/admin/storage")
@Produces(MediaType.APPLICATION_JSON)
@Tag(name = "Operation")
final class StorageResource {

    private final StorageAudit audit;

    StorageResource(StorageAudit audit) {
        this.audit = audit;
    }

    /** A folder of blobs that belongs to nothing. */
    @Schema(name = "Orphan")
    @RegisterForReflection
    record Orphan(String videoId, long blobs, long bytes, Instant newest) {

        static Orphan of(StorageAudit.Folder folder) {
            return new Orphan(folder.id().toString(), folder.count(), folder.bytes(), folder.newest());
        }
    }

    /** A blob that was begun in parts and never ended. */
    @Schema(name = "Stray")
    @RegisterForReflection
    record Stray(String blob, Instant begunAt) {}

    /**
     * What lies in the store and what is known.
     *
     * @param strays what a crash has left unfinished in a bucket
     * @param missing videos whose source is not there
     * @param strangers blobs that can't be of any video; they are never removed
     */
    @Schema(name = "StorageReport")
    @RegisterForReflection
    record Report(
            long blobs,
            long bytes,
            List<Orphan> orphans,
            List<Stray> strays,
            List<String> missing,
            List<String> strangers) {

        static Report of(StorageAudit.Report report) {
            return new Report(
                    report.count(),
                    report.bytes(),
                    report.orphans().stream().map(Orphan::of).toList(),
                    report.strays().stream()
                            .map(stray -> new Stray(stray.key().value(), stray.begunAt()))
                            .toList(),
                    report.missing().stream().map(String::valueOf).toList(),
                    report.strangers());
        }
    }

    @GET
    @Blocking
    @Operation(
            operationId = "storageReport",
            summary = "Compare the store with what is known",
            description = "Changes nothing.")
    @APIResponse(responseCode = "200", description = "What a sweep would remove, and what is missing")
    public Report report() {
        return Report.of(audit.report());
    }

    @POST
    @Path("sweep")
    @Blocking
    @Operation(operationId = "sweepStorage", summary = "Remove what belongs to nothing")
    @APIResponse(
            responseCode = "200",
            description = "The orphans and strays that were removed; the totals are those before")
    public Report sweep() {
        return Report.of(audit.sweep());
    }
}
