-- name: xml_element
-- expect: rows
SELECT xmlelement(name customer, xmlattributes(id, name AS label), xmlelement(name contact, contact)) FROM customers LIMIT 3
-- ---
-- name: xml_element_quoted
-- expect: rows
SELECT xmlelement(name "Odd Name", xmlattributes('v' AS "odd attr"), 'text & more')
-- ---
-- name: xml_forest
-- expect: rows
SELECT xmlforest(id, name AS label, price) FROM products LIMIT 3
-- ---
-- name: xml_concat_comment
-- expect: rows
SELECT xmlconcat(xmlelement(name a), xmlcomment('note')), xmlpi(name php, 'echo 1'), xmlroot(xmlparse(DOCUMENT '<a/>'), VERSION '1.0', STANDALONE YES)
-- ---
-- name: xml_parse
-- expect: rows
SELECT xmlparse(DOCUMENT '<a><b/></a>'), xmlparse(CONTENT 'text <b/>'), xmlparse(CONTENT ' <a/> ' PRESERVE WHITESPACE)
-- ---
-- name: xml_serialize
-- expect: rows
SELECT xmlserialize(CONTENT '<a/>'::xml AS text), xmlserialize(DOCUMENT xmlparse(DOCUMENT '<a/>') AS varchar(20))
-- ---
-- name: xml_predicates
-- expect: rows
SELECT '<a/>'::xml IS DOCUMENT, 'a<b/>'::xml IS NOT DOCUMENT, xmlexists('//b' PASSING '<a><b/></a>'), xmlexists('//b' PASSING BY VALUE xmlparse(CONTENT '<b/>')), xml_is_well_formed('<a/>'), xml_is_well_formed_document('<a/>'), xml_is_well_formed_content('x')
-- ---
-- name: xml_xpath
-- expect: rows
SELECT xpath('//b/text()', '<a><b>1</b><b>2</b></a>'), (xpath('//b/@c', '<a><b c="x"/></a>'))[1]::text, xpath_exists('//b', '<a><b/></a>')
-- ---
-- name: xml_xpath_namespaces
-- expect: rows
SELECT xpath('//n:b/text()', '<a xmlns:n="urn:x"><n:b>1</n:b></a>', ARRAY[ARRAY['n', 'urn:x']])
-- ---
-- name: xml_table
-- expect: rows
SELECT * FROM xmltable('/rows/row' PASSING '<rows><row id="1"><name>a</name></row><row id="2"/></rows>' COLUMNS id int PATH '@id', name text PATH 'name' DEFAULT 'none', position FOR ORDINALITY)
-- ---
-- name: xml_table_lateral
-- expect: rows
SELECT d.n, x.v FROM (SELECT 1 AS n, '<r><v>1</v><v>2</v></r>'::xml AS doc) d, xmltable('//v' PASSING d.doc COLUMNS v int PATH '.') x
-- ---
-- name: xml_table_namespaces
-- expect: rows
SELECT x.* FROM xmltable(xmlnamespaces('urn:x' AS n), '/n:a/n:b' PASSING BY REF xmlparse(DOCUMENT '<a xmlns="urn:x"><b>1</b></a>') COLUMNS v int PATH '.' NOT NULL) AS x
-- ---
-- name: xml_table_left_join
-- expect: rows
SELECT p.id, x.v FROM products p LEFT JOIN LATERAL xmltable('//part' PASSING (xmlelement(name parts, xmlelement(name part, p.id))) COLUMNS v text PATH 'text()') x ON true LIMIT 3
-- ---
-- name: xml_aggregate
-- expect: rows
SELECT xmlelement(name roles, xmlagg(xmlelement(name role, name) ORDER BY name DESC)) FROM directus_roles
-- ---
-- name: xml_cast
-- expect: rows
SELECT '<a>1</a>'::xml, CAST('<a/>' AS xml), xml '<b/>', (xpath('/a/text()', '<a>5</a>'))[1]::text::int + 1
-- ---
-- name: xml_text
-- expect: rows
SELECT xmltext FROM (SELECT xmlelement(name a, 'x')::text AS xmltext) s
