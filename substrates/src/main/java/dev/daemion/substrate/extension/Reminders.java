package dev.daemion.substrate.extension;

import dev.daemion.kernel.id.ExtensionId;
import dev.daemion.kernel.protocol.PresentationProtocol;
import dev.daemion.kernel.stream.FrameBody;
import dev.daemion.kernel.stream.FrameType;
import dev.daemion.kernel.wire.Json;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import org.apache.pekko.Done;

/** Tells people once more, shortly before its end, that a proposal waits. */
record Reminders(ExtensionDoor door, Clock clock) {
    CompletionStage<Done> remind(ExtensionId id) {
        return door.tell(id, ExtensionEntity.Look::new).thenCompose(outcome -> {
            var waiting = outcome.waiting();
            boolean isDue = waiting != null
                    && !waiting.isReminded()
                    && !clock.instant()
                            .isBefore(waiting.since()
                                    .plus(ExtensionDoor.EXPIRES_AFTER)
                                    .minus(ExtensionSubstrate.REMIND_BEFORE_END));
            if (!isDue) {
                return CompletableFuture.completedStage(Done.getInstance());
            }
            return door.tell(id, ExtensionEntity.Remind::new).thenApply(reminded -> {
                announce(reminded);
                return Done.getInstance();
            });
        });
    }

    private void announce(Outcome outcome) {
        var view = outcome.view();
        var text = "The " + view.type().wire() + " '" + view.name() + "' still waits for your approval.";
        var members = Json.show(Map.of("text", text, "extensionId", view.id().value()));
        door.refs()
                .presentation()
                .tell(new PresentationProtocol.Announce(
                        null, new FrameBody(FrameType.NOTIFICATION, members.substring(1, members.length() - 1))));
    }
}
