package dev.daemion.substrate.execution.approval;

import dev.daemion.kernel.approval.ApprovalStatus;
import dev.daemion.kernel.approval.ApprovalView;
import dev.daemion.kernel.approval.Decision;
import dev.daemion.kernel.approval.Scope;
import dev.daemion.kernel.id.ApprovalId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Where one approval stands: absent → pending → approved | denied | expired, each of which is final. */
sealed interface ApprovalState {
    ApprovalState apply(ApprovalEvent event);

    record Absent() implements ApprovalState {
        @Override
        public ApprovalState apply(ApprovalEvent event) {
            if (event instanceof ApprovalEvent.Requested requested) {
                return new Pending(requested);
            }
            throw new IllegalStateException(event.getClass().getSimpleName() + " of an approval nobody asked for");
        }
    }

    record Pending(ApprovalEvent.Requested question) implements ApprovalState {
        @Override
        public ApprovalState apply(ApprovalEvent event) {
            return switch (event) {
                case ApprovalEvent.Requested _ -> this;
                case ApprovalEvent.Decided decided -> new Decided(question, decided);
                case ApprovalEvent.Expired expired -> new Expired(question, expired.at());
            };
        }

        ApprovalView view(ApprovalId id) {
            return ApprovalState.view(id, question, ApprovalStatus.PENDING, null, null, null, null);
        }
    }

    record Decided(ApprovalEvent.Requested question, ApprovalEvent.Decided answer) implements ApprovalState {
        @Override
        public ApprovalState apply(ApprovalEvent event) {
            throw new IllegalStateException("an approval is decided once");
        }

        boolean isSame(Decision decision) {
            return answer.decision() == decision;
        }

        ApprovalView view(ApprovalId id) {
            var status = answer.decision() == Decision.APPROVE ? ApprovalStatus.APPROVED : ApprovalStatus.DENIED;
            return ApprovalState.view(
                    id, question, status, answer.decision(), answer.scope(), answer.at(), answer.decidedBy());
        }
    }

    record Expired(ApprovalEvent.Requested question, Instant at) implements ApprovalState {
        @Override
        public ApprovalState apply(ApprovalEvent event) {
            throw new IllegalStateException("an expired approval stays expired");
        }

        ApprovalView view(ApprovalId id) {
            return ApprovalState.view(id, question, ApprovalStatus.EXPIRED, null, null, null, null);
        }
    }

    private static ApprovalView view(
            ApprovalId id,
            ApprovalEvent.Requested question,
            ApprovalStatus status,
            @Nullable Decision decision,
            @Nullable Scope scope,
            @Nullable Instant decidedAt,
            @Nullable String decidedBy) {
        return new ApprovalView(
                id,
                question.kind(),
                status,
                question.title(),
                question.summary(),
                question.detail(),
                question.contentHash(),
                question.extensionId(),
                question.runId(),
                question.threadId(),
                question.at(),
                question.expiresAt(),
                decision,
                scope,
                decidedAt,
                decidedBy);
    }
}
