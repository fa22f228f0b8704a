package dev.daemion.extension.seed;

import dev.daemion.extension.manifest.TextLimits;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.jar.JarFile;

/**
 * Where seeds come from. Reading blocks: call it off the actors.
 *
 * <p>The build packs {@code seeds/} of the repository into this module, so that the files are found next to this class:
 * in {@code target/classes} of a build, in the jar of a release. {@link #directory} replaces them as a whole.
 */
@FunctionalInterface
public interface SeedFiles {
    /** Most seeds read from anywhere. */
    int COUNT_MAX = 20_000;

    String FOLDER = "/seeds/";

    /** A seed that is always there: asked for by name because a jar need not have entries for its folders. */
    String KNOWN = "agent/daemion.yaml";

    /** Every seed, by path. Throws {@link UncheckedIOException} with the place when they cannot be read. */
    List<SeedFile> read();

    /** The seeds of this build. */
    static SeedFiles packed() {
        return () -> {
            var known = SeedFiles.class.getResource(FOLDER + KNOWN);
            if (known == null) {
                throw new IllegalStateException("this build has no seeds: build the extensions module again");
            }
            try {
                return known.getProtocol().equals("jar") ? fromJar(known) : fromDirectory(folderAbove(known));
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the seeds around " + known, e);
            }
        };
    }

    /** The seeds of a directory that is laid out like {@code seeds/}. */
    static SeedFiles directory(Path directory) {
        return () -> {
            try {
                return fromDirectory(directory);
            } catch (IOException e) {
                throw new UncheckedIOException("cannot read the seeds in " + directory, e);
            }
        };
    }

    private static Path folderAbove(URL known) {
        try {
            return Path.of(known.toURI()).resolve("../..").normalize();
        } catch (URISyntaxException e) {
            throw new IllegalStateException("not a place to read from: " + known, e);
        }
    }

    private static boolean isSeed(String path) {
        return path.endsWith(".yaml") || path.endsWith(".yml") || path.endsWith(".json");
    }

    private static List<SeedFile> fromDirectory(Path root) throws IOException {
        var found = new ArrayList<SeedFile>();
        try (var paths = Files.walk(root, 3)) {
            var files = paths.filter(path -> isSeed(path.getFileName().toString()))
                    .filter(Files::isRegularFile)
                    .limit(COUNT_MAX + 1L)
                    .sorted()
                    .toList();
            checkCount(files.size());
            for (var file : files) {
                var path = root.relativize(file).toString().replace('\\', '/');
                try (var content = Files.newInputStream(file)) {
                    found.add(new SeedFile(path, text(content)));
                }
            }
        }
        return List.copyOf(found);
    }

    private static List<SeedFile> fromJar(URL known) throws IOException {
        var connection = (JarURLConnection) known.openConnection();
        var prefix = FOLDER.substring(1);
        var found = new ArrayList<SeedFile>();
        // The class loader keeps this jar open; asking for a copy of our own leaves its closing to us.
        connection.setUseCaches(false);
        try (JarFile jar = connection.getJarFile()) {
            var entries = jar.stream()
                    .filter(entry -> entry.getName().startsWith(prefix) && isSeed(entry.getName()))
                    .limit(COUNT_MAX + 1L)
                    .toList();
            checkCount(entries.size());
            for (var entry : entries) {
                try (var content = jar.getInputStream(entry)) {
                    found.add(new SeedFile(entry.getName().substring(prefix.length()), text(content)));
                }
            }
        }
        found.sort(Comparator.comparing(SeedFile::path));
        return List.copyOf(found);
    }

    /** One byte more than allowed is read, so that a text that is too long is refused by whoever reads it, by name. */
    private static String text(InputStream content) throws IOException {
        return new String(content.readNBytes(TextLimits.BYTES_MAX + 1), StandardCharsets.UTF_8);
    }

    private static void checkCount(int count) {
        if (count > COUNT_MAX) {
            throw new IllegalStateException("more than " + COUNT_MAX + " seeds; remove some");
        }
    }
}
