package io.vitascope.processing.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Fails a test that leaves native memory behind. */
public final class NoLivingHandles implements AfterEachCallback {
    @Override
    public void afterEach(ExtensionContext context) {
        assertThat(Ffmpeg.livingHandles())
                .as("native handles alive after the test")
                .isZero();
    }
}
