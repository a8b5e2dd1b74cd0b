package io.vitascope.platform.http;

import jakarta.validation.ConstraintViolation;
import jakarta.validation.ElementKind;
import jakarta.validation.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;

/** One value of a request that broke a stated rule. */
final class Violation {

    private Violation() {}

    /** {@code field} as the caller knows it, {@code message} as the rule says it; sorted by field. */
    static List<Map<String, String>> of(Set<ConstraintViolation<?>> violations) {
        return violations.stream()
                .map(violation ->
                        Map.of("field", field(violation.getPropertyPath()), "message", violation.getMessage()))
                .sorted(Comparator.comparing(entry -> entry.getOrDefault("field", "")))
                .toList();
    }

    /** The path below the Java method, whose name is no business of the caller. */
    private static String field(Path path) {
        StringJoiner field = new StringJoiner(".");
        for (Path.Node node : path) {
            boolean named = node.getName() != null && !node.getName().isEmpty();
            if (named && node.getKind() != ElementKind.METHOD && node.getKind() != ElementKind.CROSS_PARAMETER) {
                field.add(node.getName());
            }
        }
        return field.toString();
    }
}
