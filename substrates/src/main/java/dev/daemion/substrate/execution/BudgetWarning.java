package dev.daemion.substrate.execution;

import dev.daemion.kernel.notice.NoticeDraft;
import dev.daemion.kernel.notice.NoticeKind;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.stream.FrameBody;
import dev.daemion.kernel.stream.FrameType;
import dev.daemion.kernel.wire.Json;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.ActorSystem;

/** A budget is nearly spent: said to whoever looks now, and kept for whoever looks later. */
final class BudgetWarning {
    private BudgetWarning() {}

    static void tell(ActorRef<PresentationProtocol.Message> presentation, ActorSystem<?> system, String sentence) {
        presentation.tell(new PresentationProtocol.Announce(
                null, new FrameBody(FrameType.WARNING, "\"text\":" + Json.show(sentence))));
        var draft = new NoticeDraft(NoticeKind.BUDGET_WARNED, "Budget nearly spent", sentence, null, null, null, null);
        presentation.tell(new PresentationProtocol.Notify(draft, system.ignoreRef()));
    }
}
