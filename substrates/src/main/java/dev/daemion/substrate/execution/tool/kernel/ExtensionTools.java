package dev.daemion.substrate.execution.tool.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.daemion.extension.manifest.NearestName;
import dev.daemion.kernel.extension.ExtensionAuthor;
import dev.daemion.kernel.extension.ExtensionStatus;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionVersionView;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.problem.Finding;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.wire.Json;
import dev.daemion.substrate.execution.tool.Arguments;
import dev.daemion.substrate.execution.tool.InputShape;
import dev.daemion.substrate.execution.tool.Tool;
import dev.daemion.substrate.execution.tool.ToolScope;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * How an agent grows: it looks at extensions and proposes some. Nothing it proposes takes part before a person has
 * approved it; who proposes is the kernel's knowledge, never the model's words.
 */
final class ExtensionTools {
    /** Proposals of one agent that wait at once: a person can read these, not more. */
    static final int WAITING_MAX = 20;

    private static final String TYPES =
            Arrays.stream(ExtensionType.values()).map(ExtensionType::wire).collect(Collectors.joining(", "));
    private static final InputShape.Field TYPE = InputShape.text("type", 20, "One of " + TYPES + ".");
    private static final InputShape.Field NAME = InputShape.text("name", 64, "Its name, kebab-case.");

    private final KernelWriter kernel;

    private ExtensionTools(KernelWriter kernel) {
        this.kernel = kernel;
    }

    static List<Tool> all(KernelWriter kernel) {
        var tools = new ExtensionTools(kernel);
        return List.of(
                new KernelTool(
                        "list_extensions",
                        "Lists extensions (commands, jobs, themes, agents, …), newest first, as JSON.",
                        InputShape.of(
                                InputShape.optionalText("type", 20, "Only this type: " + TYPES + "."),
                                InputShape.optionalText(
                                        "status", 20, "Only this status: active, pending, rejected, disabled."),
                                InputShape.optionalText("query", 200, "Words of its name or description.")),
                        tools::list),
                new KernelTool(
                        "describe_extension_type",
                        "Answers the JSON Schema of a type's definition and a valid example, as JSON.",
                        InputShape.of(TYPE),
                        tools::describe),
                new KernelTool(
                        "create_extension",
                        "Proposes a new extension. A person sees a card and approves or denies it; until then nothing"
                                + " happens. Answers all findings when something is wrong with it.",
                        InputShape.of(
                                TYPE,
                                NAME,
                                InputShape.text("description", 500, "One sentence for people."),
                                InputShape.tree("definition", "As describe_extension_type says."),
                                InputShape.optionalTree(
                                        "permissions", "tools, paths {read, write}, hosts, budget_usd, max_turns.")),
                        true,
                        null,
                        tools::create),
                new KernelTool(
                        "update_extension",
                        "Proposes a new version of an extension. The approved one keeps running until a person"
                            + " approves the new one. What is left out stays as it is; definition replaces the old one"
                            + " whole.",
                        InputShape.of(
                                TYPE,
                                NAME,
                                InputShape.optionalText("description", 500, "One sentence for people."),
                                InputShape.optionalTree("definition", "The whole new definition."),
                                InputShape.optionalTree("permissions", "The whole new permissions.")),
                        true,
                        null,
                        tools::update),
                new KernelTool(
                                "disable_extension",
                                "Takes an extension out of use, once a person agrees.",
                                InputShape.of(TYPE, NAME),
                                true,
                                "Disable an extension",
                                (arguments, scope) -> tools.toggle(arguments, scope, false))
                        .needing(tools::known),
                new KernelTool(
                                "request_enable",
                                "Puts an extension that is disabled into use, once a person agrees.",
                                InputShape.of(TYPE, NAME),
                                true,
                                "Enable an extension",
                                (arguments, scope) -> tools.toggle(arguments, scope, true))
                        .needing(tools::known),
                new KernelTool(
                                "delete_extension",
                                "Removes an extension, once a person agrees; its history stays and it can be brought"
                                        + " back.",
                                InputShape.of(TYPE, NAME),
                                true,
                                "Delete an extension",
                                tools::delete)
                        .needing(tools::known),
                new KernelTool(
                        "undo_change",
                        "Takes the last change of an extension back, once a person agrees: of the one named, else of"
                                + " whichever was changed last.",
                        InputShape.of(
                                InputShape.optionalText("type", 20, "Its type, when several share the name."),
                                InputShape.optionalText("name", 64, "Its name.")),
                        true,
                        "Undo a change",
                        tools::undo));
    }

