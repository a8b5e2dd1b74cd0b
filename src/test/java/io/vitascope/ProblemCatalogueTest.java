package io.vitascope;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.vitascope.kernel.ErrorCode;
import io.vitascope.platform.grpc.GrpcColumn;
import io.vitascope.platform.http.HttpColumn;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeMap;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** {@code docs/problems.md} tells every code, and none that does not exist. */
class ProblemCatalogueTest {

    private static final Path PAGE = Path.of("docs", "problems.md");

    /** A row: code, title, HTTP, gRPC, retryable, what to do. */
    private static final Pattern ROW = Pattern.compile("^\\| `([a-z]+/[a-z0-9-]+)` \\|(.*)\\|$", Pattern.MULTILINE);

    private static final List<ErrorCode> CODES = codes();

    @Test
    void everyCodeIsOnThePage() throws IOException {
        String page = Files.readString(PAGE);
        List<String> missing = CODES.stream()
                .filter(code -> !page.contains(row(code)))
                .map(code -> row(code) + " what to do |")
                .toList();
        assertThat(missing)
                .as(
                        "Put these rows into %s (with what the caller can do), in place of any older row of that code",
                        PAGE)
                .isEmpty();
    }

    @Test
    void everyCodeOnThePageExists() throws IOException {
        Set<String> existing = CODES.stream().map(ErrorCode::slug).collect(Collectors.toSet());
        List<String> superfluous = ROW.matcher(Files.readString(PAGE))
                .results()
                .map(match -> match.group(1))
                .filter(slug -> !existing.contains(slug))
                .toList();
        assertThat(superfluous).as("Remove these rows from %s", PAGE).isEmpty();
    }

    @Test
    void everyRowSaysWhatToDo() throws IOException {
        List<String> silent = ROW.matcher(Files.readString(PAGE))
                .results()
                .filter(match -> match.group(2).split("\\|", -1).length < 5
                        || match.group(2).strip().endsWith("|"))
                .map(MatchResult::group)
                .toList();
        assertThat(silent).as("Rows of %s whose last column is empty", PAGE).isEmpty();
    }

    @Test
    void noCodeIsGivenTwice() {
        TreeMap<String, Long> counts =
                new TreeMap<>(CODES.stream().collect(Collectors.groupingBy(ErrorCode::slug, Collectors.counting())));
        assertThat(counts.values()).allMatch(count -> count == 1);
    }

    private static String row(ErrorCode code) {
        return "| `" + code.slug() + "` | " + code.title() + " | " + HttpColumn.of(code) + " | " + GrpcColumn.of(code)
                + " | " + (code.retryable() ? "yes" : "no") + " |";
    }

    private static List<ErrorCode> codes() {
        List<ErrorCode> codes = new ClassFileImporter()
                .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS).importPackages("io.vitascope").stream()
                        .filter(type -> type.isEnum() && type.isAssignableTo(ErrorCode.class))
                        .flatMap(type -> Arrays.stream(type.reflect().getEnumConstants()))
                        .map(ErrorCode.class::cast)
                        .toList();
        assertThat(codes).hasSizeGreaterThan(20);
        return codes;
    }
}
