package dev.daemion.gateway.web;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.JarURLConnection;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Which files the build packed, as a closed list: what is not on it cannot be asked for, whatever the path says. */
final class PackedFiles {
    private PackedFiles() {}

    /**
     * The names of all resources below a folder, relative to it, with forward slashes; empty when there is no such
     * folder.
     *
     * @param marker one file that is always there: {@code /web/index.html}
     */
    static Set<String> below(String folder, String marker) {
        @Nullable URL found = PackedFiles.class.getResource(folder + marker);
        if (found == null) {
            return Set.of();
        }
        try {
            return found.getProtocol().equals("jar") ? inJar(found, folder.substring(1)) : inDirectory(found, marker);
        } catch (IOException e) {
            throw new UncheckedIOException("cannot list the web app's files", e);
        }
    }

    private static Set<String> inJar(URL found, String prefix) throws IOException {
        // the class loader's own open jar: it stays open, so it is not closed here
        var jar = ((JarURLConnection) found.openConnection()).getJarFile();
        return jar.stream()
                .filter(entry -> !entry.isDirectory() && entry.getName().startsWith(prefix))
                .map(entry -> entry.getName().substring(prefix.length()))
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Set<String> inDirectory(URL found, String marker) throws IOException {
        var root = directory(found, marker);
        try (var files = Files.walk(root)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> root.relativize(file).toString().replace('\\', '/'))
                    .collect(Collectors.toUnmodifiableSet());
        }
    }

    private static Path directory(URL found, String marker) {
        try {
            var text = found.toURI().toString();
            return Path.of(new URI(text.substring(0, text.length() - marker.length())));
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the class path holds an illegal URL", e);
        }
    }
}
