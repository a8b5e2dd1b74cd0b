package io.vitascope;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same of the package, or of the native executable, as a process of its own. */
@QuarkusIntegrationTest
class EndToEndIT extends EndToEndTest {}
