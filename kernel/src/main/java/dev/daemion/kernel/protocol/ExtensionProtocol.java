package dev.daemion.kernel.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.approval.ApprovalView;
import dev.daemion.kernel.extension.Catalog;
import dev.daemion.kernel.extension.ExtensionAuthor;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionVersionView;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.extension.ReseedView;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.problem.Finding;
import java.util.List;
import org.apache.pekko.Done;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.pattern.StatusReply;
import org.jspecify.annotations.Nullable;

/**
 * What other actors may say to the extension substrate: what exists, in which version, with which permissions. Lists
 * are read from storage. Every change is answered when every reader sees it. Behaviour: {@code ExtensionSubstrate}.
 */
public interface ExtensionProtocol {
    /** Supertype of all it receives; its private messages extend this, not Command. */
    interface Message {}

    sealed interface Command extends Message {}

    /** Sends the catalog now and again after every change, until the watcher stops. */
    record Watch(ActorRef<Catalog> watcher) implements Command {}

    record CurrentCatalog(ActorRef<StatusReply<Catalog>> replyTo) implements Command {}

    /**
     * Creates an extension, or changes the one of that type and name. What an agent or an import brings waits for a
     * person; a person's change counts at once. Refused: VALIDATION_FAILED with all findings, VERSION_MISMATCH.
     *
     * @param text YAML or JSON of the record: type, name, description, definition, permissions?, enabled?
     */
    record PutExtension(String text, ExtensionAuthor author, ActorRef<StatusReply<PutView>> replyTo)
            implements Command {}

    /**
     * @param isNew true when there was none of that type and name
     * @param warnings names it mentions that nobody has yet
     */
    record PutView(ExtensionView extension, boolean isNew, List<Finding> warnings) {
        public PutView {
            warnings = List.copyOf(warnings);
        }
    }

    /**
     * Changes one extension; null members stay. Refused: EXTENSION_NOT_FOUND, VALIDATION_FAILED, VERSION_MISMATCH,
     * ESSENTIAL_EXTENSION.
     *
     * @param expectedVersion the version the change was made from; null for whichever there is
     */
    record ChangeExtension(
            ExtensionId id,
            ExtensionPatch patch,
            @Nullable Integer expectedVersion,
            ExtensionAuthor author,
            ActorRef<StatusReply<ExtensionView>> replyTo)
            implements Command {}

    /** @param definition replaces the old one whole, as {@code permissions} does */
    record ExtensionPatch(
            @Nullable String description,
            @Nullable JsonNode definition,
            @Nullable JsonNode permissions,
            @Nullable Boolean enabled) {}

    /**
     * Whether it takes part. Refused: EXTENSION_NOT_FOUND, ESSENTIAL_EXTENSION, CONFLICT when it waits for approval or
     * was rejected.
     */
    record ToggleExtension(ExtensionId id, boolean enabled, String by, ActorRef<StatusReply<ExtensionView>> replyTo)
            implements Command {}

    /** Takes it out of every list; its history stays. Refused: EXTENSION_NOT_FOUND, ESSENTIAL_EXTENSION. */
    record DeleteExtension(ExtensionId id, String by, ActorRef<StatusReply<Done>> replyTo) implements Command {}

    /** All versions, newest first; of a deleted extension too. Refused: EXTENSION_NOT_FOUND. */
    record ExtensionHistory(ExtensionId id, ActorRef<StatusReply<List<ExtensionVersionView>>> replyTo)
            implements Command {}

    /**
     * Back to an earlier version, or to how everything stood after a change: exactly one of the two. A deleted
     * extension comes back by its last change. Refused: EXTENSION_NOT_FOUND, NOT_FOUND for a version or change that
     * does not exist, CONFLICT for a version nobody ever approved or a name taken meanwhile.
     *
     * @param threadId where the card goes when a version waits again afterwards; null for no card
     */
    record RevertExtension(
            ExtensionId id,
            @Nullable Integer version,
            @Nullable Integer change,
            String by,
            @Nullable ThreadId threadId,
            ActorRef<StatusReply<ExtensionView>> replyTo)
            implements Command {}

    /**
     * A person has answered the approval of an extension, or it has expired. Counts only for the very content whose
     * hash the approval carries. Idempotent.
     */
    record ApprovalResolved(ApprovalView approval, ActorRef<StatusReply<Done>> replyTo) implements Command {}

    /**
     * Whether the content an approval was asked for could come into force now. Refused: CONFLICT when it is no longer
     * what waits, or when what was changed meanwhile stands against it.
     */
    record MayApprove(ExtensionId id, ApprovalId approvalId, ActorRef<StatusReply<Done>> replyTo) implements Command {}

    /** Everything wrong with a record. Stores nothing. */
    record ValidateExtension(String text, ActorRef<StatusReply<Validation>> replyTo) implements Command {}

    /**
     * @param findings empty when it could be stored
     * @param warnings names it mentions that nobody has yet
     */
    record Validation(List<Finding> findings, List<Finding> warnings) {
        public Validation {
            findings = List.copyOf(findings);
            warnings = List.copyOf(warnings);
        }
    }

    /** The JSON Schema (2020-12) of a type's definition. */
    record DefinitionSchema(ExtensionType type, ActorRef<StatusReply<JsonNode>> replyTo) implements Command {}

    /** Synchronises the built-in extensions with the seeds, and the agents with their folders. */
    record Reseed(ActorRef<StatusReply<ReseedView>> replyTo) implements Command {}

    record Health(ActorRef<SubstrateHealth> replyTo) implements Command {}
}
