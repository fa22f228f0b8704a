-- Every decision, chained. Written from the journal like the read tables, but never emptied: what stands here once stays.
CREATE TABLE ledger (
    seq           INTEGER PRIMARY KEY,
    ordering      INTEGER NOT NULL UNIQUE,
    at_us         INTEGER NOT NULL,
    device        TEXT    NOT NULL,
    action        TEXT    NOT NULL,
    subject       TEXT    NOT NULL,
    content_hash  TEXT,
    previous_hash TEXT    NOT NULL,
    hash          TEXT    NOT NULL
);
CREATE TRIGGER ledger_keeps_entries BEFORE DELETE ON ledger
BEGIN SELECT RAISE(ABORT, 'entries of the ledger are never removed'); END;
CREATE TRIGGER ledger_keeps_words BEFORE UPDATE ON ledger
BEGIN SELECT RAISE(ABORT, 'entries of the ledger are never changed'); END;

-- Decisions in journal rows up to here are older than the ledger.
CREATE TABLE ledger_start (
    id       INTEGER PRIMARY KEY CHECK (id = 1),
    ordering INTEGER NOT NULL
);
INSERT INTO ledger_start (id, ordering) SELECT 1, coalesce((SELECT ordering FROM tail WHERE id = 1), 0);
