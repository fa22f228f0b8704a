package dev.daemion.substrate.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.daemion.kernel.approval.ApprovalKind;
import dev.daemion.kernel.approval.Decision;
import dev.daemion.kernel.approval.Scope;
import dev.daemion.kernel.id.ApprovalId;
import dev.daemion.kernel.id.DeviceId;
import dev.daemion.kernel.ledger.LedgerEntry;
import dev.daemion.kernel.ledger.LedgerVerdict;
import dev.daemion.kernel.protocol.StorageQuery;
import dev.daemion.substrate.execution.approval.ApprovalEvent;
import dev.daemion.substrate.presentation.DeviceEvent;
import dev.daemion.substrate.storage.sqlite.JournalDatabase;
import dev.daemion.substrate.storage.sqlite.JournalDatabase.Durability;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

@DisplayName("The ledger")
class LedgerTest {
    private static final int DECISIONS = 12;

    @TempDir
    private Path directory;

    private StorageFixture storage;

    @BeforeEach
    void fill() {
        storage = new StorageFixture(directory.resolve("daemion.db"));
        for (int i = 0; i < DECISIONS; i++) {
            decide(i);
        }
        storage.catchUp();
    }

    @AfterEach
    void close() {
        storage.close();
    }

    private void decide(int i) {
        if (i % 4 == 3) {
            storage.journal(
                    "devices",
                    new DeviceEvent.Paired(
                            DeviceId.next(Conversation.IDS), "phone " + i, "hash", Conversation.START.plusSeconds(i)));
            return;
        }
        var id = "approval|" + ApprovalId.next(Conversation.IDS);
        storage.journal(
                id,
                new ApprovalEvent.Requested(
                        ApprovalKind.TOOL,
                        "Run",
                        "Runs.",
                        Conversation.json("tool", "Bash"),
                        "0".repeat(60) + "abc" + i % 10,
                        null,
                        null,
                        null,
                        null,
                        Conversation.START.plusSeconds(i)));
        storage.journal(
                id,
                new ApprovalEvent.Decided(
                        i % 2 == 0 ? Decision.APPROVE : Decision.DENY,
                        Scope.ONCE,
                        null,
                        "laptop",
                        Conversation.START.plusSeconds(i)));
    }

    private LedgerVerdict verify() {
        return storage.read(new StorageQuery.VerifyLedger());
    }

    private List<LedgerEntry> entries() {
        return storage.read(new StorageQuery.Ledger(null, null, null, 200)).items();
    }

    @Test
    @DisplayName("has one chained entry for each decision, newest first, and anybody can compute the chain")
    void chained() {
        var entries = entries();
        assertThat(entries).hasSize(DECISIONS);
        assertThat(entries.getFirst().seq()).isEqualTo(DECISIONS);
        assertThat(entries.getLast().previousHash()).isEqualTo(LedgerEntry.GENESIS);
        for (int i = 0; i + 1 < entries.size(); i++) {
            assertThat(entries.get(i).previousHash())
                    .isEqualTo(entries.get(i + 1).hash());
            assertThat(entries.get(i).isIntact()).isTrue();
        }
        assertThat(entries.getLast().action()).isEqualTo("approve-tool");
        assertThat(entries.getLast().subject()).isEqualTo("tool Bash");
        assertThat(verify()).isEqualTo(new LedgerVerdict(true, DECISIONS, null, null));
        assertThat(storage.read(new StorageQuery.Ledger("laptop", "deny-tool", null, 2))
                        .next())
                .isNotNull();
    }

    @Test
    @DisplayName("stays when the read tables are derived anew")
    void rebuilt() {
        var before = entries();
        storage.close();
        try (var database = JournalDatabase.open(directory.resolve("daemion.db"))) {
            ReadTableRebuild.run(database, com.typesafe.config.ConfigFactory.load());
        }
        storage = new StorageFixture(directory.resolve("daemion.db"));

        assertThat(entries()).isEqualTo(before);
        assertThat(verify().valid()).isTrue();
    }

