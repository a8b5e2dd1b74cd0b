package io.vitascope;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import com.tngtech.archunit.lang.ArchRule;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The house keeps its rules, and every rule can fail. */
class ArchitectureTest {

    private static final HouseRules HOUSE = new HouseRules("io.vitascope");
    private static final HouseRules PLANTED = new HouseRules("io.vitascope.planted");

    private static final JavaClasses HOUSE_CLASSES = new ClassFileImporter()
            .withImportOption(ImportOption.Predefined.DO_NOT_INCLUDE_TESTS)
            .importPackages("io.vitascope");

    /** One violation of every rule, by class; see {@code io.vitascope.planted}. */
    private static final JavaClasses PLANTED_CLASSES = new ClassFileImporter().importPackages("io.vitascope.planted");

    @ParameterizedTest
    @MethodSource("names")
    void theHouseKeepsTheRule(String name) {
        rule(HOUSE, name).allowEmptyShould(true).check(HOUSE_CLASSES);
    }

    @ParameterizedTest
    @MethodSource("names")
    void aPlantedViolationBreaksTheRule(String name) {
        String offender = OFFENDERS.get(name);
        assertThat(offender).as("a planted violation of \"%s\"", name).isNotNull();
        assertThatThrownBy(() -> rule(PLANTED, name).check(PLANTED_CLASSES))
                .isInstanceOf(AssertionError.class)
                .hasMessageContaining("io.vitascope.planted." + offender);
    }

    @Test
    void whatIsAllowedIsNotReported() {
        for (String innocent : Set.of("platform.grpc.Alias", "processing.MediaChild", "upload.UploadRpc")) {
            for (var rule : PLANTED.all().values()) {
                assertThat(rule.evaluate(PLANTED_CLASSES).getFailureReport().getDetails())
                        .noneMatch(detail -> detail.contains("<io.vitascope.planted." + innocent + "."));
            }
        }
    }

    private static ArchRule rule(HouseRules house, String name) {
        return Objects.requireNonNull(house.all().get(name));
    }

    static Stream<String> names() {
        return HOUSE.all().keySet().stream();
    }

    private static final Map<String, String> OFFENDERS = Map.ofEntries(
            Map.entry("the room upload is closed", "upload.Open"),
            Map.entry("the room upload knows no other room", "upload.Downstream"),
            Map.entry("the room upload reads contracts upstream only", "upload.Downstream"),
            Map.entry("the room processing is closed", "processing.Open"),
            Map.entry("the room processing knows no other room", "processing.Downstream"),
            Map.entry("the room processing reads contracts upstream only", "processing.Downstream"),
            Map.entry("the room catalog is closed", "catalog.Open"),
            Map.entry("the room catalog knows no other room", "catalog.Downstream"),
            Map.entry("the room catalog reads contracts upstream only", "catalog.Downstream"),
            Map.entry("the room delivery is closed", "delivery.Open"),
            Map.entry("the room delivery knows no other room", "delivery.Upstream"),
            Map.entry("the room delivery reads contracts upstream only", "delivery.Upstream"),
            Map.entry("only doors speak contract, Mutiny or gRPC", "upload.Uploads"),
            Map.entry("only doors know entrances", "upload.Uploads"),
            Map.entry("entrances read no store", "catalog.ShelfResource"),
            Map.entry("behind its doors processing speaks with its child only", "processing.Jobs"),
            Map.entry("the whole video service is the platform's", "catalog.Downstream"),
            Map.entry("nobody imports the platform", "catalog.Plumber"),
            Map.entry("native code stays in its chamber", "processing.Native"),
            Map.entry("only the child process calls FFmpeg", "processing.Keeper"),
            Map.entry("the chamber knows no framework", "processing.ffmpeg.Framed"),
            Map.entry("nobody keeps what is the chamber's in a static field", "processing.Keeper"),
            Map.entry("the kernel is plain Java", "kernel.Logging"),
            Map.entry("captions are plain Java", "captions.Curious"),
            Map.entry("the floor captions knows no room", "captions.Curious"),
            Map.entry("the floor captions knows no contract", "captions.Curious"),
            Map.entry("the floor kernel knows no room", "kernel.Curious"),
            Map.entry("the floor kernel knows no contract", "kernel.Curious"),
            Map.entry("the floor storage knows no room", "storage.Curious"),
            Map.entry("the floor storage knows no contract", "storage.Curious"),
            Map.entry("the floor outbox knows no room", "outbox.Curious"),
            Map.entry("the floor outbox knows no contract", "outbox.Curious"),
            Map.entry("the floor platform knows no room", "platform.Curious"),
            Map.entry("the floor platform knows no contract", "platform.Curious"),
            Map.entry("there are no circles", "catalog.Plumber"),
            Map.entry("names say what a thing is", "catalog.PlumbingHelper"),
            Map.entry("nothing is injected into a field", "catalog.Plumber"),
            Map.entry("nobody prints", "catalog.Plumber"));
}
