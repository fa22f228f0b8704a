package dev.daemion.substrate.execution.process;

import java.io.OutputStream;
import java.util.concurrent.CompletionStage;

/** A child process under supervision. */
public interface Child {
    /** Of the leader of its group; -1 when it never started. */
    long pid();

    /** Completed once it and everything it started have ended and its output is read. Never fails. */
    CompletionStage<Exit> exit();

    /** Waits for the end; for virtual threads. */
    Exit await() throws InterruptedException;

    /** Ends it and everything it started: politely, then for good after the grace. Idempotent, returns at once. */
    void cancel();

    /** With {@link Launch.Stdin.Open}: where it reads from. Otherwise everything written vanishes. */
    OutputStream stdin();
}
