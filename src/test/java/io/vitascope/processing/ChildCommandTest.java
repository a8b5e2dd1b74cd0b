package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;

import io.smallrye.config.SmallRyeConfigBuilder;
import io.vitascope.contract.processing.Order;
import io.vitascope.contract.processing.Report;
import io.vitascope.contract.processing.Version;
import io.vitascope.contract.processing.VersionOrder;
import io.vitascope.storage.Scratch;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Enumeration;
import java.util.List;
import java.util.Map;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.bytedeco.javacpp.Loader;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ChildCommandTest {

    private static final String NATIVES = "vitascope.processing.child.natives";

    @TempDir
    Path folder;

    @Test
    void librariesThatLieInAFolderAreUsedWithoutBeingUnpacked() throws Exception {
        Path natives = Files.createDirectory(folder.resolve("natives"));
        unpack(natives);
        Path unpacked = folder.resolve("unpacked");
        ChildCommand command = ChildCommand.of(config(Map.of(NATIVES, natives.toString())), unpacked);
        Version version = ask(command);
        assertThat(version.getFfmpeg()).isNotBlank();
        assertThat(version.getEncoder()).isNotBlank();
        command.libraries().learn(version.getLibraryFolderList());
        assertThat(command.libraries().toUse()).as("without links").isEmpty();
        link(natives);
        command.libraries().learn(version.getLibraryFolderList());
        assertThat(command.libraries().toUse()).isNotEmpty();
        assertThat(ask(command).getFfmpeg()).isEqualTo(version.getFfmpeg());
        assertThat(unpacked).doesNotExist();
    }

    @Test
    void whatTheFirstChildHasUnpackedTheOthersDoNotLookFor() throws Exception {
        Path unpacked = folder.resolve("unpacked");
        ChildCommand command = ChildCommand.of(config(Map.of()), unpacked);
        Version first = ask(command);
        assertThat(first.getLibraryFolderList()).isNotEmpty().allMatch(place -> place.startsWith(unpacked.toString()));

        command.libraries().learn(first.getLibraryFolderList());
        Version second = ask(command);
        assertThat(second.getLibraryFolderList()).isEmpty();
        assertThat(second).isEqualTo(first.toBuilder().clearLibraryFolder().build());

        command.libraries().learn(second.getLibraryFolderList());
        assertThat(command.libraries().toUse()).isNotEmpty();
        Scratch.deleteTree(unpacked);
        assertThat(ask(command)).as("somebody emptied the place").isEqualTo(first);
    }

    private static Version ask(ChildCommand command) throws Exception {
        Process child = command.start(Work.SHORT);
        try {
            Order.newBuilder()
                    .setVersion(VersionOrder.getDefaultInstance())
                    .build()
                    .writeDelimitedTo(child.getOutputStream());
            child.getOutputStream().flush();
            return Report.parseDelimitedFrom(child.getInputStream()).getVersion();
        } finally {
            child.destroyForcibly().waitFor();
        }
    }

    @Test
    @EnabledOnOs(OS.LINUX)
    void theKernelHoldsAChildToItsLimits() throws Exception {
        Map<String, String> settings = Map.of(
                "vitascope.processing.child.memory", "3G",
                "vitascope.processing.child.file-size", "5G",
                "vitascope.processing.child.max-run", "100s");
        List<String> java = ChildCommand.of(config(settings), folder).words();
        List<String> words = new ArrayList<>(java.subList(
                0,
                java.indexOf(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString())));
        words.addAll(List.of("cat", "/proc/self/limits"));

        Process process =
                new ChildCommand(words, List.of(), ClassArchive.none(), new FoundLibraries()).start(Work.SHORT);

        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        int cpuSeconds = 100 * Runtime.getRuntime().availableProcessors();
        assertThat(told)
                .containsPattern("Max address space +" + (3L << 30) + " +" + (3L << 30) + " ")
                .containsPattern("Max file size +" + (5L << 30) + " +" + (5L << 30) + " ")
                .containsPattern("Max cpu time +" + cpuSeconds + " +" + cpuSeconds + " ")
                .containsPattern("Max open files +512 +512 ")
                .containsPattern("Max core file size +0 +0 ");
    }

    @Test
    void withoutASettingAChildHasWhatTheMachineCanSpare() {
        assertThat(ChildCommand.memoryBytes(config(Map.of()))).isEqualTo(AvailableMemory.ofAChild(Path.of("/")));
    }

    @Test
    void withoutPrlimitTheShellSetsTheLimits() throws Exception {
        String sets = ChildCommand.ulimits(1L << 33, 3_600, 1L << 20);

        Process process = new ProcessBuilder(
                        "sh", "-c", sets, "child", "sh", "-c", "ulimit -v; ulimit -t; ulimit -f; ulimit -n; ulimit -c")
                .start();

        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(told.lines()).containsExactly("8388608", "3600", "2048", "512", "0");
    }

    @Test
    void aChildIsGivenNoMoreOfTheEnvironmentThanItNeeds() throws Exception {
        assertThat(System.getenv().keySet())
                .as("a test that can fail")
                .anyMatch(name -> !ChildCommand.isInherited(name));
        ChildCommand command = new ChildCommand(List.of("env"), List.of(), ClassArchive.none(), new FoundLibraries());

        Process process = command.start(Work.LONG);

        String told = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertThat(told.lines().map(line -> line.replaceFirst("=.*", "")))
                .contains("PATH", ChildCommand.LONG_WORK)
                .allMatch(name -> ChildCommand.isInherited(name) || name.equals(ChildCommand.LONG_WORK));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "AWS_SECRET_ACCESS_KEY",
                "QUARKUS_REDIS_PASSWORD",
                "KAFKA_SASL_JAAS_CONFIG",
                "VITASCOPE_STORAGE_S3_SECRET_KEY",
                "NVIDIA_API_KEY",
                "JAVA_TOOL_OPTIONS"
            })
    void whatMayBeASecretIsNothingThatAChildNeeds(String variable) {
        assertThat(ChildCommand.isInherited(variable)).isFalse();
    }

    private static ChildConfig config(Map<String, String> settings) {
        return new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withMapping(ChildConfig.class)
                .withDefaultValues(settings)
                .build()
                .getConfigMapping(ChildConfig.class);
    }

    /** As a container image does it: by its plain name, too. */
    private static void link(Path natives) throws IOException {
        try (Stream<Path> libraries = Files.list(natives)) {
            for (Path library : libraries.toList()) {
                String name = String.valueOf(library.getFileName());
                Matcher versioned = Pattern.compile("lib(.+?)(\\.so\\.\\d+|\\.\\d+\\.dylib)")
                        .matcher(name);
                if (versioned.matches()) {
                    Files.createSymbolicLink(
                            natives.resolve(System.mapLibraryName(versioned.group(1))), library.getFileName());
                }
            }
        }
    }

    /** As a container image does it: the libraries of all jars side by side. */
    private static void unpack(Path natives) throws IOException {
        for (String jar : ChildClassPath.find().split(File.pathSeparator, -1)) {
            if (!jar.endsWith(".jar")) {
                continue;
            }
            try (JarFile file = new JarFile(jar)) {
                for (Enumeration<JarEntry> entries = file.entries(); entries.hasMoreElements(); ) {
                    JarEntry entry = entries.nextElement();
                    Path name = Path.of(entry.getName()).getFileName();
                    // A repository may hold those of other platforms and flavours beside the ones of the build.
                    if (!Files.exists(natives.resolve(String.valueOf(name)))
                            && entry.getName().matches("org/bytedeco/[^/]+/" + Loader.getPlatform() + "(-gpl)?/.*")
                            && String.valueOf(name).matches(".*\\.(so|dylib|dll)[.0-9]*")) {
                        try (InputStream in = file.getInputStream(entry)) {
                            Files.copy(in, natives.resolve(String.valueOf(name)));
                        }
                    }
                }
            }
        }
    }
}
