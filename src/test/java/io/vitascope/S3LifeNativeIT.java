package io.vitascope;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same of the native executable. */
@QuarkusIntegrationTest
class S3LifeNativeIT extends S3LifeTest {}
