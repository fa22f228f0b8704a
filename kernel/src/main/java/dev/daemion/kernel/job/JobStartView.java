package dev.daemion.kernel.job;

import com.fasterxml.jackson.annotation.JsonProperty;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import org.jspecify.annotations.Nullable;

/**
 * What came of starting a job by hand.
 *
 * @param dry true when nothing was started
 * @param threadId where its output goes; null in a dry run and while it has no thread
 * @param runId null in a dry run, and when nothing was started
 * @param status {@code queued}, {@code skipped} when it runs already and does not queue or may not start, or
 *     {@code dry}
 * @param detail why it was skipped, or what a run would fail for; null otherwise
 * @param plan what a run would be, in a dry run only
 */
public record JobStartView(
        String job,
        boolean dry,
        @JsonProperty("threadId") @Nullable ThreadId threadId,
        @Nullable RunId runId,
        String status,
        @Nullable String detail,
        @Nullable JobPlanView plan) {}
