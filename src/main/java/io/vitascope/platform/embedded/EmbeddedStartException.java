package io.vitascope.platform.embedded;

/** Why the embedded Redis or Kafka did not start: one sentence for a person, with what to do about it. */
public final class EmbeddedStartException extends Exception {

    private static final long serialVersionUID = 1L;

    EmbeddedStartException(String sentence) {
        super(sentence);
    }

    EmbeddedStartException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
