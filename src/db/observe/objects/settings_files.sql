-- What the configuration files say, loaded or not: ALTER SYSTEM writes them, and the next start of the server obeys them.
-- Where several lines set one name the last counts, and all are listed. Run with search_path = pg_catalog.
SELECT 'setting in a file' AS kind, f.name,
       string_agg(format('%s: %s', regexp_replace(f.sourcefile, '^.*/', ''),
                         -- An extension's setting may be a secret, and these two are.
                         CASE WHEN f.name LIKE '%.%' OR lower(f.name) IN ('primary_conninfo', 'ssl_passphrase_command')
                              THEN encode(sha256(convert_to(concat_ws(E'\n', c.system_identifier, f.name, f.setting), 'UTF8')), 'hex')
                              ELSE f.setting END),
                  E'\n' ORDER BY f.seqno) AS definition
FROM pg_show_all_file_settings() f, pg_control_system() c
WHERE f.name IS NOT NULL
GROUP BY f.name
