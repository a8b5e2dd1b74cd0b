package io.vitascope.planted.catalog;

import io.vitascope.planted.platform.Curious;
import jakarta.inject.Inject;
import org.jspecify.annotations.Nullable;

/** Imports the platform, which imports it; has a field filled in from outside; prints. */
final class Plumber {

    @Inject
    @Nullable
    Curious platform;

    void print() {
        System.out.println(platform);
    }
}
