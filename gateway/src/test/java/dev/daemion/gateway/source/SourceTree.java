package dev.daemion.gateway.source;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Predicate;

/** The files of the checkout that tests about the source look at. */
final class SourceTree {
    static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    static final List<String> MODULES = List.of("kernel", "extensions", "substrates", "gateway");

    private SourceTree() {}

    /** Every Java file, main and test, of all modules. */
    static List<Path> java() {
        return MODULES.stream()
                .flatMap(module ->
                        find(
                                ROOT.resolve(module).resolve("src"),
                                p -> p.toString().endsWith(".java"))
                                .stream())
                .toList();
    }

    static List<Path> mainJava() {
        return java().stream().filter(p -> p.toString().contains("/src/main/")).toList();
    }

    /** Every document at the top and under docs. */
    static List<Path> documents() {
        var documents =
                new ArrayList<>(find(ROOT.resolve("docs"), p -> p.toString().endsWith(".md")));
        for (var name : List.of("README.md", "CHANGELOG.md", "CONTRIBUTING.md", "SECURITY.md")) {
            documents.add(ROOT.resolve(name));
        }
        return documents;
    }

    static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static String name(Path file) {
        return ROOT.relativize(file).toString();
    }

    private static List<Path> find(Path folder, Predicate<Path> wanted) {
        if (!Files.isDirectory(folder)) {
            return List.of();
        }
        try (var files = Files.walk(folder)) {
            return files.filter(Files::isRegularFile).filter(wanted).sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
