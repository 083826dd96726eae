-- What the configuration files say, loaded or not: ALTER SYSTEM writes them, and the next start of the server obeys them.
-- Where several lines set one name the last counts, and all are listed. Run with search_path = pg_catalog.
SELECT 'setting in a file' AS kind, f.name,
       string_agg(format('%s: %s', regexp_replace(f.sourcefile, '^.*/', ''),
                         -- An extension's setting may be a secret.
                         CASE WHEN f.name LIKE '%.%' THEN encode(sha256(convert_to(f.setting, 'UTF8')), 'hex') ELSE f.setting END),
                  E'\n' ORDER BY f.seqno) AS definition
FROM pg_show_all_file_settings() f
WHERE f.name IS NOT NULL AND lower(f.name) NOT IN ('primary_conninfo', 'ssl_passphrase_command')
GROUP BY f.name
