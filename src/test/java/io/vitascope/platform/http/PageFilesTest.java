package io.vitascope.platform.http;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.MalformedURLException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class PageFilesTest {

    @TempDir
    Path folder;

    /** Remembers what it was asked for, as class loaders do. */
    private static final class Built extends URLClassLoader {

        private final List<String> asked = new CopyOnWriteArrayList<>();

        Built(Path folder) throws MalformedURLException {
            super(new URL[] {folder.toUri().toURL()}, null);
        }

        @Override
        public URL getResource(String name) {
            asked.add(name);
            return super.getResource(name);
        }
    }

    @Test
    void nobodyIsAskedForWhatIsNotInThePackage() throws Exception {
        page("assets/a-1.js", "icon.svg");
        Files.writeString(root().resolve("assets/unlisted.js"), "x");
        try (Built built = new Built(folder)) {
            PageFiles files = new PageFiles(built);
            assertThat(files.find("assets/a-1.js")).hasValueSatisfying(file -> {
                assertThat(file.bytes()).asString().isEqualTo("of assets/a-1.js");
                assertThat(file.brotli()).isNull();
            });
            built.asked.clear();
            assertThat(files.find("assets/" + "a".repeat(3_900))).isEmpty();
            assertThat(files.find("assets/unlisted.js")).isEmpty();
            assertThat(files.find("assets/a-1.js")).isPresent();
            assertThat(built.asked).isEmpty();
        }
    }

    @Test
    void withoutAListThereIsNoPage() throws Exception {
        try (Built built = new Built(folder)) {
            assertThat(new PageFiles(built).find("index.html")).isEmpty();
        }
    }

    private void page(String... names) throws Exception {
        for (String name : names) {
            Path file = root().resolve(name);
            Files.createDirectories(file.getParent());
            Files.writeString(file, "of " + name);
        }
        Files.writeString(root().resolve(PageFiles.LIST), String.join("\n", names));
    }

    private Path root() {
        return folder.resolve("META-INF/resources");
    }
}
