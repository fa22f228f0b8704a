-- What exists, in the version people see. Derived from the journal.
CREATE TABLE extensions (
    extension_id   TEXT PRIMARY KEY,
    type           TEXT    NOT NULL,
    name           TEXT    NOT NULL,
    source         TEXT    NOT NULL,
    owner_agent_id TEXT,
    description    TEXT    NOT NULL,
    definition     TEXT    NOT NULL,
    permissions    TEXT,
    version        INTEGER NOT NULL,
    status         TEXT    NOT NULL,
    enabled        INTEGER NOT NULL,
    approved       INTEGER,
    proposed       INTEGER,
    approval_id    TEXT,
    is_overridden  INTEGER NOT NULL,
    is_deleted     INTEGER NOT NULL,
    is_essential   INTEGER NOT NULL,
    seed_digest    TEXT,
    created_us     INTEGER NOT NULL,
    updated_us     INTEGER NOT NULL
);
CREATE INDEX extensions_by_type ON extensions (type, extension_id DESC) WHERE is_deleted = 0;
CREATE INDEX extensions_by_status ON extensions (status, extension_id DESC) WHERE is_deleted = 0;

-- Every version of each, so that another one can come into force.
CREATE TABLE extension_versions (
    extension_id TEXT    NOT NULL,
    version      INTEGER NOT NULL,
    description  TEXT    NOT NULL,
    definition   TEXT    NOT NULL,
    permissions  TEXT,
    PRIMARY KEY (extension_id, version)
);

PRAGMA user_version = 2;
