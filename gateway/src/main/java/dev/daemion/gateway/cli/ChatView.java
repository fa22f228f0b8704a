package dev.daemion.gateway.cli;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.wire.Json;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Shows the frames of one answer in a terminal: text as it comes, a line per tool step, questions where they stand. */
final class ChatView {
    private static final int LINE_LENGTH_MAX = 200;

    private final Shell shell;
    private final ApprovalPrompt approvals;
    private boolean isInText;
    private @Nullable String threadId;
    private @Nullable String runId;
    private ExitCode end = ExitCode.FAILED;
    private boolean hasEnded;

    ChatView(Shell shell, ApprovalPrompt approvals) {
        this.shell = shell;
        this.approvals = approvals;
    }

    /** Remembers what the end needs to know, and shows nothing. */
    void note(JsonNode event) {
        switch (event.path("type").asText()) {
            case "message" -> {
                threadId = event.path("message").path("thread_id").asText(threadId);
                runId = event.path("message").path("run_id").asText(runId);
            }
            case "finish", "stopped" -> ended(ExitCode.OK);
            case "error" -> ended(ExitCode.FAILED);
            default -> {
                // The other types say nothing about the end; later versions may send types not known here.
            }
        }
    }

    void show(JsonNode event) throws IOException, InterruptedException {
        note(event);
        switch (event.path("type").asText()) {
            case "text-delta" -> text(event.path("delta").asText());
            case "tool-start" -> line("→ " + event.path("tool").asText() + " " + compact(event.path("input")));
            case "tool-end" ->
                line((event.path("isError").asBoolean() ? "✗ " : "✓ ")
                        + event.path("tool").asText() + " ("
                        + event.path("durationMs").asLong() + " ms)"
                        + (event.path("isError").asBoolean() ? " " + compact(event.path("output")) : ""));
            case "approval-requested" -> {
                breakLine();
                approvals.ask(event.path("approval"), runId);
            }
            case "warning" -> line("! " + event.path("text").asText());
            case "error" -> line("✗ " + event.path("error").asText());
            case "stopped" -> line("Stopped.");
            case "finish" -> breakLine();
            default -> {
                // Nothing to show: the turn itself, its start, the state of runs and threads.
            }
        }
        shell.out().flush();
    }

    /** How the command ends once the stream has. */
    ExitCode end(boolean isJson) {
        breakLine();
        if (!hasEnded) {
            throw new CommandFailure(
                    ExitCode.FAILED,
                    "The connection ended before the answer did; it goes on in thread " + threadId + ".");
        }
        if (!isJson && threadId != null && shell.isTerminal()) {
            shell.err().println("(go on with: daemion chat --thread " + threadId + " …)");
        }
        return end;
    }

    private void ended(ExitCode code) {
        hasEnded = true;
        end = code;
    }

    private void text(String delta) {
        shell.out().print(TerminalText.safe(delta));
        isInText = !delta.endsWith("\n");
    }

    private void line(String text) {
        breakLine();
        shell.print(text);
    }

    private void breakLine() {
        if (isInText) {
            shell.out().println();
            isInText = false;
        }
    }

    private static String compact(JsonNode value) {
        var text = (value.isTextual() ? value.asText() : Json.store(value)).replaceAll("\\s+", " ");
        return text.length() > LINE_LENGTH_MAX ? text.substring(0, LINE_LENGTH_MAX) + "…" : text;
    }
}
