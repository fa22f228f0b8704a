package dev.daemion.substrate.trigger;

import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletionStage;
import java.util.function.BiFunction;
import org.apache.pekko.Done;

/**
 * Something the kernel does for itself from time to time. A chore that is still under way when its time comes again is
 * not started twice.
 *
 * @param name kebab-case
 * @param every time from one start to the next, at least a second
 * @param work one message to a substrate, and its answer
 */
public record Chore(String name, Duration every, BiFunction<Asks, SubstrateRefs, CompletionStage<Done>> work) {
    /** Every chore there is. */
    public static final List<Chore> ALL = List.of(
            new Chore(
                    "expire-approvals",
                    Duration.ofMinutes(1),
                    (asks, refs) -> asks.<ExecutionProtocol.Message, Done>ask(
                            refs.execution(), ExecutionProtocol.ExpireApprovals::new)),
            new Chore(
                    "compact-storage",
                    Duration.ofMinutes(15),
                    (asks, refs) ->
                            asks.<StorageProtocol.Message, Done>ask(refs.storage(), StorageProtocol.Compact::new)));
}
