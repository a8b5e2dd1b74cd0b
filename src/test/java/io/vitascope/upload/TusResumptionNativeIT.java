package io.vitascope.upload;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same of the native executable. */
@QuarkusIntegrationTest
class TusResumptionNativeIT extends TusResumptionTest {}
