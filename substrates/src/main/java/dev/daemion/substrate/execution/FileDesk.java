package dev.daemion.substrate.execution;

import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.protocol.FileProtocol;
import dev.daemion.substrate.execution.tool.file.FileBrowser;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.apache.pekko.actor.typed.ActorRef;
import org.apache.pekko.actor.typed.Behavior;
import org.apache.pekko.actor.typed.javadsl.Behaviors;
import org.apache.pekko.pattern.StatusReply;

/** Answers questions about files, off the actor: looking at a disk blocks. */
record FileDesk(FileBrowser browser, Executor blocking) {
    <M> Behavior<M> answer(FileProtocol.Command query) {
        switch (query) {
            case FileProtocol.ListDirectory list -> answer(() -> browser.list(list.path()), list.replyTo());
            case FileProtocol.FindFiles find ->
                answer(() -> browser.find(find.path(), find.text(), find.limit()), find.replyTo());
            case FileProtocol.ReadFile read -> answer(() -> browser.read(read.path(), read.from()), read.replyTo());
        }
        return Behaviors.same();
    }

    private <T> void answer(Supplier<T> work, ActorRef<StatusReply<T>> replyTo) {
        Asks.answer(CompletableFuture.supplyAsync(work, blocking), replyTo);
    }
}
