-- Which names of other systems pg_ident.conf lets be which roles, loaded or not. Run with search_path = pg_catalog.
SELECT 'user name maps' AS kind, 'pg_ident.conf' AS name,
       string_agg(jsonb_strip_nulls(to_jsonb(m) - '{ordinality,line_number,map_number,file_name}'::text[])::text, E'\n' ORDER BY m.ordinality) AS definition
FROM pg_ident_file_mappings() WITH ORDINALITY m
