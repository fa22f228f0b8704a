package dev.daemion.gateway.launch;

import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;

/** What a release archive unpacks to, made from the classes under test: launcher, program, libraries, flags. */
record Installation(Path root) {
    private static final long COMMAND_SECONDS_MAX = 180;

    /** How a command ended. */
    record Ended(int code, String out, String err) {}

    static Installation make(Path root) throws IOException {
        var lib = Files.createDirectories(root.resolve("app/lib"));
        var names = new ArrayList<String>();
        var folders = new ArrayList<Path>();
        var classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
        for (var entry : classPath.split(File.pathSeparator, -1)) {
            var path = Path.of(entry);
            if (Files.isDirectory(path) && path.endsWith("classes")) {
                folders.add(path);
            } else if (entry.endsWith(".jar")) {
                Files.copy(path, lib.resolve(path.getFileName()), StandardCopyOption.REPLACE_EXISTING);
                names.add("lib/" + path.getFileName());
            }
        }
        var modules = new ArrayList<String>();
        for (var folder : folders) {
            var module = "module-" + modules.size() + ".jar";
            jar(folder, lib.resolve(module), new Manifest());
            modules.add("lib/" + module);
        }
        modules.addAll(names);
        var manifest = new Manifest();
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        manifest.getMainAttributes().put(Attributes.Name.MAIN_CLASS, "dev.daemion.gateway.Main");
        manifest.getMainAttributes().put(Attributes.Name.CLASS_PATH, String.join(" ", modules));
        manifest.getMainAttributes().putValue("Enable-Native-Access", "ALL-UNNAMED");
        try (var jar = new JarOutputStream(Files.newOutputStream(root.resolve("app/daemion-gateway.jar")), manifest)) {
            jar.finish();
        }
        Files.copy(Path.of("src/main/dist/jvm.options"), root.resolve("app/jvm.options"));
        Files.copy(Path.of("../daemion"), root.resolve("daemion"), StandardCopyOption.COPY_ATTRIBUTES);
        Files.setPosixFilePermissions(root.resolve("daemion"), PosixFilePermissions.fromString("rwxr-xr-x"));
        return new Installation(root);
    }

    private static void jar(Path folder, Path file, Manifest manifest) throws IOException {
        manifest.getMainAttributes().put(Attributes.Name.MANIFEST_VERSION, "1.0");
        try (var jar = new JarOutputStream(Files.newOutputStream(file), manifest);
                var files = Files.walk(folder)) {
            for (var source : files.toList()) {
                var isFolder = Files.isDirectory(source);
                var name = folder.relativize(source) + (isFolder ? "/" : "");
                if (name.length() > 1 && !name.startsWith("META-INF/MANIFEST.MF") && !name.equals("META-INF/")) {
                    jar.putNextEntry(new JarEntry(name));
                    if (!isFolder) {
                        Files.copy(source, jar);
                    }
                    jar.closeEntry();
                }
            }
        }
    }

    Path launcher() {
        return root.resolve("daemion");
    }

    Path app() {
        return root.resolve("app");
    }

    /** Runs the launcher with nothing in its environment but these and a PATH, from the root folder. */
    Ended run(Map<String, String> environment, String... arguments) throws IOException, InterruptedException {
        return run(launcher(), environment, arguments);
    }

    static Ended run(Path program, Map<String, String> environment, String... arguments)
            throws IOException, InterruptedException {
        var process = start(program, environment, List.of(arguments)).start();
        process.getOutputStream().close();
        // Both are short; a command that floods them would block, and fail here by its deadline.
        if (!process.waitFor(COMMAND_SECONDS_MAX, TimeUnit.SECONDS)) {
            process.destroyForcibly();
            throw new AssertionError(program + " " + List.of(arguments) + " did not end");
        }
        return new Ended(
                process.exitValue(),
                new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8),
                new String(process.getErrorStream().readAllBytes(), StandardCharsets.UTF_8));
    }

    static ProcessBuilder start(Path program, Map<String, String> environment, List<String> arguments) {
        var command = new ArrayList<String>();
        command.add(program.toString());
        command.addAll(arguments);
        var builder = new ProcessBuilder(command).directory(new File("/"));
        builder.environment().clear();
        builder.environment().put("PATH", "/usr/bin:/bin");
        builder.environment().put("DAEMION_JAVA", System.getProperty("java.home"));
        builder.environment().putAll(environment);
        return builder;
    }
}
