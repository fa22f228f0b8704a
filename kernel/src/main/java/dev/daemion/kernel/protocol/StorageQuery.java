package dev.daemion.kernel.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import dev.daemion.kernel.approval.ApprovalKind;
import dev.daemion.kernel.approval.ApprovalStatus;
import dev.daemion.kernel.approval.ApprovalView;
import dev.daemion.kernel.conversation.ThreadView;
import dev.daemion.kernel.conversation.TurnView;
import dev.daemion.kernel.extension.ExtensionSource;
import dev.daemion.kernel.extension.ExtensionStatus;
import dev.daemion.kernel.extension.ExtensionType;
import dev.daemion.kernel.extension.ExtensionView;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.id.NoticeId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.job.SlotView;
import dev.daemion.kernel.ledger.LedgerEntry;
import dev.daemion.kernel.ledger.LedgerVerdict;
import dev.daemion.kernel.notice.Notice;
import dev.daemion.kernel.run.RunStatus;
import dev.daemion.kernel.run.RunView;
import dev.daemion.kernel.run.Usage;
import dev.daemion.kernel.stream.StreamFrame;
import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Every question the read tables answer.
 *
 * @param <T> the answer
 */
public sealed interface StorageQuery<T> {
    int LIMIT_DEFAULT = 50;
    int LIMIT_MAX = 200;

    /**
     * Threads, last touched first.
     *
     * @param text part of a title, null for all
     * @param archived null for both kinds
     * @param cursor from an earlier page
     */
    record Threads(
            @Nullable String text,
            @Nullable Boolean archived,
            @Nullable String cursor,
            int limit) implements StorageQuery<Page<ThreadView>> {}

    /** Refused: THREAD_NOT_FOUND. */
    record OneThread(ThreadId id) implements StorageQuery<ThreadView> {}

    /**
     * The last {@code limit} turns before {@code before} (the newest when null), oldest first; {@code next} of the page
     * is the id to ask before. Refused: THREAD_NOT_FOUND.
     */
    record Turns(ThreadId threadId, @Nullable TurnId before, int limit) implements StorageQuery<Page<TurnView>> {}

    /** Refused: TURN_NOT_FOUND. */
    record OneTurn(TurnId id) implements StorageQuery<TurnView> {}

    /** Threads with a run that has not ended or a message that waits: what must be taken up again at start. */
    record OpenThreads() implements StorageQuery<List<ThreadId>> {}

    /** The user turn stored under an idempotency key, and the digest of the request that made it. */
    record TurnByKey(String idempotencyKey) implements StorageQuery<Optional<KeyedTurn>> {}

    /** @param requestDigest SHA-256 (hex) of the request; another request under the same key is refused */
    record KeyedTurn(String requestDigest, TurnView turn) {}

    /** With its steps. Refused: RUN_NOT_FOUND. */
    record OneRun(RunId id) implements StorageQuery<RunView> {}

    /** Runs, newest first; null means any. */
    record Runs(
            @Nullable String job,
            @Nullable ThreadId threadId,
            @Nullable RunStatus status,
            int limit) implements StorageQuery<List<RunView>> {}

    /** @param after the last of the page before; null at first */
    record RunPage(Runs which, @Nullable RunId after) implements StorageQuery<Page<RunView>> {}

    /**
     * Runs of jobs, newest first, without steps.
     *
     * @param job null for every job
     */
    record JobRuns(@Nullable String job, int limit) implements StorageQuery<List<RunView>> {}

    /** How jobs stand that have ever fired: those named, or all of them when none are. */
    record JobStandings(List<ExtensionId> jobs) implements StorageQuery<List<JobStanding>> {
        public JobStandings {
            jobs = List.copyOf(jobs);
        }
    }

    /**
     * @param lastPlanned the newest due time of its schedule that was decided on
     * @param openRuns runs whose end was not delivered yet
     * @param waitingCount firings that wait for the run before them
     * @param retryAt when a failure is tried again
     * @param failureCount failures in a row
     */
    record JobStanding(
            ExtensionId job,
            @Nullable Instant lastPlanned,
            @Nullable ThreadId threadId,
            List<RunId> openRuns,
            int waitingCount,
            @Nullable Instant retryAt,
            int failureCount) {
        public JobStanding {
            openRuns = List.copyOf(openRuns);
        }

        /** Something of it has to be taken up again after a restart. */
        public boolean isBusy() {
            return !openRuns.isEmpty() || waitingCount > 0 || retryAt != null;
        }
    }

