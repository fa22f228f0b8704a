package dev.daemion.substrate.execution.tool;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/** Something an agent can do. Stateless and thread-safe; runs off the actors. */
public interface Tool {
    ToolSpec spec();

    /**
     * The argument on which a policy decides: the path (absolute, symlinks resolved), the command line, the URL. Shown
     * on the approval card. {@code "*"} when there is none.
     *
     * @param input an object that may be malformed: never throws
     */
    String subject(JsonNode input, ToolScope scope);

    /**
     * Starts the call and returns at once. A bad input, a refusal and a failure are results with {@code isError}, never
     * a failed future.
     */
    Running start(JsonNode input, ToolScope scope);

    /** A call under way. */
    interface Running {
        CompletionStage<Result> result();

        /** Ends it and everything it started, within 250 ms; the result then says that it was stopped. Idempotent. */
        void cancel();
    }

    /**
     * @param output text for the model, at most 1 MiB
     * @param note one sentence for people when something is worth saying (a sandbox that is missing); else null
     */
    record Result(String output, boolean isError, @Nullable String note) {
        public static Result ok(String output) {
            return new Result(output, false, null);
        }

        public static Result error(String output) {
            return new Result(output, true, null);
        }
    }
}
