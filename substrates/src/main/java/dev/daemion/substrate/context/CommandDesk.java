package dev.daemion.substrate.context;

import dev.daemion.extension.command.Arguments;
import dev.daemion.extension.command.Typed;
import dev.daemion.extension.definition.CommandDefinition;
import dev.daemion.extension.definition.Definitions;
import dev.daemion.extension.definition.Flags;
import dev.daemion.extension.manifest.NearestName;
import dev.daemion.extension.template.PromptTemplate;
import dev.daemion.kernel.conversation.ThreadView;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.extension.Permissions;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.ContextProtocol.TurnPost;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.run.Assignment;
import dev.daemion.kernel.run.DirectStep;
import dev.daemion.kernel.wire.Json;
import java.time.Clock;
import java.time.LocalDate;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * What a person's message asks for: an answer, or a command that somebody made. What is typed is looked up in what
 * takes part right now, so a command works from the moment it is approved. A command that does not exist, or was called
 * wrongly, is answered by {@code /help} instead of by a model.
 */
record CommandDesk(ThreadDoor door, Clock clock) {
    private static final String HELP = "help";
    private static final String RUN = "run";
    /** Jobs that one command fires; steps of a command are no more. */
    private static final int JOBS_MAX = 20;

    private static final DateTimeFormatter NOW = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm VV", Locale.ROOT);

    /** @param assignment null when an agent answers what was said */
    record Resolved(TurnPost post, @Nullable Assignment assignment) {
        /** What the turn would cost is asked of the model that answers; steps without one are free. */
        boolean isFree() {
            return assignment != null && assignment.isDirect();
        }
    }

    /** Fails with NOT_FOUND or AGENT_NOT_FOUND when it asks for what is not there and nobody can explain that. */
    CompletionStage<Resolved> resolve(TurnPost post, Catalog catalog) {
        return switch (Typed.of(post.content())) {
            case Typed.Said said -> CompletableFuture.completedStage(new Resolved(with(post, said.text()), null));
            case Typed.Prefixed typed -> prefixed(post, typed, catalog);
        };
    }

    private CompletionStage<Resolved> prefixed(TurnPost post, Typed.Prefixed typed, Catalog catalog) {
        var named = command(catalog, typed.prefix(), typed.name());
        if (named.isPresent()) {
            return carryOut(post, named.get(), typed.rest(), catalog);
        }
        return switch (typed.prefix()) {
            case '!', '#' ->
                wholeLine(catalog, typed.prefix())
                        .map(command -> carryOut(post, command, typed.line(), catalog))
                        .orElseGet(() -> CompletableFuture.completedStage(new Resolved(post, null)));
            case '@' -> address(post, typed, catalog);
            default -> startJobs(post, typed, catalog).orElseGet(() -> explain(post, "/" + typed.name(), catalog));
        };
    }

    /** Jobs may be fired by a command of their own: typing it is what {@code /run} does for each of them. */
    private static Optional<CompletionStage<Resolved>> startJobs(TurnPost post, Typed.Prefixed typed, Catalog catalog) {
        var steps = catalog.ofType(ExtensionType.JOB)
                .filter(job -> job.definition().at("/trigger/type").asText().equals("command")
                        && job.definition().at("/trigger/command").asText().equals(typed.name()))
                .limit(JOBS_MAX)
                .map(job -> new DirectStep(
                        "run_job",
                        Json.stored().createObjectNode().put("name", job.name()).put("text", "{{input.text}}"),
                        null))
                .toList();
        if (steps.isEmpty()) {
            return Optional.empty();
        }
        var variables = Json.stored().createObjectNode();
        variables.putObject("input").put("text", typed.rest());
        return catalog.warrant(ExtensionType.COMMAND, RUN).map(warrant -> {
            var inAct = new TurnPost(
                    post.threadId(),
                    post.content(),
                    post.attachments(),
                    post.agentId(),
                    post.model(),
                    "act",
                    post.idempotencyKey());
            return CompletableFuture.completedStage(
                    new Resolved(inAct, new Assignment(warrant, null, steps, variables, null, null, null)));
        });
    }

    private static Optional<ExtensionView> command(Catalog catalog, char prefix, String name) {
        return catalog.find(ExtensionType.COMMAND, name).filter(command -> prefix(command) == prefix);
    }

    private static char prefix(ExtensionView command) {
        return command.definition().path("prefix").asText().charAt(0);
    }

    /**
     * The command that takes whatever follows {@code !} or {@code #}: the one that ships with Daemion, else the oldest.
     */
    private static Optional<ExtensionView> wholeLine(Catalog catalog, char prefix) {
        return catalog.find(ExtensionType.COMMAND, prefix == '!' ? "sh" : "note")
                .filter(command -> prefix(command) == prefix)
                .or(() -> catalog.ofType(ExtensionType.COMMAND)
                        .filter(command -> prefix(command) == prefix)
                        .findFirst());
    }

