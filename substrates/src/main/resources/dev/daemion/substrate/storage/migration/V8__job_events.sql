-- Whose thread is a job's own.
ALTER TABLE jobs ADD COLUMN thread_id TEXT GENERATED ALWAYS AS (json_extract(state, '$.thread_id')) VIRTUAL;
CREATE INDEX jobs_by_thread ON jobs (thread_id) WHERE thread_id IS NOT NULL;

-- What jobs may wait for and have not been fired for yet: written with the read tables, taken out when every job that
-- waited for it has decided. Beside the journal: of what was derived anew nothing is fired again.
CREATE TABLE job_events (
    ordering INTEGER NOT NULL,
    name     TEXT    NOT NULL,
    job      TEXT,
    body     TEXT    NOT NULL, -- JSON
    at_us    INTEGER NOT NULL,
    PRIMARY KEY (ordering, name)
) WITHOUT ROWID;

PRAGMA user_version = 8;
