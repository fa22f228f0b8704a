package dev.daemion.substrate.execution.tool.kernel;

import dev.daemion.kernel.approval.ApprovalStatus;
import dev.daemion.kernel.approval.ApprovalView;
import dev.daemion.substrate.execution.tool.InputShape;
import dev.daemion.substrate.execution.tool.Tool;
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
                                        all.stream().map(EverydayTools::line).toList())));
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
