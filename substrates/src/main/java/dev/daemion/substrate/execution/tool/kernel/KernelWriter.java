package dev.daemion.substrate.execution.tool.kernel;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionAuthor;
import dev.daemion.kernel.extension.ExtensionStatus;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionVersionView;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.notice.NoticeDraft;
import dev.daemion.kernel.protocol.ExtensionProtocol.ExtensionPatch;
import dev.daemion.kernel.protocol.ExtensionProtocol.PutView;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;
import org.jspecify.annotations.Nullable;

/**
 * What tools ask of the substrates beyond looking at conversations: extensions, and changes of them. Who asks is always
 * a parameter. A stage fails with a {@link dev.daemion.kernel.problem.Problem} when it is refused.
 */
public interface KernelWriter {
    /** What takes part now. */
    CompletionStage<Catalog> catalog();

    /** Newest first, at most 200. */
    CompletionStage<List<ExtensionView>> extensions(
            @Nullable ExtensionType type, @Nullable ExtensionStatus status, @Nullable String text);

    /** What a conversation has brought, newest first. */
    CompletionStage<List<ExtensionView>> artifacts(ThreadId threadId, int limit);

    /** What was changed last, of that type and name when they are given; deleted ones too. */
    CompletionStage<Optional<ExtensionView>> lastChanged(@Nullable ExtensionType type, @Nullable String name);

    /** @param text of the record, JSON */
    CompletionStage<PutView> put(String text, ExtensionAuthor author);

    CompletionStage<ExtensionView> change(ExtensionId id, ExtensionPatch patch, ExtensionAuthor author);

    CompletionStage<ExtensionView> toggle(ExtensionId id, boolean enabled, String by);

    CompletionStage<List<ExtensionVersionView>> history(ExtensionId id);

    CompletionStage<ExtensionView> revertChange(ExtensionId id, int change, String by, ThreadId threadId);

    CompletionStage<Done> delete(ExtensionId id, String by);

    /** Tells the person something. */
    CompletionStage<Done> tell(NoticeDraft draft);

    CompletionStage<JsonNode> schema(ExtensionType type);
}
