package io.vitascope.processing;

import io.vitascope.contract.processing.Version;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Whether child processes start here, and the FFmpeg that they have.
 *
 * @param encoder of H.264
 * @param failure a sentence if they do not start, else empty
 */
record EngineState(String version, String license, String encoder, String failure) {

    static final EngineState UNKNOWN = new EngineState("", "", "", "");

    static EngineState of(Version version) {
        return new EngineState(version.getFfmpeg(), version.getLicense(), version.getEncoder(), "");
    }

    static EngineState broken(String failure) {
        return new EngineState("", "", "", failure);
    }

    boolean isBroken() {
        return !failure.isEmpty();
    }

    boolean isKnown() {
        return !version.isEmpty();
    }

    /** What is known of it, by name. */
    Map<String, Object> facts() {
        Map<String, Object> facts = new LinkedHashMap<>();
        if (isKnown()) {
            facts.put("version", version);
            facts.put("license", license);
            facts.put("h264_encoder", encoder);
        }
        if (isBroken()) {
            facts.put("failure", failure);
        }
        return facts;
    }
}
