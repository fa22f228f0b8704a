-- Artifacts are searched too: name, description and, of one of text in the record, what it says. Their documents stand under the
-- extension's id and belong to no thread, so that none is erased with one.
INSERT INTO search (content, turn_id, thread_id)
SELECT name || char(10) || description || char(10)
       || CASE WHEN json_extract(definition, '$.mimeType') LIKE 'text/%'
                    OR json_extract(definition, '$.mimeType') LIKE 'application/%json'
                    OR json_extract(definition, '$.mimeType') LIKE 'application/%xml'
                    OR json_extract(definition, '$.mimeType') LIKE 'application/%yaml'
               THEN substr(coalesce(json_extract(definition, '$.content'), ''), 1, 65000) || char(10) ELSE '' END,
       extension_id, ''
FROM extensions WHERE type = 'artifact' AND is_deleted = 0;
INSERT INTO search_rows (turn_id, thread_id, document) SELECT turn_id, '', rowid FROM search WHERE thread_id = '';

PRAGMA user_version = 9;
