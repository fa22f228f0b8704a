package dev.daemion.substrate.presentation.push;

import static org.assertj.core.api.Assertions.assertThat;

import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.NoticeId;
import dev.daemion.kernel.id.RunId;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.notice.Notice;
import dev.daemion.kernel.notice.NoticeDraft;
import dev.daemion.kernel.notice.NoticeKind;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;

@DisplayName("What a locked screen shows")
class PushTextTest {
    private static final String ONE = "00000000000000000000000001";
    private static final ThreadId THREAD = ThreadId.parse("thread_" + ONE).orElseThrow();
    private static final RunId RUN = RunId.parse("run_" + ONE).orElseThrow();
    private static final ApprovalId APPROVAL = ApprovalId.parse("apr_" + ONE).orElseThrow();

    private static String place(
            @Nullable ThreadId thread, @Nullable RunId run, @Nullable ApprovalId approval, @Nullable String job) {
        var draft = new NoticeDraft(NoticeKind.MESSAGE, "Title", "Text.", thread, run, approval, job);
        return PushText.of(Notice.of(NoticeId.parse("ntc_" + ONE).orElseThrow(), draft, Instant.EPOCH))
                .url();
    }

    @Test
    @DisplayName("leads to the question, else to the run of a job, the job, the thread, the page")
    void leads() {
        assertThat(place(THREAD, RUN, APPROVAL, "report")).isEqualTo("/#/approvals");
        assertThat(place(THREAD, RUN, null, "report")).isEqualTo("/#/runs/" + RUN);
        assertThat(place(THREAD, null, null, "report")).isEqualTo("/#/jobs/report");
        assertThat(place(THREAD, RUN, null, null)).isEqualTo("/#/t/" + THREAD);
        assertThat(place(null, RUN, null, null)).isEqualTo("/");
    }
}
