package io.vitascope.processing;

import io.quarkus.grpc.GrpcService;
import io.smallrye.mutiny.Uni;
import io.smallrye.mutiny.infrastructure.Infrastructure;
import io.vitascope.contract.upload.MediaProbe;
import io.vitascope.contract.upload.ProbeRequest;
import io.vitascope.contract.upload.ProbeResponse;
import java.nio.file.Path;

/** gRPC door: what the upload room asks before it accepts a file. */
@GrpcService
final class ProbeRpc implements MediaProbe {

    private final QuickLooks looks;

    ProbeRpc(QuickLooks looks) {
        this.looks = looks;
    }

    @Override
    public Uni<ProbeResponse> probe(ProbeRequest request) {
        return Uni.createFrom()
                .item(() -> looks.probe(Path.of(request.getPath())))
                .runSubscriptionOn(Infrastructure.getDefaultWorkerPool());
    }
}
