package io.vitascope.upload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class FormLengthTest {

    private final FormLength first = new FormLength(5_000, 40);

    @Test
    void theSameFormMayHaveABoundaryOfAnotherLength() {
        assertThat(new FormLength(5_000, 40).mayBeOf(first)).isTrue();
        assertThat(new FormLength(5_000 - 3 * 8, 32).mayBeOf(first)).isTrue();
        assertThat(new FormLength(5_000 + 5 * 2, 42).mayBeOf(first)).isTrue();
    }

    @Test
    void aFormOfAnotherLengthIsAnotherForm() {
        assertThat(new FormLength(5_013, 40).mayBeOf(first)).isFalse();
        assertThat(new FormLength(5_013 - 2 * 8, 32).mayBeOf(first)).isFalse();
        assertThat(new FormLength(9_000, 32).mayBeOf(first)).isFalse();
        assertThat(new FormLength(-1, 40).mayBeOf(first)).isFalse();
    }

    @Test
    void itIsReadAsItIsWritten() {
        assertThat(FormLength.parse(first.toString())).contains(first);
        assertThat(FormLength.parse("0123abcd")).isEmpty();
    }
}
