package dev.daemion.substrate.execution;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.apache.pekko.persistence.testkit.JournalOperation;
import org.apache.pekko.persistence.testkit.ProcessingPolicy;
import org.apache.pekko.persistence.testkit.ProcessingResult;
import org.apache.pekko.persistence.testkit.ProcessingSuccess;
import org.apache.pekko.persistence.testkit.WriteEvents;
import scala.jdk.javaapi.CollectionConverters;

/** Notes what a journal in memory is told to write in one go, and lets everything pass. */
final class CommitLog implements ProcessingPolicy<JournalOperation> {
    private final Queue<List<RunEvent>> commits = new ConcurrentLinkedQueue<>();

    /** In order. */
    List<List<RunEvent>> all() {
        return List.copyOf(commits);
    }

    @Override
    public ProcessingResult tryProcess(String persistenceId, JournalOperation operation) {
        if (operation instanceof WriteEvents write) {
            commits.add(CollectionConverters.asJava(write.batch()).stream()
                    .map(RunEvent.class::cast)
                    .toList());
        }
        return ProcessingSuccess.getInstance();
    }
}
