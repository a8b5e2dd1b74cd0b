package io.vitascope.platform.commands;

/** Why an export or import does not take place: a sentence for the operator. */
final class BackupException extends Exception {

    private static final long serialVersionUID = 1L;

    BackupException(String sentence) {
        super(sentence);
    }

    BackupException(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}