    /** An agent's name addresses it for this turn; a name near one is asked about; anything else is just a word. */
    private CompletionStage<Resolved> address(TurnPost post, Typed.Prefixed typed, Catalog catalog) {
        if (catalog.find(ExtensionType.AGENT, typed.name()).isPresent()) {
            var content = typed.rest().isEmpty() ? post.content() : typed.rest();
            return CompletableFuture.completedStage(new Resolved(
                    new TurnPost(
                            post.threadId(),
                            content,
                            post.attachments(),
                            typed.name(),
                            post.model(),
                            post.mode(),
                            post.idempotencyKey()),
                    null));
        }
        var names = catalog.ofType(ExtensionType.AGENT).map(ExtensionView::name).toList();
        return NearestName.of(typed.name(), names).isPresent()
                ? explain(post, "@" + typed.name(), catalog)
                : CompletableFuture.completedStage(new Resolved(post, null));
    }

    private CompletionStage<Resolved> carryOut(TurnPost post, ExtensionView command, String rest, Catalog catalog) {
        var definition = Definitions.command(command);
        if (definition.agent() != null
                && catalog.find(ExtensionType.AGENT, definition.agent()).isEmpty()) {
            return CompletableFuture.failedStage(new Problem(
                    ProblemCode.AGENT_NOT_FOUND,
                    "the command " + command.name() + " is answered by the agent '" + definition.agent()
                            + "', which is not active: enable it first"));
        }
        var bound = Arguments.of(definition.args()).bind(rest);
        if (!bound.missing().isEmpty()) {
            return explain(post, prefix(command) + command.name(), catalog);
        }
        return thread(post).thenApply(thread -> {
            var agent = Optional.ofNullable(definition.agent())
                    .or(() -> Optional.ofNullable(post.agentId()))
                    .or(() -> thread.map(ThreadView::agentId))
                    .orElse("daemion");
            var values = variables(post, rest, bound.values(), thread, agent);
            values.putIfAbsent("flags", Flags.of(catalog));
            var answeredBy = new TurnPost(
                    post.threadId(),
                    post.content(),
                    post.attachments(),
                    definition.agent() == null ? post.agentId() : definition.agent(),
                    post.model(),
                    definition.mode() == null ? post.mode() : definition.mode(),
                    post.idempotencyKey());
            return new Resolved(answeredBy, assignment(command, definition, values, catalog));
        });
    }

    private static Assignment assignment(
            ExtensionView command, CommandDefinition definition, Map<String, Object> values, Catalog catalog) {
        var warrant = catalog.warrant(ExtensionType.COMMAND, command.name()).orElseThrow();
        var permissions = Permissions.of(command.permissions());
        var prompt = definition.handler() == null
                ? null
                : PromptTemplate.of(definition.handler()).render(values);
        // A template of nothing but sections may come out empty: the agent then answers what was typed.
        var told = prompt != null && prompt.isBlank() ? String.valueOf(values.get("line")) : prompt;
        return new Assignment(
                warrant,
                told,
                definition.direct(),
                Json.stored().valueToTree(values),
                null,
                permissions.turnsMax(),
                permissions.budgetUsd());
    }

    private Map<String, Object> variables(
            TurnPost post, String rest, Map<String, String> arguments, Optional<ThreadView> thread, String agent) {
        var values = new HashMap<String, Object>(arguments);
        values.put("args", arguments);
        values.put("input", Map.of("text", rest));
        values.put("line", post.content());
        values.put("now", NOW.format(ZonedDateTime.now(clock)));
        values.put("today", LocalDate.now(clock).toString());
        values.put("agent", Map.of("name", agent));
        values.put(
                "thread",
                thread.map(known -> Map.of("id", known.id().value(), "title", known.title()))
                        .orElse(Map.of("id", "", "title", TurnIntake.title(post.content()))));
        return values;
    }

    private CompletionStage<Optional<ThreadView>> thread(TurnPost post) {
        return post.threadId() == null
                ? CompletableFuture.completedStage(Optional.empty())
                : door.read(new StorageQuery.OneThread(post.threadId())).thenApply(Optional::of);
    }

    /** {@code /help} says how it is used, or which names are near. */
    private static CompletionStage<Resolved> explain(TurnPost post, String typed, Catalog catalog) {
        var help = catalog.warrant(ExtensionType.COMMAND, HELP);
        if (help.isEmpty()) {
            var names = catalog.ofType(ExtensionType.COMMAND)
                    .map(ExtensionView::name)
                    .toList();
            return CompletableFuture.failedStage(new Problem(
                    ProblemCode.NOT_FOUND,
                    "there is no command " + typed + NearestName.hint(typed.substring(1), names)
                            + " Begin with two of '" + typed.charAt(0) + "' to say it as it stands"));
        }
        var step = new DirectStep(HELP, Json.stored().createObjectNode().put("topic", typed), null);
        return CompletableFuture.completedStage(new Resolved(
                post,
                new Assignment(help.get(), null, List.of(step), Json.stored().createObjectNode(), null, null, null)));
    }

    private static TurnPost with(TurnPost post, String content) {
        return content.equals(post.content())
                ? post
                : new TurnPost(
                        post.threadId(),
                        content,
                        post.attachments(),
                        post.agentId(),
                        post.model(),
                        post.mode(),
                        post.idempotencyKey());
    }
}
