package dev.daemion.substrate.storage.table;

import dev.daemion.kernel.conversation.ThreadView;
import dev.daemion.kernel.id.ThreadId;
import dev.daemion.kernel.problem.Finding;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.substrate.storage.sqlite.Sql;
import java.util.List;
import java.util.regex.Pattern;

/** The place after one thread in a list of threads; {@code <micros>.<thread id>} on the wire. */
record ThreadCursor(long updatedMicros, ThreadId id) {
    private static final Pattern SHAPE = Pattern.compile("(-?\\d{1,18})\\.(\\S{1,64})");

    static ThreadCursor after(ThreadView thread) {
        return new ThreadCursor(Sql.micros(thread.updatedAt()), thread.id());
    }

    static ThreadCursor parse(String text) {
        var match = SHAPE.matcher(text);
        if (match.matches()) {
            var id = ThreadId.parse(match.group(2));
            if (id.isPresent()) {
                return new ThreadCursor(Long.parseLong(match.group(1)), id.get());
            }
        }
        var detail =
                "The cursor is not one this list gave out: follow the Link header, or leave it out to start again.";
        throw new Problem(ProblemCode.VALIDATION_FAILED, detail, List.of(new Finding("/cursor", detail)));
    }

    String text() {
        return updatedMicros + "." + id;
    }
}
