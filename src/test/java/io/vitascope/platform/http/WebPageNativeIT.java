package io.vitascope.platform.http;

import io.quarkus.test.junit.QuarkusIntegrationTest;

/** The same of the native executable. */
@QuarkusIntegrationTest
class WebPageNativeIT extends WebPageTest {}
