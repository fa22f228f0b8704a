package dev.daemion.extension.manifest;

import dev.daemion.kernel.problem.Finding;
import java.io.Serial;
import java.util.Optional;
import org.snakeyaml.engine.v2.exceptions.Mark;

/** Ends the reading of a text from within; never leaves this package. */
final class Unreadable extends RuntimeException {
    @Serial
    private static final long serialVersionUID = 1;

    private final transient Finding finding;

    Unreadable(String pointer, String detail) {
        super(detail, null, false, false);
        this.finding = new Finding(pointer, detail);
    }

    Unreadable(String pointer, Optional<Mark> mark, String detail) {
        this(
                pointer,
                mark.map(at -> place(at.getLine() + 1L, at.getColumn() + 1L)).orElse("") + detail);
    }

    Finding finding() {
        return finding;
    }

    static String place(long line, long column) {
        return "line " + line + ", column " + column + ": ";
    }
}
