// An unpacked bundle started as a client starts it: `node installed.mjs FOLDER CONFIG URL`, with the packages' commands on the path.
// Exits with 0 when the tools that the manifest lists are those that are served, and a call is answered.

import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { delimiter, dirname, join, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { promisify } from "node:util";

const [folder, config, url] = process.argv.slice(2);
// The packages stand where their commands do, not beside this file.
const packages = createRequire(join(dirname(process.env.PATH.split(delimiter)[0]), "package.json"));
const { getMcpConfigForManifest } = await import(pathToFileURL(packages.resolve("@anthropic-ai/mcpb")));

const manifest = JSON.parse(await readFile(join(folder, "manifest.json"), "utf8"));
const installed = (userConfig) =>
  getMcpConfigForManifest({ manifest, extensionPath: folder, systemDirs: {}, userConfig, pathSeparator: sep });
assert.equal(await installed({}), undefined, "a client starts nothing before it is told the configuration");
const { command, args, env } = await installed({ config, database_url: url });
assert.ok(!args.join(" ").includes(url), "the secret is no argument, which everybody on the machine can read");

const home = await mkdtemp(join(tmpdir(), "gatepost-bundle-"));
// What the server is told stands in a file, apart from what the CLI is told.
const session = join(home, "session.json");
await writeFile(session, JSON.stringify({ mcpServers: { gatepost: { command, args, env } } }));
async function inspect(...words) {
  const options = { env: { ...process.env, HOME: home }, timeout: 60_000 };
  const all = ["--cli", "--config", session, "--server", "gatepost", "--format", "json", "--quiet", ...words];
  return JSON.parse((await promisify(execFile)("mcp-inspector", all, options)).stdout).result;
}
try {
  const { tools } = await inspect("--method", "tools/list");
  const described = tools.map(({ name, description }) => ({ name, description }));
  assert.deepEqual(described, manifest.tools.map(({ name, description }) => ({ name, description })));
  const query = { database: "directus", sql: "SELECT count(*) AS n FROM apr_approvals" };
  const answer = await inspect("--method", "tools/call", "--tool-name", "query_pg", "--tool-args-json", JSON.stringify(query));
  assert.deepEqual(answer.structuredContent.rows, [[42]]);
  console.log(`bundle: started by its manifest, ${tools.length} tools as listed, call: ok`);
} finally {
  await rm(home, { recursive: true });
}
