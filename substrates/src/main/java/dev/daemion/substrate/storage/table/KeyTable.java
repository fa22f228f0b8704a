package dev.daemion.substrate.storage.table;

import dev.daemion.kernel.id.TurnId;
import dev.daemion.kernel.problem.Problem;
import dev.daemion.kernel.problem.ProblemCode;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.substrate.context.ThreadEvent;
import dev.daemion.substrate.storage.sqlite.JournalRow;
import dev.daemion.substrate.storage.sqlite.Sql;
import java.sql.SQLException;
import java.util.Optional;

/** Idempotency keys: which turn each has made. The first turn under a key keeps it. */
public final class KeyTable implements Projection {
    @Override
    public void apply(Sql sql, JournalRow row) throws SQLException {
        if (row.entry() instanceof ThreadEvent.TurnPosted posted && posted.idempotencyKey() != null) {
            sql.update(
                    "INSERT INTO idempotency_keys (idempotency_key, request_digest, turn_id, thread_id)"
                            + " VALUES (?, ?, ?, ?) ON CONFLICT (idempotency_key) DO NOTHING",
                    posted.idempotencyKey(),
                    posted.requestDigest() == null ? "" : posted.requestDigest(),
                    posted.turnId(),
                    row.entityId());
        }
    }

    @Override
    public void clear(Sql sql) throws SQLException {
        sql.update("DELETE FROM idempotency_keys");
    }

    public static Optional<StorageQuery.KeyedTurn> find(Sql sql, String key) throws SQLException {
        var known = sql.first(
                "SELECT request_digest, turn_id FROM idempotency_keys WHERE idempotency_key = ?",
                row -> new Known(row.text("request_digest"), new TurnId(row.text("turn_id"))),
                key);
        if (known.isEmpty()) {
            return Optional.empty();
        }
        var turn = TurnTable.find(sql, known.get().turnId())
                .orElseThrow(() -> new Problem(
                        ProblemCode.CONFLICT,
                        "the message of this Idempotency-Key was taken back: make a new key to send it again"));
        return Optional.of(new StorageQuery.KeyedTurn(known.get().digest(), turn));
    }

    private record Known(String digest, TurnId turnId) {}
}
