package dev.daemion.substrate.execution;

import dev.daemion.kernel.SubstrateRefs;
import dev.daemion.kernel.entity.Asks;
import dev.daemion.kernel.protocol.ExecutionProtocol;
import dev.daemion.kernel.protocol.StorageProtocol;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.kernel.protocol.StorageQuery.AgentTurn;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.ZonedDateTime;
import java.util.List;
import java.util.concurrent.CompletionStage;

/**
 * What the journal says at start: what was spent in this day and month of the clock's zone, and who answered in the
 * last 24 hours.
 */
record OpeningBooks(BigDecimal today, BigDecimal thisMonth, List<AgentTurn> turns)
        implements ExecutionProtocol.Message {
    static CompletionStage<OpeningBooks> read(Asks asks, SubstrateRefs refs, Clock clock) {
        var now = ZonedDateTime.now(clock);
        var today = now.toLocalDate().atStartOfDay(now.getZone());
        var spentToday = ask(asks, refs, new StorageQuery.SpentSince(today.toInstant()));
        var spentThisMonth = ask(
                asks, refs, new StorageQuery.SpentSince(today.withDayOfMonth(1).toInstant()));
        var turns = ask(asks, refs, new StorageQuery.AgentTurns(now.minusDays(1).toInstant()));
        return spentToday
                .thenCombine(spentThisMonth, (day, month) -> new OpeningBooks(day, month, List.of()))
                .thenCombine(turns, (books, who) -> new OpeningBooks(books.today(), books.thisMonth(), who));
    }

    private static <T> CompletionStage<T> ask(Asks asks, SubstrateRefs refs, StorageQuery<T> query) {
        return asks.ask(refs.storage(), replyTo -> new StorageProtocol.Read<>(query, replyTo));
    }
}
