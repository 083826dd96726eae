// The official TypeScript SDKs (1.x and 2.x) against the binary: `node typescript_client.mjs GATEPOST`, where the packages are
// installed. Exits with 0 when everything held.

import assert from "node:assert/strict";
import { execFileSync, spawn } from "node:child_process";
import { appendFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { createInterface } from "node:readline";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pathToFileURL } from "node:url";

// The packages stand in the working directory, not beside this file.
const require = createRequire(join(process.cwd(), "package.json"));
const load = (name) => import(pathToFileURL(require.resolve(name)));
const first = {
  ...(await load("@modelcontextprotocol/sdk/client/index.js")),
  ...(await load("@modelcontextprotocol/sdk/client/stdio.js")),
  ...(await load("@modelcontextprotocol/sdk/client/streamableHttp.js")),
};
const second = {
  ...(await load("@modelcontextprotocol/client")),
  ...(await load("@modelcontextprotocol/client/stdio")),
};

const gatepost = process.argv[2];
// Larger than any limit lets finish, so that only a cancellation can end it.
const ENDLESS = "SELECT count(*), 'endless' FROM system_issues a, system_issues b, system_issues c";
const RUNNING =
  // A query may have parallel workers besides its own process.
  "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND backend_type = 'client backend' " +
  "AND pid <> pg_backend_pid() AND query LIKE '%endless%'";
const TOOLS = ["query_pg", "describe_pg", "explain_pg", "gate_list", "gate_entry", "gate_exit", "gate_check", "gate_verdict"];
const HARD_GATE = "production-hard-gate-0";
// A process that must start PostgreSQL and seed it is given time.
const PATIENT = { timeout: 60_000 };

async function connected(sdk, args, options) {
  return over(sdk, new sdk.StdioClientTransport({ command: gatepost, args, stderr: "ignore" }), options);
}

async function over(sdk, transport, options) {
  // The schemas must be of a kind the client's validator understands.
  const client = new sdk.Client({ name: "test", version: "1" }, options);
  await client.connect(transport, PATIENT);
  // The second argument of callTool is the result's schema in 1.x and the options in 2.x.
  const tool = (name, args, options) => {
    const params = { name, arguments: args };
    return sdk === first ? client.callTool(params, undefined, options) : client.callTool(params, options);
  };
  const call = (args, options) => tool("query_pg", { database: "directus", ...args }, options);
  return { client, tool, call };
}

// List, call, refused call, wrong call. The SDKs themselves hold answers against the output schema once it is listed.
async function exercise({ client, call }) {
  assert.match(client.getInstructions(), /read-only/);
  const { tools } = await client.listTools();
  assert.deepEqual(tools.map((tool) => tool.name), TOOLS);
  assert.equal(tools[0].annotations.readOnlyHint, true);
  assert.ok(tools[0].inputSchema.properties.database.enum.includes("directus"));

  const answer = await call({
    sql: "SELECT $1::int + count(*) AS n, 9007199254740993 AS big FROM apr_approvals",
    parameters: [1],
  });
  assert.ok(!answer.isError);
  assert.deepEqual(answer.structuredContent.rows, [[43, "9007199254740993"]]);
  assert.deepEqual(JSON.parse(answer.content[0].text), answer.structuredContent);

  const refusal = await call({ sql: "SELECT * FROM apr_approvals FOR UPDATE" });
  assert.equal(refusal.isError, true);
  assert.equal(refusal.structuredContent.code, "row_locking");
  assert.equal(refusal.structuredContent.position.line, 1);
  const wrong = await call({ statement: "SELECT 1" });
  assert.equal(wrong.structuredContent.code, "arguments_invalid");
  const untouched = await call({ sql: "SELECT count(*) FROM apr_approvals" });
  assert.deepEqual(untouched.structuredContent.rows, [[42]]);
}

// A gate around no work is SAFE, with progress told as it grows; a wrong id is refused, and no error of the protocol.
async function bracket({ tool }) {
  const told = [];
  const gate = (name, args = {}) => tool(name, args, { onprogress: (progress) => told.push(progress), ...PATIENT });
  const { gates } = (await gate("gate_list")).structuredContent;
  assert.ok(gates.some((gate) => gate.name === HARD_GATE));
  const entry = await gate("gate_entry", { gate: HARD_GATE });
  assert.equal(entry.structuredContent.verdict, "SAFE");
  assert.ok(told.length > 0);
  told.forEach(({ progress, total }, at) => assert.ok(progress <= total && progress > (told[at - 1]?.progress ?? -1)));
  const exit = await gate("gate_exit", { entry_id: entry.structuredContent.id });
  assert.ok(!exit.isError);
  assert.equal(exit.structuredContent.verdict, "SAFE");
  assert.match(exit.content[0].text, /owner_gap 210→210✅/);
  for (const [wrong, code] of [
    [entry.structuredContent.id, "entry_used"],
    ["entry-0", "entry_unknown"],
  ]) {
    const refusal = await gate("gate_exit", { entry_id: wrong });
    assert.equal(refusal.isError, true);
    assert.equal(refusal.structuredContent.code, code);
  }
}

