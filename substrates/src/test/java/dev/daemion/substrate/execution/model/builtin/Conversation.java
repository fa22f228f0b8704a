package dev.daemion.substrate.execution.model.builtin;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.substrate.execution.model.ModelEvent;
import dev.daemion.substrate.execution.model.ModelMessage;
import dev.daemion.substrate.execution.model.ModelRequest;
import dev.daemion.substrate.execution.model.ReplyBlock;
import dev.daemion.substrate.execution.tool.ToolSpec;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import org.apache.pekko.actor.ActorSystem;
import org.apache.pekko.stream.javadsl.Sink;
import org.jspecify.annotations.Nullable;

/** A conversation with the built-in agent that answers its tool calls from a table. */
final class Conversation {
    static final Clock CLOCK = Clock.fixed(Instant.parse("2026-11-20T19:00:00Z"), ZoneOffset.UTC);

    private final ActorSystem system;
    private final List<ToolSpec> tools;
    private final BuiltInModelClient client;
    final List<ModelMessage> messages = new ArrayList<>();
    final List<ReplyBlock.ToolUse> calls = new ArrayList<>();

    Conversation(ActorSystem system, List<ToolSpec> tools, @Nullable String standInReason) {
        this.system = system;
        this.tools = tools;
        this.client = new BuiltInModelClient(CLOCK, standInReason);
    }

    /** What the agent finally says when each tool answers as the table has it; an absent one answers with an error. */
    String ask(String question, Map<String, String> outputs) {
        messages.add(new ModelMessage.FromUser(question, List.of()));
        for (var round = 0; round < 5; round++) {
            var completed = call();
            messages.add(new ModelMessage.FromModel(completed.blocks()));
            if (completed.blocks().getFirst() instanceof ReplyBlock.Text(var text)) return text;
            var answers = completed.blocks().stream()
                    .map(ReplyBlock.ToolUse.class::cast)
                    .peek(calls::add)
                    .map(use -> new ModelMessage.ToolAnswer(
                            use.id(),
                            use.name(),
                            outputs.getOrDefault(use.name(), "denied by the owner"),
                            !outputs.containsKey(use.name())))
                    .toList();
            messages.add(new ModelMessage.FromTools(answers));
        }
        throw new AssertionError("the agent never came to an end");
    }

    /** One call; asserts that the deltas are the text of the answer. */
    ModelEvent.Completed call() {
        var request = new ModelRequest(
                RunId.parse(RunId.PREFIX + "00000000000000000000000001").orElseThrow(),
                ThreadId.parse(ThreadId.PREFIX + "00000000000000000000000001").orElseThrow(),
                "built-in",
                "",
                messages,
                tools,
                1000,
                true);
        try {
            var events = client.stream(request)
                    .runWith(Sink.seq(), system)
                    .toCompletableFuture()
                    .get(10, TimeUnit.SECONDS);
            var completed = (ModelEvent.Completed) events.getLast();
            var shown = new StringBuilder();
            for (var event : events) if (event instanceof ModelEvent.TextDelta(var text)) shown.append(text);
            var said = new StringBuilder();
            for (var block : completed.blocks()) if (block instanceof ReplyBlock.Text(var text)) said.append(text);
            if (!shown.toString().contentEquals(said)) throw new AssertionError("deltas differ from the answer");
            return completed;
        } catch (InterruptedException
                | java.util.concurrent.ExecutionException
                | java.util.concurrent.TimeoutException e) {
            throw new AssertionError(e);
        }
    }

    static ToolSpec tool(String name, String... properties) {
        var schema = JsonNodeFactory.instance.objectNode().put("type", "object");
        for (var property : properties) schema.withObject("properties").putObject(property);
        return new ToolSpec(name, "Does " + name + ". At length.", schema, true);
    }

    static List<ToolSpec> allTools() {
        return List.of(
                tool("create_extension"),
                tool("update_extension"),
                tool("delete_extension"),
                tool("disable_extension"),
                tool("request_enable"),
                tool("undo_change"),
                tool("list_extensions"),
                tool("help"),
                tool("list_jobs", "query"),
                tool("describe_job", "name"),
                tool("list_job_runs", "job", "since", "limit"),
                tool("show_schedule", "days"),
                tool("run_job", "name"),
                tool("Read", "path", "offset", "limit"),
                tool("LS", "path"),
                tool("Glob", "pattern", "path"),
                tool("Grep", "pattern", "path"),
                tool("Write", "path", "content"),
                tool("Edit", "path", "old_string", "new_string"),
                tool("Bash", "command"),
                tool("WebFetch", "url"),
                tool("list_threads", "query", "limit"),
                tool("search_history", "query", "limit"),
                tool("read_thread", "thread_id", "limit"),
                tool("status"),
                tool("costs", "days"),
                tool("list_tools"));
    }
}
