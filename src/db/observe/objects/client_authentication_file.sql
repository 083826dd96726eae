-- pg_hba.conf as it is written but for comments and blank lines, as a digest: quotes make a keyword a name, and some options
-- are not among the rules that pg_hba_file_rules() shows. Run with search_path = pg_catalog.
SELECT 'client authentication' AS kind, 'pg_hba.conf as written' AS name,
       encode(sha256(convert_to(concat_ws(E'\n', s.system_identifier, string_agg(l.line, E'\n' ORDER BY l.n)), 'UTF8')), 'hex') AS definition
FROM pg_control_system() s,
     -- Its bytes may be no text of this database's encoding.
     string_to_table(replace(encode(pg_read_binary_file(current_setting('hba_file'), 0, 1048576, true), 'escape'), E'\r', ''), E'\n') WITH ORDINALITY l (line, n)
WHERE l.line !~ '^[ \t]*(#|$)'
GROUP BY s.system_identifier
