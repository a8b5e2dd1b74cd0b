package io.vitascope.processing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.vitascope.contract.processing.Order;
import io.vitascope.contract.processing.PlannedTrack;
import io.vitascope.contract.processing.Report;
import io.vitascope.contract.processing.VersionOrder;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real child processes, with the classes in jars as the package has them. */
class ClassArchiveTest {

    @TempDir
    Path folder;

    private String classPath = "";

    @BeforeEach
    void packIntoJars() throws IOException {
        List<String> jars = new ArrayList<>();
        for (String place : ChildClassPath.find().split(File.pathSeparator, -1)) {
            Path path = Path.of(place);
            jars.add((Files.isDirectory(path) ? jar(path, folder.resolve("classes.jar")) : path).toString());
        }
        classPath = String.join(File.pathSeparator, jars);
    }

    @Test
    void theTrainingCopiesAPictureEncodesAnotherAndEncodesTheSound() throws Exception {
        ChildCommand command = command(ClassArchive.in(folder, classPath));
        List<Report> reports = reports(command.start(Work.SHORT), ClassArchive.training(empty("training")));
        assertThat(reports.get(0).getPlanned().getTracksList())
                .extracting(PlannedTrack::getName, PlannedTrack::getCopied)
                .contains(tuple("360p", true), tuple("240p", false), tuple("audio", false));
        assertThat(reports.get(reports.size() - 1).hasDone()).isTrue();
    }

    @Test
    void aChildBeginsWithTheClassesThatTheTrainingLeft() throws Exception {
        Path natives = folder.resolve("natives");
        ClassArchive archive = ClassArchive.in(natives, classPath);
        assertThat(archive.isMissing()).isTrue();
        assertThat(archive.toUse()).isEmpty();
        Path written = folder.resolve("written");
        reports(command(archive, natives).startWriting(written), ClassArchive.training(empty("training")));
        archive.accept(written);

        assertThat(archive.isMissing()).isFalse();
        Order version =
                Order.newBuilder().setVersion(VersionOrder.getDefaultInstance()).build();
        assertThat(reports(command(archive, natives).start(Work.SHORT), version))
                .hasSize(1);
        assertThat(Files.readString(log()))
                .containsPattern("io.vitascope.processing.MediaChild source: shared objects file \\(top\\)")
                .containsPattern("org.bytedeco.ffmpeg.global.avcodec source: shared objects file \\(top\\)");
    }

    @Test
    void aFileThatIsNoArchiveSlowsNoChildDownAndSpoilsNoReport() throws Exception {
        ClassArchive archive = ClassArchive.in(folder.resolve("natives"), classPath);
        archive.accept(Files.writeString(folder.resolve("written"), "rubbish"));
        assertThat(archive.toUse()).isNotEmpty();
        Order version =
                Order.newBuilder().setVersion(VersionOrder.getDefaultInstance()).build();
        assertThat(reports(command(archive).start(Work.SHORT), version)).hasSize(1);
    }

    @Test
    void anArchiveOfAnotherVersionMakesRoom() throws Exception {
        Path natives = empty("natives");
        Path old = Files.writeString(natives.resolve("child-of-yesterday.jsa"), "old");
        Path library = Files.writeString(natives.resolve("libavcodec.so"), "kept");
        ClassArchive.in(natives, classPath).accept(Files.writeString(folder.resolve("written"), "new"));
        assertThat(old).doesNotExist();
        assertThat(library).exists();
    }

    @Test
    void classesInDirectoriesAreNotArchived() {
        ClassArchive archive = ClassArchive.in(folder, folder + File.pathSeparator + classPath);
        assertThat(archive.isMissing()).isFalse();
        assertThat(archive.toUse()).isEmpty();
    }

    private ChildCommand command(ClassArchive archive) {
        return command(archive, Path.of(System.getProperty("user.home"), ".javacpp", "cache"));
    }

    private ChildCommand command(ClassArchive archive, Path unpacked) {
        List<String> words = List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Xshare:auto",
                "-XX:TieredStopAtLevel=1",
                "-Xlog:disable",
                "-Xlog:class+load:file=" + log(),
                "-Dorg.bytedeco.javacpp.cachedir=" + unpacked,
                "-cp",
                classPath,
                MediaChild.class.getName());
        return new ChildCommand(words, List.of(), archive, new FoundLibraries());
    }

    private Path log() {
        return folder.resolve("classes.log");
    }

    private Path empty(String name) throws IOException {
        return Files.createDirectories(folder.resolve(name));
    }

    private static List<Report> reports(Process child, Order order) throws IOException, InterruptedException {
        List<Report> reports = new ArrayList<>();
        try (InputStream in = child.getInputStream()) {
            order.writeDelimitedTo(child.getOutputStream());
            child.getOutputStream().flush();
            for (Report report = Report.parseDelimitedFrom(in);
                    report != null;
                    report = Report.parseDelimitedFrom(in)) {
                reports.add(report);
            }
            assertThat(child.waitFor()).isZero();
            return reports;
        } finally {
            child.destroyForcibly();
        }
    }

    private static Path jar(Path directory, Path jar) throws IOException {
        try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar));
                Stream<Path> files = Files.walk(directory)) {
            for (Path file : files.filter(Files::isRegularFile).toList()) {
                out.putNextEntry(new JarEntry(directory.relativize(file).toString()));
                Files.copy(file, out);
            }
        }
        return jar;
    }
}
