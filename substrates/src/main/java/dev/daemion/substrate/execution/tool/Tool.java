package dev.daemion.substrate.execution.tool;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Optional;
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
     * Why this call cannot work at all: a malformed input, a path outside the roots. Such a call is refused before any
     * person is asked about it. Never throws.
     *
     * @return sentences the model can act on; empty when the call can be tried
     */
    default Optional<String> refusal(JsonNode input, ToolScope scope) {
        return Optional.empty();
    }

    /** What a person is asked when the call needs consent. Never throws. */
    default Question question(JsonNode input, ToolScope scope) {
        return new Question("Use " + spec().name(), "Uses " + spec().name() + " on " + subject(input, scope) + ".");
    }

    /**
     * What the call would change, for the approval card: a diff, at most 16 KiB. Never throws; may read files.
     *
     * @return empty when there is nothing to show beyond the input itself
     */
    default Optional<String> preview(JsonNode input, ToolScope scope) {
        return Optional.empty();
    }

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
     * @param title a few words: {@code Write a file}
     * @param summary one sentence a person can decide on: what, where, with what effect
     */
    record Question(String title, String summary) {}

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
