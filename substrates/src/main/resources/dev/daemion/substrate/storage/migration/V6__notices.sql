-- What a person was told. Derived from the journal; the newest thousand.
CREATE TABLE notices (
    notice_id   TEXT PRIMARY KEY,
    kind        TEXT    NOT NULL,
    title       TEXT    NOT NULL,
    text        TEXT    NOT NULL,
    thread_id   TEXT,
    run_id      TEXT,
    approval_id TEXT,
    job         TEXT,
    count       INTEGER NOT NULL,
    at_us       INTEGER NOT NULL,
    read_us     INTEGER
);
CREATE INDEX notices_by_thread ON notices (thread_id);

PRAGMA user_version = 6;
