package dev.daemion.substrate.context;

import dev.daemion.kernel.conversation.ThreadSettings;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.journal.JournalEntry;
import dev.daemion.kernel.journal.JournalName;
import dev.daemion.kernel.run.RunKind;
import dev.daemion.kernel.run.RunRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What a thread entity knows: its settings, the turn that is being answered and the ones that wait. Turns that are
 * answered are not kept here.
 */
public sealed interface ThreadState extends JournalEntry {
    ThreadState apply(ThreadId id, ThreadEvent event);

    /** Nothing was journalled under this id, or it was erased. */
    @JournalName("thread-state-absent")
    record Absent() implements ThreadState {
        @Override
        public ThreadState apply(ThreadId id, ThreadEvent event) {
            if (event instanceof ThreadEvent.Created created) {
                return new Present(created.settings(), null, List.of());
            }
            throw new IllegalStateException(event.getClass().getSimpleName() + " in a thread that was not created");
        }
    }

    /**
     * @param current the run that answers now, null when idle
     * @param queue what waits for it, oldest first
     */
    @JournalName("thread-state-present")
    record Present(ThreadSettings settings, @Nullable RunRequest current, List<RunRequest> queue)
            implements ThreadState {
        public Present {
            queue = List.copyOf(queue);
        }

        @Override
        public ThreadState apply(ThreadId id, ThreadEvent event) {
            return switch (event) {
                case ThreadEvent.Created created -> new Present(created.settings(), current, queue);
                case ThreadEvent.Changed changed -> new Present(changed.settings(), current, queue);
                case ThreadEvent.TurnPosted posted -> new Present(settings, current, append(request(id, posted)));
                case ThreadEvent.TurnBegun begun -> begin(begun.runId());
                case ThreadEvent.TurnWithdrawn withdrawn -> new Present(settings, current, without(withdrawn.runId()));
                case ThreadEvent.TurnAnswered answered ->
                    isCurrent(answered.runId()) ? new Present(settings, null, queue) : this;
                case ThreadEvent.TurnNoted _, ThreadEvent.TurnCopied _ -> this;
            };
        }

        boolean isCurrent(RunId runId) {
            return current != null && current.id().equals(runId);
        }

        boolean isWaiting(RunId runId) {
            return queue.stream().anyMatch(request -> request.id().equals(runId));
        }

        Optional<RunRequest> open() {
            return Optional.ofNullable(current);
        }

        private List<RunRequest> append(RunRequest request) {
            var longer = new ArrayList<>(queue);
            longer.add(request);
            return longer;
        }

        private List<RunRequest> without(RunId runId) {
            return queue.stream().filter(request -> !request.id().equals(runId)).toList();
        }

        private Present begin(RunId runId) {
            var rest = new ArrayList<>(queue);
            var begun = rest.removeFirst();
            if (!begun.id().equals(runId)) {
                throw new IllegalStateException(runId + " begins, but " + begun.id() + " is first in the queue");
            }
            return new Present(settings, begun, rest);
        }

        private static RunRequest request(ThreadId id, ThreadEvent.TurnPosted posted) {
            return new RunRequest(
                    posted.runId(),
                    RunKind.CHAT,
                    id,
                    posted.turnId(),
                    posted.answerId(),
                    posted.content(),
                    posted.attachments(),
                    posted.agentId(),
                    posted.model(),
                    posted.mode(),
                    posted.assignment(),
                    posted.at());
        }
    }
}