    private record Line(String type, String name, String description, String status, String source, int version) {
        static Line of(ExtensionView extension) {
            return new Line(
                    extension.type().wire(),
                    extension.name(),
                    extension.description(),
                    extension.status().wire(),
                    extension.source().wire(),
                    extension.version());
        }
    }

    private CompletionStage<List<Line>> list(Arguments arguments) {
        var type = arguments.optionalText("type").map(ExtensionTools::type).orElse(null);
        var status =
                arguments.optionalText("status").map(ExtensionTools::status).orElse(null);
        return kernel.extensions(type, status, arguments.optionalText("query").orElse(null))
                .thenApply(found -> found.stream().map(Line::of).toList());
    }

    private record Described(
            String type, JsonNode schema, @Nullable JsonNode example) {}

    private CompletionStage<Described> describe(Arguments arguments) {
        var type = type(arguments.text("type"));
        return kernel.schema(type)
                .thenCombine(
                        kernel.catalog(),
                        (schema, catalog) -> new Described(
                                type.wire(),
                                schema,
                                catalog.ofType(type)
                                        .min(Comparator.comparing(ExtensionView::createdAt))
                                        .map(ExtensionTools::record)
                                        .orElse(null)));
    }

    private static JsonNode record(ExtensionView extension) {
        var record = Json.stored().createObjectNode();
        record.put("type", extension.type().wire());
        record.put("name", extension.name());
        record.put("description", extension.description());
        record.set("definition", extension.definition());
        if (extension.permissions() != null) {
            record.set("permissions", extension.permissions());
        }
        return record;
    }

    private CompletionStage<String> create(Arguments arguments, ToolScope scope) {
        var type = type(arguments.text("type"));
        var name = arguments.text("name");
        if (type == ExtensionType.ARTIFACT) {
            return refused(ProblemCode.VALIDATION_FAILED, "Artifacts are kept with save_artifact, without a card.");
        }
        return find(type, name).thenCompose(present -> {
            if (present.isPresent()) {
                return refused(
                        ProblemCode.CONFLICT,
                        "There is a " + type.wire() + " called " + name
                                + " already: change it with update_extension, or choose another name.");
            }
            var record = Json.stored().createObjectNode();
            record.put("type", type.wire());
            record.put("name", name);
            record.put("description", arguments.text("description"));
            record.set("definition", arguments.input().path("definition"));
            if (arguments.input().path("permissions").isObject()) {
                record.set("permissions", arguments.input().path("permissions"));
            }
            return mayPropose(scope)
                    .thenCompose(_ -> kernel.put(record.toString(), author(scope)))
                    .thenApply(put -> "Proposed the " + type.wire() + " " + name
                            + ". A card waits for the user's answer; it takes part once they approve it."
                            + noted(put.warnings()));
        });
    }

    private CompletionStage<String> update(Arguments arguments, ToolScope scope) {
        return known(arguments).thenCompose(present -> {
            if (present.type() == ExtensionType.ARTIFACT) {
                return refused(
                        ProblemCode.VALIDATION_FAILED, "The next version of an artifact is made with save_artifact.");
            }
            var record = (ObjectNode) record(present);
            arguments.optionalText("description").ifPresent(text -> record.put("description", text));
            for (var member : List.of("definition", "permissions")) {
                if (arguments.input().path(member).isObject()) {
                    record.set(member, arguments.input().path(member));
                }
            }
            return mayPropose(scope)
                    .thenCompose(_ -> kernel.put(record.toString(), author(scope)))
                    .thenApply(put -> "Proposed a new version of the "
                            + present.type().wire() + " " + present.name()
                            + ". The one in use stays until the user approves the new one on its card."
                            + noted(put.warnings()));
        });
    }

    private CompletionStage<String> toggle(Arguments arguments, ToolScope scope, boolean enabled) {
        return known(arguments)
                .thenCompose(present -> kernel.toggle(present.id(), enabled, scope.agentId())
                        .thenApply(_ -> "The " + present.type().wire() + " " + present.name() + " is now "
                                + (enabled ? "enabled." : "disabled.")));
    }

