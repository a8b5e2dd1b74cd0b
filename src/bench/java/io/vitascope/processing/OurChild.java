package io.vitascope.processing;

import io.quarkus.runtime.configuration.MemorySizeConverter;
import io.smallrye.config.SmallRyeConfig;
import io.smallrye.config.SmallRyeConfigBuilder;
import io.vitascope.contract.processing.Order;
import io.vitascope.contract.processing.Report;
import io.vitascope.contract.processing.TranscodeOrder;
import io.vitascope.contract.processing.VersionOrder;
import io.vitascope.processing.ffmpeg.Quality;
import java.io.BufferedInputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The real child process, by the real command line, with the order that a job of the default settings gives it. */
final class OurChild {

    private final Path natives;
    private final ProcessingConfig config;
    private final ChildCommand command;

    /** @param natives where the child unpacks FFmpeg; kept from run to run, as a server does */
    OurChild(Path natives) {
        this.natives = natives;
        SmallRyeConfig defaults = new SmallRyeConfigBuilder()
                .addDiscoveredConverters()
                .withConverter(io.quarkus.runtime.configuration.MemorySize.class, 200, new MemorySizeConverter())
                .withMapping(ProcessingConfig.class)
                .withMapping(ChildConfig.class)
                .withDefaultValue("smallrye.config.mapping.validate-unknown", "false")
                .build();
        config = defaults.getConfigMapping(ProcessingConfig.class);
        command = ChildCommand.of(defaults.getConfigMapping(ChildConfig.class), natives);
    }

    ProcessingConfig config() {
        return config;
    }

    /** The x264 preset that the configured quality stands for. */
    String preset() {
        return switch (Quality.valueOf(config.quality().toUpperCase(Locale.ROOT))) {
            case SPEED -> "veryfast";
            case BALANCED -> "fast";
            case BEST -> "medium";
        };
    }

    /** What a server does once in the life of its data folder: unpacks FFmpeg, archives the child's classes. */
    void warmUp(Path folder) throws IOException, InterruptedException {
        Order version =
                Order.newBuilder().setVersion(VersionOrder.getDefaultInstance()).build();
        Metered.run(command.words(), folder, process -> command.libraries()
                .learn(obey(process, version).getVersion().getLibraryFolderList()));
        if (command.archive().isMissing()) {
            Path written = folder.resolve("archive");
            Path empty = folder.resolve("training");
            CpuRounds.delete(empty);
            Order training = ClassArchive.training(Files.createDirectories(empty));
            Metered.run(command.with(ClassArchive.toWrite(written)), folder, process -> obey(process, training));
            command.archive().accept(written);
        }
    }

    Metered.Cost transcode(Path source, boolean copy, Path folder) throws IOException, InterruptedException {
        Path workspace = Files.createDirectories(folder.resolve("work").toAbsolutePath());
        Order order = order(source, copy, workspace);
        return Metered.run(command.fastest(), folder, process -> obey(process, order));
    }

    List<String> command() {
        return command.fastest();
    }

    Order order(Path source, boolean copy, Path workspace) {
        TranscodeOrder transcode = TranscodeOrder.newBuilder()
                .setWorkspace(workspace.toString())
                .addAllLadder(config.ladder())
                .setSegmentDurationUs(config.segmentDuration().toNanos() / 1_000)
                .setThreads(Slots.threads(config, 1))
                .setQuality(config.quality())
                .setEncoder(config.encoder())
                .setAv1(config.av1())
                .setCopy(copy)
                .build();
        return Order.newBuilder()
                .setSource(source.toAbsolutePath().toString())
                .setTranscode(transcode)
                .build();
    }

    /** The child's last word. */
    private static Report obey(Process process, Order order) throws IOException {
        OutputStream in = process.getOutputStream();
        order.writeDelimitedTo(in);
        in.flush(); // and stays open: its end tells the child to halt
        try (InputStream out = new BufferedInputStream(process.getInputStream())) {
            Report last = Report.getDefaultInstance();
            for (Report report = Report.parseDelimitedFrom(out);
                    report != null;
                    report = Report.parseDelimitedFrom(out)) {
                last = report;
            }
            if (!last.hasDone() && !last.hasVersion()) {
                throw new IOException("the child ended with: " + last);
            }
            return last;
        }
    }

    /** Another main class in a process of the same options; behind the child's class path, so that its archive fits. */
    List<String> commandOf(Class<?> main, List<String> arguments) {
        List<String> words = new ArrayList<>(command.fastest());
        int classPath = words.indexOf("-cp") + 1;
        Path own =
                Path.of(main.getProtectionDomain().getCodeSource().getLocation().getPath());
        words.set(classPath, words.get(classPath) + File.pathSeparator + own);
        words.set(words.size() - 1, main.getName());
        words.addAll(arguments);
        return words;
    }

    /** A process with the JVM's own defaults, as any application has them. */
    List<String> plainJava(Class<?> main, List<String> arguments) {
        List<String> words = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-Dorg.bytedeco.javacpp.cachedir=" + natives,
                "-cp",
                System.getProperty("java.class.path"),
                main.getName()));
        words.addAll(arguments);
        return words;
    }
}
