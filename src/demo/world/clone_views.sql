-- The clone's views over its governance tables: eighteen of them.

SET ROLE workflow_admin;
SET search_path = governance, public;

CREATE VIEW owner_gap AS
SELECT id, kind, name FROM governed_object o WHERE NOT EXISTS (SELECT FROM ownership w WHERE w.object_id = o.id);
CREATE VIEW steward_gap AS SELECT object_id, owner FROM ownership WHERE steward IS NULL;
CREATE VIEW owner_load AS SELECT owner, count(*) AS objects FROM ownership GROUP BY owner;
CREATE VIEW steward_load AS SELECT steward, count(*) AS objects FROM ownership WHERE steward IS NOT NULL GROUP BY steward;
CREATE VIEW ownership_by_kind AS
SELECT kind, count(*) AS objects, count(w.object_id) AS owned FROM governed_object o LEFT JOIN ownership w ON w.object_id = o.id GROUP BY kind;
CREATE VIEW ownership_by_criticality AS
SELECT criticality, count(*) AS objects, count(w.object_id) AS owned FROM governed_object o LEFT JOIN ownership w ON w.object_id = o.id GROUP BY criticality;
CREATE VIEW ownership_complete AS SELECT NOT EXISTS (SELECT FROM owner_gap) AS complete;

CREATE VIEW axis_coverage AS SELECT axis, count(DISTINCT object_id) AS objects FROM axis_assignment GROUP BY axis;
CREATE VIEW axis_gap AS
SELECT o.id, a.code AS axis FROM governed_object o CROSS JOIN axis a
WHERE NOT EXISTS (SELECT FROM axis_assignment s WHERE s.object_id = o.id AND s.axis = a.code);
CREATE VIEW axis_distribution AS SELECT axis, value, count(*) AS objects FROM axis_assignment GROUP BY axis, value;
CREATE VIEW axis_unused_value AS
SELECT v.axis, v.value FROM axis_value v
WHERE NOT EXISTS (SELECT FROM axis_assignment s WHERE s.axis = v.axis AND s.value = v.value);
CREATE VIEW object_profile AS
SELECT o.id, o.name, jsonb_object_agg(s.axis, s.value) AS axes FROM governed_object o JOIN axis_assignment s ON s.object_id = o.id GROUP BY o.id;

CREATE VIEW finding_report AS
SELECT o.name, r.severity, f.detail FROM axis_finding f JOIN governed_object o ON o.id = f.object_id JOIN axis_rule r ON r.id = f.rule_id;
CREATE VIEW finding_by_severity AS SELECT severity, count(*) AS findings FROM finding_report GROUP BY severity;
CREATE VIEW critical_finding AS SELECT name, detail FROM finding_report WHERE severity = 'critical';
CREATE VIEW exception_expired AS SELECT object_id, rule_id, reason FROM axis_exception WHERE until < current_date;

CREATE VIEW emittable_event AS
SELECT e.id, e.type, e.payload FROM event_outbox e JOIN event_type t ON t.code = e.type WHERE t.active AND e.emitted_at IS NULL;
CREATE VIEW readiness AS
SELECT (SELECT complete FROM ownership_complete) AS ownership_complete,
       (SELECT count(*) FROM axis_gap) AS axis_gaps,
       (SELECT count(*) FROM critical_finding) AS critical_findings,
       (SELECT count(*) FROM emittable_event) AS emittable_events;

SELECT format('COMMENT ON VIEW %s IS %L', oid::regclass, 'TEST_CLONE_finalization_2026-06-03')
FROM pg_class WHERE relnamespace = 'governance'::regnamespace AND relkind = 'v'
\gexec

RESET search_path;
RESET ROLE;

ANALYZE;
