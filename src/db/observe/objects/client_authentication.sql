-- Who may connect from where, and how they prove it, as pg_hba.conf says, loaded or not: the first line that fits counts, so
-- their order is a part of it, and comments are not. Of options that hold a secret only a digest is told.
-- Run with search_path = pg_catalog.
SELECT 'client authentication' AS kind, 'pg_hba.conf' AS name,
       string_agg(concat_ws(' ', jsonb_strip_nulls(to_jsonb(h) - '{options,ordinality,line_number,rule_number,file_name}'::text[])::text,
         (SELECT string_agg(CASE WHEN o ~* '^[^=]*(pass|secret|token|key)'
                                 THEN split_part(o, '=', 1) || '=' || encode(sha256(convert_to(concat_ws(E'\n', s.system_identifier, o), 'UTF8')), 'hex')
                                 ELSE o END, ' ' ORDER BY o COLLATE "C") FROM unnest(h.options) o)), E'\n' ORDER BY h.ordinality) AS definition
FROM pg_control_system() s, pg_hba_file_rules() WITH ORDINALITY h
