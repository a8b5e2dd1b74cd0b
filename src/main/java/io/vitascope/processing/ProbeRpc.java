package io.vitascope.processing;

import io.quarkus.grpc.GrpcService;
import io.smallrye.common.annotation.Identifier;
import io.smallrye.mutiny.Uni;
import io.vitascope.contract.upload.MediaProbe;
import io.vitascope.contract.upload.ProbeRequest;
import io.vitascope.contract.upload.ProbeResponse;
import java.nio.file.Path;
import java.util.concurrent.Executor;

/** gRPC door: what the upload room asks before it accepts a file. */
@GrpcService
final class ProbeRpc implements MediaProbe {

    private final QuickLooks looks;
    private final Executor workers;

    ProbeRpc(QuickLooks looks, @Identifier("blocking") Executor workers) {
        this.looks = looks;
        this.workers = workers;
    }

    @Override
    public Uni<ProbeResponse> probe(ProbeRequest request) {
        return Uni.createFrom()
                .item(() -> looks.probe(Path.of(request.getPath())))
                .runSubscriptionOn(workers);
    }
}
