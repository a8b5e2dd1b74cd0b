package io.vitascope.platform.http;

import com.fasterxml.jackson.core.JsonLocation;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonMappingException;
import com.fasterxml.jackson.databind.exc.UnrecognizedPropertyException;
import io.vitascope.platform.PlatformError;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/** A body that is not JSON, or not the JSON that was asked for: says where, in the caller's terms. */
final class JsonProblems {

    private JsonProblems() {}

    static ProblemDocument of(JsonProcessingException failure, String path) {
        Map<String, Object> facts = new LinkedHashMap<>();
        String field = failure instanceof JsonMappingException mapping ? field(mapping.getPath()) : "";
        String where = "";
        JsonLocation location = failure.getLocation();
        if (location != null && location.getLineNr() > 0) {
            facts.put("line", location.getLineNr());
            facts.put("column", location.getColumnNr());
            where = " at line " + location.getLineNr() + ", column " + location.getColumnNr();
        }
        if (failure instanceof UnrecognizedPropertyException stranger) {
            facts.put("members", field);
            return ProblemDocument.of(PlatformError.UNKNOWN_MEMBER, unknown(stranger, field, where), facts, path);
        }
        if (field.isEmpty()) {
            return ProblemDocument.of(
                    PlatformError.MALFORMED_REQUEST, "The body is not valid JSON" + where + ".", facts, path);
        }
        facts.put("field", field);
        return ProblemDocument.of(
                PlatformError.MALFORMED_REQUEST,
                "The field \"" + field + "\" has a value of the wrong kind" + where + ".",
                facts,
                path);
    }

    private static String unknown(UnrecognizedPropertyException stranger, String field, String where) {
        String known = stranger.getKnownPropertyIds() == null
                ? ""
                : stranger.getKnownPropertyIds().stream()
                        .map(String::valueOf)
                        .sorted()
                        .collect(Collectors.joining(", "));
        return "There is no member \"" + field + "\"" + where + ", so nothing was done; known there are " + known + ".";
    }

    /** As in {@code tags[2]} or {@code source.url}. */
    private static String field(List<JsonMappingException.Reference> references) {
        StringBuilder field = new StringBuilder();
        for (JsonMappingException.Reference reference : references) {
            if (reference.getFieldName() == null) {
                field.append('[').append(reference.getIndex()).append(']');
                continue;
            }
            if (!field.isEmpty()) {
                field.append('.');
            }
            field.append(reference.getFieldName());
        }
        return field.toString();
    }
}