    /** The thread of an agent that was last touched and is no job's own; empty when it has none. */
    record RecentThread(String agentId) implements StorageQuery<Optional<ThreadId>> {}

    /** Events that not every job has decided about yet, oldest first. */
    record OpenEvents() implements StorageQuery<List<TriggerProtocol.Event>> {}

    /**
     * What became of a job's due times, newest first.
     *
     * @param before cursor of the page; null at first
     */
    record Slots(String job, @Nullable Long before, int limit) implements StorageQuery<Page<SlotView>> {}

    /** The run a job has fired for an occasion, among its newest; empty when it has fired none for it. */
    record FiredRun(ExtensionId job, String key) implements StorageQuery<Optional<RunId>> {}

    /** What jobs cost and how long they take, by their last runs. */
    record JobFigures() implements StorageQuery<List<JobFigure>> {}

    /** @param costUsd null when no run reported one */
    record JobFigure(String job, @Nullable BigDecimal costUsd, long durationMillis) {}

    /**
     * What the model was given for an assistant turn, as JSON. Refused: TURN_NOT_FOUND, NOT_FOUND when the turn had no
     * model.
     */
    record TurnContext(TurnId id) implements StorageQuery<String> {}

    /** What the model was given in a run, a job's too, as JSON. Refused: RUN_NOT_FOUND, NOT_FOUND without a model. */
    record RunContext(RunId id) implements StorageQuery<String> {}

    /**
     * The journal of one assistant turn's run, as the frames it made, with when; what the model said comes as one delta
     * per block. Refused: TURN_NOT_FOUND.
     */
    record TurnFrames(TurnId id) implements StorageQuery<List<TimedFrame>> {}

    record TimedFrame(Instant at, StreamFrame frame) {}

    record Approvals(
            @Nullable ApprovalStatus status, @Nullable ApprovalKind kind, int limit)
            implements StorageQuery<List<ApprovalView>> {}

    /**
     * Pending ones that are past their time, the longest overdue first.
     *
     * @param now ones that end before it
     * @param from with {@code after} where the page before ended; EPOCH at first
     * @param after the last of the page before; null at first
     */
    record OverdueApprovals(
            Instant now, Instant from, @Nullable ApprovalId after, int limit)
            implements StorageQuery<List<ApprovalView>> {}

    /** Refused: APPROVAL_NOT_FOUND. */
    record OneApproval(ApprovalId id) implements StorageQuery<ApprovalView> {}

    /**
     * What a person was told, unread first, each newest first.
     *
     * @param unreadOnly true to leave out what was seen
     * @param after the last one of an earlier page, null for the first page
     */
    record Notices(boolean unreadOnly, @Nullable NoticeId after, int limit) implements StorageQuery<Page<Notice>> {}

    /** Which agent has answered when, oldest first; steps without a model do not count. */
    record AgentTurns(Instant since) implements StorageQuery<List<AgentTurn>> {}

    record AgentTurn(RunId runId, String agentId, Instant at) {}

    /** What was spent since a moment, by runs that reported a cost. */
    record SpentSince(Instant since) implements StorageQuery<BigDecimal> {}

    record Costs(LocalDate from, LocalDate until) implements StorageQuery<List<CostRow>> {}

    /** @param costUsd null when no run of the row reported one */
    record CostRow(
            LocalDate day,
            String agentId,
            String model,
            @Nullable String job,
            long runCount,
            @Nullable BigDecimal costUsd,
            Usage tokens) {}

    /** Full-text search over turns, artifacts and other extensions, best first. */
    record Search(String text, int limit) implements StorageQuery<List<SearchHit>> {}

    /**
     * @param kind {@code turn}, {@code artifact} or {@code extension}
     * @param threadId where it was said or made; null for what belongs to no thread
     * @param title of the thread, name of the artifact, {@code type/name} of the extension
     * @param snippet the matching place, at most 200 characters
     */
    record SearchHit(String kind, String id, @Nullable ThreadId threadId, String title, String snippet, Instant at) {}

