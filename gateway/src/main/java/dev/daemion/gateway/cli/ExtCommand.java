package dev.daemion.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.gateway.discovery.Connection;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Extensions from the terminal: look, check, hand on, bring in, and take back. */
@Command(
        name = "ext",
        description = "Extensions: list, show, check, export, import, history, undo, enable, disable.",
        footer = {
            "",
            "  daemion ext list [WORDS]          what there is",
            "  daemion ext show NAME             one, as YAML",
            "  daemion ext check FILE|DIR…       everything wrong with files, without a gateway",
            "  daemion ext export NAME…          one YAML bundle on standard output, or -o FILE",
            "  daemion ext import FILE|DIR…      brings them in; each waits for your approval",
            "  daemion ext history NAME          versions and who made them",
            "  daemion ext undo NAME             takes the last change back",
            "  daemion ext enable|disable NAME   whether it takes part",
            "",
            "NAME is a name, or TYPE/NAME where several share it."
        })
final class ExtCommand implements Callable<Integer> {
    private static final List<String> ACTIONS =
            List.of("list", "show", "check", "export", "import", "history", "undo", "enable", "disable");

    private final Shell shell;

    @Mixin
    private CommonOptions common = new CommonOptions();

    @Parameters(index = "0", paramLabel = "ACTION", description = "See below.")
    private String action = "";

    @Parameters(index = "1..*", arity = "0..*", paramLabel = "NAME|FILE", description = "What it is about.")
    private List<String> names = List.of();

    @Option(
            names = {"-o", "--output"},
            paramLabel = "FILE",
            description = "Where export writes; standard output when absent.")
    private @Nullable Path output;

    ExtCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws Exception {
        if (!ACTIONS.contains(action)) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "There is no `daemion ext " + action + "`: say one of " + String.join(", ", ACTIONS) + ".");
        }
        if (names.isEmpty() && !action.equals("list")) {
            throw new CommandFailure(
                    ExitCode.USAGE,
                    "Say what to " + action + ": daemion ext " + action
                            + (action.equals("check") || action.equals("import") ? " FILE" : " NAME"));
        }
        if (action.equals("check")) {
            return new BundleFiles(shell).check(names);
        }
        try (var connection = new Gateways(shell, common.openHome(shell.environment())).running()) {
            return run(connection).number();
        }
    }

    private ExitCode run(Connection connection) throws Exception {
        var shelf = new ExtensionShelf(connection);
        return switch (action) {
            case "list" -> list(shelf);
            case "show" -> write(shelf.bundle(names), null);
            case "export" -> write(shelf.bundle(names), output);
            case "import" -> new BundleFiles(shell).bringIn(names, connection);
            case "history" -> history(shelf);
            case "undo" -> undo(shelf, connection);
            default -> toggle(shelf, connection);
        };
    }

    private ExitCode list(ExtensionShelf shelf) throws Exception {
        for (var found : shelf.search(String.join(" ", names))) {
            shell.print(found.path("type").asText() + "/" + found.path("name").asText() + "  "
                    + found.path("status").asText() + "  "
                    + found.path("source").asText() + "  "
                    + found.path("description").asText());
        }
        return ExitCode.OK;
    }

    private ExitCode write(String bundle, @Nullable Path file) throws Exception {
        if (file == null) {
            shell.out().print(bundle);
            shell.out().flush();
        } else {
            Files.writeString(file, bundle);
            shell.print(
                    "Wrote " + names.size() + (names.size() == 1 ? " extension" : " extensions") + " to " + file + ".");
        }
        return ExitCode.OK;
    }

    private ExitCode history(ExtensionShelf shelf) throws Exception {
        for (var name : names) {
            for (var version : shelf.history(name)) {
                shell.print("version " + version.path("version").asText() + "  "
                        + version.path("status").asText() + "  "
                        + version.path("changed_by").asText() + "  "
                        + version.path("created_at").asText());
                for (var difference : version.path("diff")) {
                    shell.print("    " + difference.path("op").asText() + " "
                            + difference.path("path").asText() + " " + shortly(difference));
                }
                for (var change : version.path("changes")) {
                    shell.print("  change " + change.path("change").asText() + "  "
                            + change.path("what").asText() + "  "
                            + change.path("by").asText() + "  "
                            + change.path("at").asText());
                }
            }
        }
        return ExitCode.OK;
    }

    private static String shortly(JsonNode difference) {
        var text = (difference.path("before").isNull() ? "" : difference.path("before") + " → ")
                + (difference.path("after").isNull()
                        ? "(gone)"
                        : difference.path("after").toString());
        return text.length() <= 200 ? text : text.substring(0, 200) + "…";
    }

    private ExitCode undo(ExtensionShelf shelf, Connection connection) throws Exception {
        for (var name : names) {
            var extension = shelf.findAlsoDeleted(name);
            int last = shelf.lastChange(extension);
            var id = extension.path("id").asText();
            if (last <= 1) {
                Gateways.json(connection.send("DELETE", "/extensions/" + id, null));
                shell.print("Took back the making of " + ExtensionShelf.shown(extension) + ".");
            } else {
                Gateways.json(
                        connection.send("POST", "/extensions/" + id + "/revert", "{\"change\":" + (last - 1) + "}"));
                shell.print("Took back the last change of " + ExtensionShelf.shown(extension) + ".");
            }
        }
        return ExitCode.OK;
    }

    private ExitCode toggle(ExtensionShelf shelf, Connection connection) throws Exception {
        boolean isOn = action.equals("enable");
        for (var name : names) {
            var extension = shelf.find(name);
            Gateways.json(connection.send(
                    "POST", "/extensions/" + extension.path("id").asText() + "/toggle", "{\"enabled\":" + isOn + "}"));
            shell.print(ExtensionShelf.shown(extension) + " is " + action.toLowerCase(Locale.ROOT) + "d.");
        }
        return ExitCode.OK;
    }
}
