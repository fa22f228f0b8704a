package dev.daemion.substrate.execution.tool.kernel;

import dev.daemion.kernel.approval.ApprovalStatus;
import dev.daemion.kernel.approval.ApprovalView;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.notice.NoticeDraft;
import dev.daemion.kernel.notice.NoticeKind;
import dev.daemion.substrate.execution.tool.Arguments;
import dev.daemion.substrate.execution.tool.InputShape;
import dev.daemion.substrate.execution.tool.Tool;
import dev.daemion.substrate.execution.tool.ToolScope;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What people ask for every day: what can be typed, and what waits for them. */
final class EverydayTools {
    private EverydayTools() {}

    static List<Tool> all(KernelReader reader, KernelWriter writer) {
        return List.of(
                new KernelTool(
                        "help",
                        "Says which commands and agents there are, or how one is used.",
                        InputShape.of(InputShape.optionalText("topic", 200, "A command or an agent, such as /help.")),
                        arguments -> writer.catalog()
                                .thenApply(catalog -> new HelpText(catalog)
                                        .about(arguments.optionalText("topic").orElse("")))),
                new KernelTool(
                        "list_approvals",
                        "Lists what waits for a person's approval, as JSON.",
                        InputShape.of(),
                        _ -> reader.approvals(ApprovalStatus.PENDING)
                                .thenApply(all ->
                                        all.stream().map(EverydayTools::line).toList())),
                new KernelTool(
                        "notify",
                        "Tells the user something at once, on all their devices, also when they look elsewhere. It may"
                                + " stand on a lock screen: say what happened, no private content. At most 10 in one"
                                + " run.",
                        InputShape.of(
                                InputShape.text("title", NoticeDraft.TITLE_LENGTH_MAX, "A few words."),
                                InputShape.optionalText("text", NoticeDraft.TEXT_LENGTH_MAX, "One sentence.")),
                        false,
                        "Notify you",
                        (arguments, scope) ->
                                writer.tell(message(arguments, scope)).thenApply(_ -> "The user is told.")));
    }

    private static NoticeDraft message(Arguments arguments, ToolScope scope) {
        var warrant = scope.warrant();
        return new NoticeDraft(
                NoticeKind.MESSAGE,
                arguments.text("title"),
                arguments.optionalText("text").orElse(""),
                scope.threadId(),
                scope.runId(),
                null,
                warrant != null && warrant.type() == ExtensionType.JOB ? warrant.name() : null);
    }

    private record Line(
            String kind,
            String title,
            String summary,
            Instant createdAt,
            @Nullable Instant expiresAt) {}

    private static Line line(ApprovalView approval) {
        return new Line(
                approval.kind().wire(),
                approval.title(),
                approval.summary(),
                approval.createdAt(),
                approval.expiresAt());
    }
}
