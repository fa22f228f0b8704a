package dev.daemion.substrate.execution.model.call;

import dev.daemion.substrate.execution.model.ModelEvent;
import dev.daemion.substrate.execution.model.ModelRequest;
import java.util.function.Consumer;

/** How one provider is spoken to: one try, without retries, by blocking code. Thread-safe. */
@FunctionalInterface
public interface ModelWire {
    /**
     * Asks and reads the answer to its end.
     *
     * @param call what is open is closed when it is cancelled
     * @param deltas takes text, thinking and tool input as they come
     * @throws WireFailure for whatever goes wrong
     */
    ModelEvent.Completed exchange(ModelRequest request, Call call, Consumer<ModelEvent> deltas);
}