    @Test
    @DisplayName("refuses to be changed or emptied by a statement")
    void appendOnly() {
        assertThatThrownBy(() -> tamper("UPDATE ledger SET device = 'me' WHERE seq = 3"))
                .hasMessageContaining("never changed");
        assertThatThrownBy(() -> tamper("DELETE FROM ledger WHERE seq = 3")).hasMessageContaining("never removed");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "seq",
                "ordering",
                "at_us",
                "device",
                "action",
                "subject",
                "content_hash",
                "previous_hash",
                "hash"
            })
    @DisplayName("shows a flipped bit in every single byte of every word of every entry, and is whole again without it")
    void flipped(String column) {
        open();
        boolean isNumber = column.equals("seq") || column.equals("ordering") || column.equals("at_us");
        for (int seq = 1; seq <= DECISIONS; seq++) {
            if (column.equals("content_hash") && seq % 4 == 0) {
                continue; // a device has no content
            }
            var place = " WHERE seq = " + seq;
            var old = storage.database.read(sql -> sql.first(
                            "SELECT CAST(" + column + " AS TEXT) AS word FROM ledger" + place, row -> row.text("word"))
                    .orElseThrow());
            int places = isNumber ? 62 : old.length();
            for (int bit = 0; bit < places; bit++) {
                var changed = isNumber ? String.valueOf(Long.parseLong(old) ^ (1L << bit)) : flip(old, bit, seq);
                boolean isKey = column.equals("seq") || column.equals("ordering");
                boolean isTaken =
                        isKey && storage.count("SELECT count(*) FROM ledger WHERE " + column + " = " + changed) > 0;
                if (isTaken) {
                    continue; // the table itself refuses two of a number
                }
                set(column, changed, place);
                var verdict = verify();
                assertThat(verdict.valid())
                        .as("bit %s of %s of entry %s", bit, column, seq)
                        .isFalse();
                if (!column.equals("seq") && !column.equals("ordering")) {
                    assertThat(verdict.firstBroken())
                            .as("bit %s of %s", bit, column)
                            .isEqualTo(seq);
                }
                set(column, old, column.equals("seq") ? " WHERE seq = " + changed : place);
            }
        }
        assertThat(verify().valid()).isTrue();
    }

    private void set(String column, String value, String place) {
        storage.database.write(
                Durability.ORDERED, sql -> sql.update("UPDATE ledger SET " + column + " = ?" + place, value));
    }

    @Test
    @DisplayName("shows what was left out, exchanged or cut off at the end")
    void removed() {
        open();
        tamper("DELETE FROM ledger WHERE seq = 5");
        assertThat(verify())
                .extracting(LedgerVerdict::valid, LedgerVerdict::firstBroken)
                .containsExactly(false, 5L);
        storage.close();
        storage = new StorageFixture(directory.resolve("other.db"));
        for (int i = 0; i < 6; i++) {
            decide(i);
        }
        storage.catchUp();
        open();
        tamper("DELETE FROM ledger WHERE seq = 6");
        assertThat(verify())
                .extracting(LedgerVerdict::valid, LedgerVerdict::firstBroken)
                .containsExactly(false, 6L);
    }

    @Test
    @DisplayName("shows a chain that was computed anew over other words, because the journal says something else")
    void forged() {
        open();
        LedgerEntry previous = null;
        for (var entry : entries().reversed()) {
            var device = entry.seq() == 4 ? "somebody else" : entry.device();
            var forged = LedgerEntry.after(
                    previous, entry.at(), device, entry.action(), entry.subject(), entry.contentHash());
            tamper("UPDATE ledger SET device = '" + device + "', previous_hash = '" + forged.previousHash()
                    + "', hash = '" + forged.hash() + "' WHERE seq = " + entry.seq());
            previous = forged;
        }

        assertThat(verify())
                .extracting(LedgerVerdict::valid, LedgerVerdict::firstBroken)
                .containsExactly(false, 4L);
        assertThat(verify().reason()).contains("journal");
    }

    /** As somebody who has the file could. */
    private void open() {
        tamper("DROP TRIGGER ledger_keeps_entries");
        tamper("DROP TRIGGER ledger_keeps_words");
    }

    private void tamper(String statement) {
        storage.database.write(Durability.ORDERED, sql -> sql.update(statement));
    }

    /** Another bit at each place of the word. */
    private static String flip(String word, int at, int seq) {
        char changed = (char) (word.charAt(at) ^ (1 << (at * 5 + seq) % 7));
        return word.substring(0, at) + changed + word.substring(at + 1);
    }
}
