package io.vitascope.platform.grpc;

import io.grpc.CallOptions;
import io.grpc.Channel;
import io.grpc.ClientCall;
import io.grpc.ClientInterceptor;
import io.grpc.Context;
import io.grpc.MethodDescriptor;
import io.quarkus.grpc.GlobalInterceptor;
import jakarta.inject.Singleton;

/**
 * A call from room to room is not part of any other call, whose end would cancel it.
 *
 * <p>It runs on the thread of its caller, and Quarkus's storage of gRPC's contexts leaves the one of a call that is
 * over where the next call of the same request finds it. That may be a call of somebody else: whoever wakes a channel
 * also makes the calls that have come meanwhile.
 */
@GlobalInterceptor
@Singleton
final class IndependentCalls implements ClientInterceptor {

    @Override
    public <A, B> ClientCall<A, B> interceptCall(MethodDescriptor<A, B> method, CallOptions options, Channel next) {
        Context before = Context.ROOT.attach();
        try {
            ClientCall<A, B> call = next.newCall(method, options);
            return Context.current() == Context.ROOT ? call : interceptCall(method, options, next);
        } finally {
            Context.ROOT.detach(before);
        }
    }
}
