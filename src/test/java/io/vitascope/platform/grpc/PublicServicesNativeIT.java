package io.vitascope.platform.grpc;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same of the native executable. */
@QuarkusIntegrationTest
class PublicServicesNativeIT extends PublicServicesTest {}
