-- The truth: one row per event, in the order of their commits. Column names are those Pekko Persistence JDBC expects.
CREATE TABLE event_journal (
    ordering           INTEGER PRIMARY KEY AUTOINCREMENT,
    persistence_id     TEXT    NOT NULL,
    sequence_number    INTEGER NOT NULL,
    deleted            BOOLEAN NOT NULL DEFAULT 0,
    writer             TEXT    NOT NULL,
    write_timestamp    INTEGER NOT NULL,
    adapter_manifest   TEXT    NOT NULL,
    event_payload      BLOB    NOT NULL,
    event_ser_id       INTEGER NOT NULL,
    event_ser_manifest TEXT    NOT NULL,
    meta_payload       BLOB,
    meta_ser_id        INTEGER,
    meta_ser_manifest  TEXT,
    UNIQUE (persistence_id, sequence_number)
);

CREATE TABLE event_tag (
    event_id INTEGER NOT NULL REFERENCES event_journal (ordering) ON DELETE CASCADE,
    tag      TEXT    NOT NULL,
    PRIMARY KEY (event_id, tag)
) WITHOUT ROWID;

CREATE TABLE snapshot (
    persistence_id        TEXT    NOT NULL,
    sequence_number       INTEGER NOT NULL,
    created               INTEGER NOT NULL,
    snapshot_ser_id       INTEGER NOT NULL,
    snapshot_ser_manifest TEXT    NOT NULL,
    snapshot_payload      BLOB    NOT NULL,
    meta_ser_id           INTEGER,
    meta_ser_manifest     TEXT,
    meta_payload          BLOB,
    PRIMARY KEY (persistence_id, sequence_number)
);

-- For people with the sqlite3 shell: SELECT * FROM journal.
CREATE VIEW journal AS
SELECT ordering,
       datetime(write_timestamp / 1000, 'unixepoch') AS written_at,
       persistence_id,
       sequence_number,
       event_ser_manifest         AS name,
       CAST(event_payload AS TEXT) AS payload
FROM event_journal;

-- How far the read tables are, and how often this file was opened for writing.
CREATE TABLE tail (
    id          INTEGER PRIMARY KEY CHECK (id = 1),
    ordering    INTEGER NOT NULL,
    launch_count INTEGER NOT NULL
);
INSERT INTO tail (id, ordering, launch_count) VALUES (1, 0, 0);

-- Beside the journal, not derived from it.
CREATE TABLE blobs (
    hash    TEXT PRIMARY KEY,
    content TEXT    NOT NULL,
    put_us  INTEGER NOT NULL
) WITHOUT ROWID;

CREATE TABLE drafts (
    run_id   TEXT PRIMARY KEY,
    content  TEXT    NOT NULL,
    thinking TEXT    NOT NULL,
    saved_us INTEGER NOT NULL
) WITHOUT ROWID;

-- Up to which journal row a person has seen a thread.
CREATE TABLE thread_reads (
    thread_id TEXT PRIMARY KEY,
    ordering  INTEGER NOT NULL
) WITHOUT ROWID;

-- Read tables: derived from the journal by the tail. Times are microseconds since 1970 (UTC).
CREATE TABLE threads (
    thread_id    TEXT PRIMARY KEY,
    title        TEXT    NOT NULL,
    title_folded TEXT    NOT NULL, -- in lower case by Unicode, which SQLite does not know
    agent_id     TEXT    NOT NULL,
    model        TEXT,
    mode         TEXT    NOT NULL,
    project_id   TEXT,
    archived     INTEGER NOT NULL,
    created_us   INTEGER NOT NULL,
    updated_us   INTEGER NOT NULL,
    last_turn_us INTEGER,
    running      INTEGER NOT NULL DEFAULT 0,
    unread       INTEGER NOT NULL DEFAULT 0
) WITHOUT ROWID;
CREATE INDEX threads_by_touch ON threads (updated_us DESC, thread_id DESC);

-- A turn's position is twice the journal row of the message it belongs to; an answer comes right after its question.
CREATE TABLE turns (
    turn_id    TEXT PRIMARY KEY,
    thread_id  TEXT    NOT NULL,
    position   INTEGER NOT NULL,
    role       TEXT    NOT NULL,
    agent_id   TEXT,
    content    TEXT    NOT NULL,
    parts      TEXT    NOT NULL,
    model      TEXT,
    cost_usd   TEXT,
    run_id     TEXT,
    created_us INTEGER NOT NULL,
    status     TEXT    NOT NULL
) WITHOUT ROWID;
CREATE INDEX turns_by_thread ON turns (thread_id, position);
CREATE INDEX turns_by_run ON turns (run_id) WHERE run_id IS NOT NULL;

