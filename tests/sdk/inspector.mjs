// The Inspector's CLI against the binary: `node inspector.mjs GATEPOST CONFIG URL TOKEN`, with the CLI on the path. Exits with 0
// when everything held. Each run of the CLI is one request, and prints its result alone: progress is not shown, and a call is
// not cancelled but by ending the process, so both are left to the SDKs' tests.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";

const [gatepost, config, url, secret] = process.argv.slice(2);
const TOOLS = ["query_pg", "describe_pg", "explain_pg", "gate_list", "gate_entry", "gate_exit", "gate_check", "gate_verdict"];
// The CLI's statuses: a tool's result that is an error, and credentials that are not accepted.
const TOOL_ERROR = 5;
const home = await mkdtemp(join(tmpdir(), "gatepost-inspector-"));

async function inspect(target, ...args) {
  // Catalogs and credentials of whoever runs the test are nobody's business here.
  const options = { env: { ...process.env, HOME: home }, timeout: 60_000 };
  const words = ["--cli", ...target, "--format", "json", "--quiet", ...args];
  try {
    const { stdout } = await promisify(execFile)("mcp-inspector", words, options);
    return { status: 0, ...JSON.parse(stdout) };
  } catch (error) {
    assert.equal(typeof error.code, "number", error);
    return { status: error.code, stderr: error.stderr, ...(error.stdout ? JSON.parse(error.stdout) : {}) };
  }
}

const query = (target, sql) =>
  inspect(target, "--method", "tools/call", "--tool-name", "query_pg", "--tool-args-json", JSON.stringify({ database: "directus", sql }));

async function exercise(name, target) {
  // Strict: a schema that some client could not use is an error.
  const listed = await inspect(target, "--method", "tools/list", "--strict");
  assert.equal(listed.status, 0, listed.stderr);
  assert.deepEqual(listed.result.tools.map((tool) => tool.name), TOOLS);

  const answer = await query(target, "SELECT count(*) AS n FROM apr_approvals");
  assert.equal(answer.status, 0, answer.stderr);
  assert.deepEqual(answer.result.structuredContent.rows, [[42]]);

  const refusal = await query(target, "DELETE FROM apr_approvals");
  assert.equal(refusal.status, TOOL_ERROR, refusal.stderr);
  assert.equal(refusal.result.structuredContent.code, "statement_not_allowed");
  console.log(`inspector: ${name}: list, call, refused call: ok`);
}

try {
  for (const era of ["legacy", "modern"]) {
    const program = ["-e", `GATEPOST_CONFIG=${config}`, "--protocol-era", era];
    await exercise(`stdio, ${era}`, [gatepost, "serve", ...program]);
  }
  for (const [name, path, transport, era] of [
    ["HTTP, legacy", "/mcp", "http", "legacy"],
    ["HTTP, modern", "/mcp", "http", "modern"],
    ["SSE", "/sse", "sse", "legacy"],
  ]) {
    const endpoint = ["--server-url", url + path, "--transport", transport, "--protocol-era", era, "--stored-auth-only"];
    const bearer = (token) => ["--header", `Authorization: Bearer ${token}`];
    await exercise(name, [...endpoint, ...bearer(secret)]);
    const stranger = await inspect([...endpoint, ...bearer("gp_wrong")], "--method", "tools/list");
    assert.notEqual(stranger.status, 0);
    assert.match(stranger.stderr, /auth|401/i);
    console.log(`inspector: ${name}, bad token: refused: ok`);
  }
} finally {
  await rm(home, { recursive: true });
}
