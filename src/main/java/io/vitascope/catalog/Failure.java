package io.vitascope.catalog;

import io.quarkus.runtime.annotations.RegisterForReflection;

/** Why a run ended without a result: {@code processing/crashed}, a sentence, and whether another run may help. */
@RegisterForReflection
record Failure(String code, String detail, boolean retryable) {}
