CREATE TABLE record (
    sequence INTEGER PRIMARY KEY,
    time TEXT NOT NULL,
    kind TEXT NOT NULL,
    key TEXT NOT NULL,
    body TEXT NOT NULL,
    previous_hash BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;

CREATE UNIQUE INDEX record_by_key ON record (kind, key) WHERE key <> '';

CREATE TRIGGER record_is_only_appended BEFORE INSERT ON record
WHEN NEW.sequence <> (SELECT coalesce(max(sequence), 0) + 1 FROM record)
    OR NEW.previous_hash <>
        coalesce((SELECT hash FROM record ORDER BY sequence DESC LIMIT 1), zeroblob(32))
BEGIN
    SELECT RAISE(ABORT, 'a ledger record is only ever appended to the last one');
END;

CREATE TRIGGER record_is_never_changed BEFORE UPDATE ON record
BEGIN
    SELECT RAISE(ABORT, 'a ledger record is never changed');
END;

CREATE TRIGGER record_is_never_removed BEFORE DELETE ON record
BEGIN
    SELECT RAISE(ABORT, 'a ledger record is never removed');
END;