CREATE TABLE runs (
    run_id        TEXT PRIMARY KEY,
    thread_id     TEXT    NOT NULL,
    turn_id       TEXT    NOT NULL,
    answer_id     TEXT    NOT NULL,
    position      INTEGER NOT NULL,
    kind          TEXT    NOT NULL,
    job           TEXT,
    version       INTEGER,
    "trigger"     TEXT    NOT NULL,
    attempt       INTEGER NOT NULL DEFAULT 1,
    agent_id      TEXT    NOT NULL,
    status        TEXT    NOT NULL,
    planned_us    INTEGER,
    queued_us     INTEGER NOT NULL,
    started_us    INTEGER,
    finished_us   INTEGER,
    blocked_count INTEGER NOT NULL DEFAULT 0,
    request       TEXT,
    wanted_model  TEXT,
    turns_max     INTEGER,
    budget_usd    TEXT,
    provider      TEXT,
    model         TEXT,
    cost_usd      TEXT,
    input_tokens       INTEGER,
    output_tokens      INTEGER,
    cache_read_tokens  INTEGER,
    cache_write_tokens INTEGER,
    output        TEXT,
    error_code    TEXT,
    error         TEXT
) WITHOUT ROWID;
CREATE INDEX runs_by_thread ON runs (thread_id, position);
CREATE INDEX runs_by_age ON runs (queued_us DESC, run_id DESC);
CREATE INDEX runs_by_job ON runs (job, queued_us DESC) WHERE job IS NOT NULL;
CREATE INDEX runs_open ON runs (thread_id) WHERE status IN ('queued', 'running', 'blocked');
CREATE INDEX runs_by_answer ON runs (answer_id);

-- One row per model call; what the costs and the daily budget are summed from. Outlives an erased thread: it holds no
-- content, and erasing must not give a spent budget back.
CREATE TABLE calls (
    ordering      INTEGER PRIMARY KEY,
    run_id        TEXT    NOT NULL,
    called_us     INTEGER NOT NULL,
    agent_id      TEXT    NOT NULL,
    model         TEXT    NOT NULL,
    job           TEXT,
    cost_nano_usd INTEGER,
    input_tokens       INTEGER NOT NULL,
    output_tokens      INTEGER NOT NULL,
    cache_read_tokens  INTEGER NOT NULL,
    cache_write_tokens INTEGER NOT NULL,
    is_kept       INTEGER NOT NULL DEFAULT 0
);
CREATE INDEX calls_by_time ON calls (called_us);
CREATE INDEX calls_by_run ON calls (run_id);

CREATE TABLE approvals (
    approval_id  TEXT PRIMARY KEY,
    kind         TEXT    NOT NULL,
    status       TEXT    NOT NULL,
    title        TEXT    NOT NULL,
    summary      TEXT    NOT NULL,
    detail       TEXT    NOT NULL,
    content_hash TEXT    NOT NULL,
    extension_id TEXT,
    run_id       TEXT,
    thread_id    TEXT,
    created_us   INTEGER NOT NULL,
    expires_us   INTEGER,
    decision     TEXT,
    scope        TEXT,
    decided_us   INTEGER,
    decided_by   TEXT
) WITHOUT ROWID;
CREATE INDEX approvals_by_status ON approvals (status, created_us DESC);
CREATE INDEX approvals_by_thread ON approvals (thread_id) WHERE thread_id IS NOT NULL;

CREATE TABLE idempotency_keys (
    idempotency_key TEXT PRIMARY KEY,
    request_digest  TEXT NOT NULL,
    turn_id         TEXT NOT NULL,
    thread_id       TEXT NOT NULL
) WITHOUT ROWID;
CREATE INDEX idempotency_keys_by_thread ON idempotency_keys (thread_id);

-- Which entity names which blob; a blob nobody names is dropped.
CREATE TABLE blob_references (
    owner TEXT NOT NULL,
    hash  TEXT NOT NULL,
    PRIMARY KEY (owner, hash)
) WITHOUT ROWID;
CREATE INDEX blob_references_by_hash ON blob_references (hash);

-- What a search looks into: one document per turn, its words and those of its steps. Words are split by Unicode, letters compared
-- without case or accents; prefixes of two to four characters have an index of their own.
CREATE VIRTUAL TABLE search USING fts5 (
    content,
    turn_id UNINDEXED,
    thread_id UNINDEXED,
    tokenize = "unicode61 remove_diacritics 2",
    prefix = '2 3 4'
);
INSERT INTO search (search, rank) VALUES ('secure-delete', 1);
CREATE TABLE search_rows (
    turn_id   TEXT PRIMARY KEY,
    thread_id TEXT    NOT NULL,
    document  INTEGER NOT NULL
) WITHOUT ROWID;
CREATE INDEX search_rows_by_thread ON search_rows (thread_id);

PRAGMA user_version = 1;