async function eventually({ call }, running) {
  const deadline = Date.now() + 15_000;
  while ((await call({ sql: RUNNING })).structuredContent.rows[0][0] !== running) {
    assert.ok(Date.now() < deadline, `within 15 s: ${running} endless queries`);
    await sleep(50);
  }
}

// A call that the caller gives up is cancelled in the server, and the next one is served.
async function cancel(connection) {
  const abort = new AbortController();
  const abandoned = assert.rejects(connection.call({ sql: ENDLESS }, { signal: abort.signal, ...PATIENT }));
  await eventually(connection, 1);
  abort.abort();
  await abandoned;
  await eventually(connection, 0);
}

// The network, with a principal's token and with a wrong one.
async function overHttp(config) {
  const folder = join(config, "..");
  const entry = join(folder, "entry.toml");
  const secret = execFileSync("sh", ["-c", '"$0" token alice 2>"$1"', gatepost, entry], { encoding: "utf8" }).trim();
  const told = execFileSync("cat", [entry], { encoding: "utf8" });
  await appendFile(config, `[auth]\nmode = "token"\n${told.slice(told.indexOf("[auth.tokens.alice]"))}`);
  const server = spawn(gatepost, ["serve", "--transport", "http", "--listen", "127.0.0.1:0", "--config", config], {
    stdio: ["ignore", "ignore", "pipe"],
  });
  const ended = new Promise((resolve) => server.once("exit", resolve));
  try {
    const lines = createInterface({ input: server.stderr });
    const line = await new Promise((resolve) => lines.once("line", resolve));
    const url = new URL(`http://${JSON.parse(line).fields.address}/mcp`);
    const transport = (sdk, token) =>
      new sdk.StreamableHTTPClientTransport(url, { requestInit: { headers: { Authorization: `Bearer ${token}` } } });
    for (const [name, sdk, mode] of [
      ["sdk 1.x", first, undefined],
      ["client 2.x, legacy", second, "legacy"],
      ["client 2.x, 2026-07-28", second, { pin: "2026-07-28" }],
    ]) {
      const options = mode === undefined ? {} : { versionNegotiation: { mode } };
      const connection = await over(sdk, transport(sdk, secret), options);
      await exercise(connection);
      await bracket(connection);
      await cancel(connection);
      await connection.client.close();
      await assert.rejects(over(sdk, transport(sdk, "gp_wrong"), options));
      console.log(`typescript: ${name}, HTTP, bad token refused: ok`);
    }
  } finally {
    server.kill("SIGTERM");
    assert.equal(await ended, 0);
  }
}

// Validators warn of what they do not understand in a schema; ours must give them nothing to say.
const warnings = [];
console.warn = (...words) => warnings.push(words.join(" "));

const demo = await connected(first, ["demo", "--serve", "stdio"]);
await exercise(demo);
await bracket(demo);
console.log("typescript: sdk 1.x, demo --serve stdio: ok");
const port = (await demo.call({ sql: "SELECT inet_server_port()" })).structuredContent.rows[0][0];
const folder = await mkdtemp(join(tmpdir(), "gatepost-sdk-"));
try {
  const config = join(folder, "gatepost.toml");
  await writeFile(
    config,
    `[databases.directus]\nurl = "postgres://query_pg_ro@127.0.0.1:${port}/directus"\n` +
      `auditor_url = "postgres://gatepost_auditor@127.0.0.1:${port}/directus"\n[limits]\ntimeout = "10m"\n`,
  );
  for (const [name, sdk, mode] of [
    ["sdk 1.x", first, undefined],
    ["client 2.x, legacy", second, "legacy"],
    ["client 2.x, auto", second, "auto"],
    ["client 2.x, 2026-07-28", second, { pin: "2026-07-28" }],
  ]) {
    const options = mode === undefined ? {} : { versionNegotiation: { mode } };
    const connection = await connected(sdk, ["serve", "--config", config], options);
    await exercise(connection);
    await bracket(connection);
    await cancel(connection);
    await connection.client.close();
    console.log(`typescript: ${name}, serve: ok`);
  }
  await overHttp(config);
} finally {
  await demo.client.close();
  await rm(folder, { recursive: true });
}
assert.deepEqual(warnings, []);