    private CompletionStage<String> delete(Arguments arguments, ToolScope scope) {
        return known(arguments)
                .thenCompose(present -> kernel.delete(present.id(), scope.agentId())
                        .thenApply(_ -> "The " + present.type().wire() + " " + present.name() + " is deleted. `/undo "
                                + present.name() + "` brings it back."));
    }

    private CompletionStage<String> undo(Arguments arguments, ToolScope scope) {
        var type = arguments.optionalText("type").map(ExtensionTools::type).orElse(null);
        var name = arguments
                .optionalText("name")
                .map(text -> text.strip().toLowerCase(Locale.ROOT).replaceFirst("^[/@!#]", ""));
        return kernel.lastChanged(type, name.orElse(null))
                .thenCompose(changed -> changed.isEmpty()
                        ? refused(
                                ProblemCode.EXTENSION_NOT_FOUND,
                                "There is no extension "
                                        + name.map(text -> "called " + text).orElse("") + " to undo.")
                        : undoLast(changed.get(), scope));
    }

    private CompletionStage<String> undoLast(ExtensionView extension, ToolScope scope) {
        return kernel.history(extension.id()).thenCompose(versions -> {
            var last = versions.stream()
                    .flatMap(version -> version.changes().stream())
                    .max(Comparator.comparingInt(ExtensionVersionView.Entry::change))
                    .orElseThrow();
            var what = "the " + extension.type().wire() + " " + extension.name();
            if (last.change() <= 1) {
                return kernel.delete(extension.id(), scope.agentId())
                        .thenApply(_ -> "Took back the making of " + what + ": it is gone from every list.");
            }
            return kernel.revertChange(extension.id(), last.change() - 1, scope.agentId(), scope.threadId())
                    .thenApply(_ -> "Took back the last change of " + what + " ("
                            + last.what().wire() + " by " + last.by() + "). It stands as before.");
        });
    }

    private CompletionStage<Boolean> mayPropose(ToolScope scope) {
        return kernel.extensions(null, ExtensionStatus.PENDING, null).thenCompose(waiting -> {
            long own = waiting.stream()
                    .filter(extension -> scope.agentId().equals(extension.ownerAgentId()))
                    .count();
            return own < WAITING_MAX
                    ? CompletableFuture.completedStage(true)
                    : refused(
                            ProblemCode.TOO_MANY,
                            own + " proposals of " + scope.agentId()
                                    + " wait for an answer already: ask the user to decide on those first.");
        });
    }

    private static ExtensionAuthor author(ToolScope scope) {
        return ExtensionAuthor.agent(scope.agentId(), scope.runId(), scope.threadId());
    }

    private static String noted(List<Finding> warnings) {
        return warnings.stream()
                .map(warning -> " Note: " + warning.pointer() + " " + warning.detail() + ".")
                .collect(Collectors.joining());
    }

    private CompletionStage<ExtensionView> known(Arguments arguments) {
        var type = type(arguments.text("type"));
        var name = arguments.text("name");
        return find(type, name)
                .thenCompose(found -> found.map(CompletableFuture::completedStage)
                        .orElseGet(() -> kernel.extensions(type, null, null)
                                .thenCompose(all -> refused(
                                        ProblemCode.EXTENSION_NOT_FOUND,
                                        "There is no " + type.wire() + " called " + name
                                                + NearestName.hint(
                                                        name,
                                                        all.stream()
                                                                .map(ExtensionView::name)
                                                                .toList())))));
    }

    private CompletionStage<Optional<ExtensionView>> find(ExtensionType type, String name) {
        return kernel.extensions(type, null, name)
                .thenApply(found -> found.stream()
                        .filter(extension -> extension.name().equals(name))
                        .findFirst());
    }

    private static ExtensionType type(String text) {
        return Arrays.stream(ExtensionType.values())
                .filter(type -> type.wire().equals(text.strip().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new Problem(
                        ProblemCode.VALIDATION_FAILED, "There is no type '" + text + "'; there are " + TYPES + "."));
    }

    private static ExtensionStatus status(String text) {
        return Arrays.stream(ExtensionStatus.values())
                .filter(status -> status.wire().equals(text.strip().toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElseThrow(() -> new Problem(
                        ProblemCode.VALIDATION_FAILED,
                        "There is no status '" + text + "'; there are active, pending, rejected, disabled."));
    }

    private static <T> CompletionStage<T> refused(ProblemCode code, String detail) {
        return CompletableFuture.failedStage(new Problem(code, detail));
    }
}
