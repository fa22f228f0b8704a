package dev.daemion.substrate.storage;

import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.substrate.storage.sqlite.JournalDatabase;
import dev.daemion.substrate.storage.sqlite.JournalRows;
import dev.daemion.substrate.storage.sqlite.Sql;
import dev.daemion.substrate.storage.table.ApprovalTable;
import dev.daemion.substrate.storage.table.BlobTable;
import dev.daemion.substrate.storage.table.CallTable;
import dev.daemion.substrate.storage.table.EventTable;
import dev.daemion.substrate.storage.table.ExtensionTable;
import dev.daemion.substrate.storage.table.JobTable;
import dev.daemion.substrate.storage.table.KeyTable;
import dev.daemion.substrate.storage.table.LedgerCheck;
import dev.daemion.substrate.storage.table.LedgerTable;
import dev.daemion.substrate.storage.table.NoticeTable;
import dev.daemion.substrate.storage.table.ReadTables;
import dev.daemion.substrate.storage.table.RunTable;
import dev.daemion.substrate.storage.table.SearchTable;
import dev.daemion.substrate.storage.table.ThreadTable;
import dev.daemion.substrate.storage.table.TurnMemory;
import dev.daemion.substrate.storage.table.TurnTable;
import java.sql.SQLException;

/** Which table answers which question. Blocks. */
final class Queries {
    private final JournalDatabase database;
    private final JournalRows journal;
    private final RunTable runs;
    private final FrameQueries frames;
    private final TurnContexts contexts;
    private final LedgerCheck ledger;
    private final TurnMemory memory = new TurnMemory();

    Queries(JournalDatabase database, JournalRows journal) {
        this.database = database;
        this.journal = journal;
        this.runs = new RunTable(journal);
        this.frames = new FrameQueries(journal);
        this.contexts = new TurnContexts(journal);
        this.ledger = new LedgerCheck(journal);
    }

    /** Something was erased. Does not block. */
    void forget() {
        memory.forget();
    }

    /** Throws the query's own {@code Problem}, or {@code DatabaseUnusable}. */
    @SuppressWarnings("unchecked") // each case answers with the type its query names
    <T> T answer(StorageQuery<T> query) {
        return (T) database.read(sql -> answer(sql, query));
    }

    private Object answer(Sql sql, StorageQuery<?> query) throws SQLException {
        return switch (query) {
            case StorageQuery.Threads threads -> ThreadTable.page(sql, threads);
            case StorageQuery.OneThread one -> ThreadTable.one(sql, one.id());
            case StorageQuery.Turns turns -> TurnTable.page(sql, turns, memory);
            case StorageQuery.OneTurn one -> TurnTable.one(sql, one.id());
            case StorageQuery.OpenThreads _ -> ThreadTable.open(sql);
            case StorageQuery.TurnByKey key -> KeyTable.find(sql, key.idempotencyKey());
            case StorageQuery.OneRun one -> runs.one(sql, one.id());
            case StorageQuery.Runs list -> RunTable.list(sql, list);
            case StorageQuery.RunPage page -> RunTable.page(sql, page);
            case StorageQuery.TurnContext context -> contexts.of(sql, context.id());
            case StorageQuery.RunContext context -> contexts.of(sql, context.id());
            case StorageQuery.TurnFrames turn -> frames.ofTurn(sql, turn.id());
            case StorageQuery.Approvals list -> ApprovalTable.list(sql, list);
            case StorageQuery.OverdueApprovals overdue -> ApprovalTable.overdue(sql, overdue);
            case StorageQuery.OneApproval one -> ApprovalTable.one(sql, one.id());
            case StorageQuery.Notices notices -> NoticeTable.page(sql, notices);
            case StorageQuery.JobRuns list -> RunTable.ofJobs(sql, list);
            case StorageQuery.JobStandings standings -> JobTable.standings(sql, standings);
            case StorageQuery.RecentThread recent -> ThreadTable.recent(sql, recent.agentId());
            case StorageQuery.OpenEvents _ -> EventTable.open(sql);
            case StorageQuery.Slots slots -> JobTable.slots(sql, slots);
            case StorageQuery.FiredRun fired -> JobTable.fired(sql, journal, fired);
            case StorageQuery.JobFigures _ -> JobTable.figures(sql);
            case StorageQuery.Extensions list -> ExtensionTable.page(sql, list);
            case StorageQuery.OneExtension one -> ExtensionTable.one(sql, one.id());
            case StorageQuery.ExtensionNamed named -> ExtensionTable.named(sql, named.type(), named.name());
            case StorageQuery.ExtensionVersion asked -> ExtensionTable.version(sql, asked.id(), asked.version());
            case StorageQuery.Artifacts list -> ExtensionTable.artifacts(sql, list);
            case StorageQuery.ExtensionIndex _ -> ExtensionTable.index(sql);
            case StorageQuery.DeletedExtensions deleted -> ExtensionTable.deleted(sql, deleted);
            case StorageQuery.LastChanged last -> ExtensionTable.lastChanged(sql, last);
            case StorageQuery.JobVersions _ -> ExtensionTable.jobVersions(sql);
            case StorageQuery.Ledger entries -> LedgerTable.page(sql, entries);
            case StorageQuery.VerifyLedger _ -> ledger.run(sql);
            case StorageQuery.AgentTurns turns -> RunTable.agentTurns(sql, turns.since());
            case StorageQuery.SpentSince spent -> CallTable.spentSince(sql, spent.since());
            case StorageQuery.Costs costs -> CallTable.costs(sql, costs);
            case StorageQuery.Search search -> SearchTable.find(sql, search);
            case StorageQuery.FramesAfter after -> frames.after(sql, after);
            case StorageQuery.Draft draft -> Drafts.find(sql, draft.runId());
            case StorageQuery.Blob blob -> BlobTable.one(sql, blob.hash());
            case StorageQuery.Database _ -> status(sql);
        };
    }

    private StorageQuery.DatabaseStatus status(Sql sql) throws SQLException {
        return new StorageQuery.DatabaseStatus(
                database.path().toString(),
                database.sizeBytes(),
                sql.number("SELECT count(*) FROM event_journal"),
                JournalRows.last(sql),
                ReadTables.offset(sql));
    }
}