    /**
     * Stored frames after a place, oldest first: those of one thread and the global ones, or only the global ones.
     *
     * @param limit at most this many; one more than asked for means the reader is too far behind and reloads
     */
    record FramesAfter(long seq, @Nullable ThreadId threadId, int limit) implements StorageQuery<List<StreamFrame>> {}

    /**
     * Extensions that are not deleted, newest first; null means any.
     *
     * @param text part of a name or description
     * @param cursor from an earlier page
     */
    record Extensions(
            @Nullable ExtensionType type,
            @Nullable Boolean enabled,
            @Nullable ExtensionSource source,
            @Nullable ExtensionStatus status,
            @Nullable String ownerAgentId,
            @Nullable String text,
            @Nullable String cursor,
            int limit)
            implements StorageQuery<Page<ExtensionView>> {}

    /** Refused: EXTENSION_NOT_FOUND. */
    record OneExtension(ExtensionId id) implements StorageQuery<ExtensionView> {}

    /** The one of that type and name that is not deleted. Refused: EXTENSION_NOT_FOUND. */
    record ExtensionNamed(ExtensionType type, String name) implements StorageQuery<ExtensionView> {}

    /**
     * The definition in one version, whatever became of it. Refused: EXTENSION_NOT_FOUND, also for a deleted one;
     * NOT_FOUND for a version that never was.
     */
    record ExtensionVersion(ExtensionId id, int version) implements StorageQuery<JsonNode> {}

    /**
     * Artifacts that are not deleted, newest first.
     *
     * @param threadId only those that came from it; null for all
     * @param cursor from an earlier page
     */
    record Artifacts(@Nullable ThreadId threadId, @Nullable String cursor, int limit)
            implements StorageQuery<Page<ExtensionView>> {}

    /**
     * Decisions, newest first.
     *
     * @param device null for those of every device
     * @param action null for every kind
     */
    record Ledger(
            @Nullable String device,
            @Nullable String action,
            @Nullable String cursor,
            int limit) implements StorageQuery<Page<LedgerEntry>> {}

    /** Checks every entry of the ledger against its chain and against the journal. */
    record VerifyLedger() implements StorageQuery<LedgerVerdict> {}

    /** Every extension in the few words that the extension substrate keeps in memory, deleted ones too. */
    record ExtensionIndex() implements StorageQuery<List<IndexedExtension>> {}

    /**
     * @param view its definition is empty unless it takes part
     * @param takesPart a version is in force, enabled and not deleted
     * @param isOverridden true for a built-in that a person has changed
     * @param seedDigest SHA-256 (hex) of the seed's file, or the agent's folder, it is in line with; null without one
     * @param approvalId the question about a version that waits; null when none does
     */
    record IndexedExtension(
            ExtensionView view,
            boolean takesPart,
            boolean isEssential,
            boolean isOverridden,
            boolean isDeleted,
            @Nullable String seedDigest,
            @Nullable ApprovalId approvalId) {}

    /**
     * Extensions that were deleted, last deleted first: each can be had back.
     *
     * @param text part of a name or description, null for all
     */
    record DeletedExtensions(@Nullable String text, int limit) implements StorageQuery<List<ExtensionView>> {}

    /**
     * The extension that was changed last, deletions included; empty when there is none. What only a seed has made does
     * not count.
     *
     * @param name exactly, null for any
     */
    record LastChanged(
            @Nullable ExtensionType type, @Nullable String name) implements StorageQuery<Optional<ExtensionView>> {}

    /** Every version of a job that is in force or waits, of those that are not deleted. */
    record JobVersions() implements StorageQuery<List<JobVersion>> {}

    /** @param isInForce false for a version that waits for a person */
    record JobVersion(String name, boolean isInForce, JsonNode definition) {}

    record Draft(RunId runId) implements StorageQuery<Optional<DraftText>> {}

    record DraftText(String text, String thinking) {}

    /** Refused: NOT_FOUND. */
    record Blob(String hash) implements StorageQuery<String> {}

    record Database() implements StorageQuery<DatabaseStatus> {}

    /** @param lastOrdering the newest journal row */
    record DatabaseStatus(String path, long sizeBytes, long journalRowCount, long lastOrdering, long tailOrdering) {}
}
