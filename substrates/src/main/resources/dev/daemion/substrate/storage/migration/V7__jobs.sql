-- How each job stands. Derived from the journal.
CREATE TABLE jobs (
    job_id          TEXT PRIMARY KEY,
    state           TEXT    NOT NULL, -- JSON, as the entity's snapshot
    last_planned_us INTEGER,
    is_busy         INTEGER NOT NULL
) WITHOUT ROWID;

-- What became of each due time; the newest thousand of each job. Derived from the journal.
CREATE TABLE slots (
    ordering   INTEGER PRIMARY KEY,
    job_id     TEXT    NOT NULL,
    job        TEXT    NOT NULL,
    version    INTEGER NOT NULL,
    planned_us INTEGER NOT NULL,
    until_us   INTEGER NOT NULL,
    count      INTEGER NOT NULL,
    outcome    TEXT    NOT NULL,
    reason     TEXT,
    "trigger"  TEXT    NOT NULL,
    run_id     TEXT,
    decided_us INTEGER NOT NULL
);
CREATE INDEX slots_by_job ON slots (job_id, ordering DESC);
CREATE INDEX slots_by_name ON slots (job, ordering DESC);

PRAGMA user_version = 7;
