package io.vitascope.platform.grpc;

import com.google.protobuf.DescriptorProtos.MethodOptions;
import com.google.protobuf.GeneratedMessage.GeneratedExtension;
import io.grpc.MethodDescriptor;
import io.grpc.protobuf.ProtoMethodDescriptorSupplier;

/** What the contract of a call says beside its messages; the options are those of {@code callers.proto}. */
final class Contract {

    private Contract() {}

    static boolean says(GeneratedExtension<MethodOptions, Boolean> option, MethodDescriptor<?, ?> method) {
        return method.getSchemaDescriptor() instanceof ProtoMethodDescriptorSupplier supplier
                && supplier.getMethodDescriptor().getOptions().getExtension(option);
    }
}
