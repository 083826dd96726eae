"""The official Python SDK against the binary: `python_client.py GATEPOST`. Exits with 0 when everything held."""

import json
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import AsyncExitStack, contextmanager
from pathlib import Path

import anyio
from mcp import StdioServerParameters
from mcp.client.client import Client
from mcp.client.sse import sse_client
from mcp.client.streamable_http import streamable_http_client
from mcp.shared._httpx_utils import create_mcp_http_client

# Larger than any limit lets finish, so that only a cancellation can end it.
ENDLESS = "SELECT count(*), 'endless' FROM system_issues a, system_issues b, system_issues c"
# A query may have parallel workers besides its own process.
RUNNING = (
    "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND backend_type = 'client backend' "
    "AND pid <> pg_backend_pid() AND query LIKE '%endless%'"
)
TOOLS = ["query_pg", "describe_pg", "explain_pg", "gate_list", "gate_entry", "gate_exit", "gate_check", "gate_verdict"]
HARD_GATE = "production-hard-gate-0"
STATELESS = "2026-07-28"
HANDSHAKE = "2025-11-25"


def check(holds, what):
    """Unlike `assert`, also under `python -O`."""
    if not holds:
        raise AssertionError(what)


async def query(client, sql, **arguments):
    return await client.call_tool("query_pg", {"database": "directus", "sql": sql, **arguments})


async def exercise(client, *protocol_versions):
    """List, call, refused call, wrong call. The SDK itself holds every answer against the output schema."""
    check(client.protocol_version in protocol_versions, f"speaks {client.protocol_version}")
    check("read-only" in client.instructions, "instructions")
    tools = (await client.list_tools()).tools
    check([tool.name for tool in tools] == TOOLS, tools)
    tool = tools[0]
    check(tool.name == "query_pg" and tool.output_schema and tool.annotations.read_only_hint, "the tool as listed")
    check("directus" in tool.input_schema["properties"]["database"]["enum"], "the databases as listed")

    answer = await query(client, "SELECT $1::int + count(*) AS n, 9007199254740993 AS big FROM apr_approvals", parameters=[1])
    check(not answer.is_error, answer)
    check(answer.structured_content["rows"] == [[43, "9007199254740993"]], answer.structured_content)
    check(json.loads(answer.content[0].text) == answer.structured_content, "text and structure say the same")

    refusal = await query(client, "WITH gone AS (DELETE FROM apr_approvals RETURNING *) SELECT count(*) FROM gone")
    check(refusal.is_error and refusal.structured_content["code"] == "data_modifying_cte", refusal)
    check(refusal.structured_content["hint"], "a hint")
    wrong = await client.call_tool("query_pg", {"database": "directus", "statement": "SELECT 1"})
    check(wrong.is_error and wrong.structured_content["code"] == "arguments_invalid", wrong)
    untouched = await query(client, "SELECT count(*) FROM apr_approvals")
    check(untouched.structured_content["rows"] == [[42]], untouched)


async def bracket(client):
    """A gate around no work is SAFE, with progress told as it grows; a wrong id is refused, and no error of the protocol."""
    told = []

    async def progress(done, total, message):
        told.append((done, total, message))

    async def gate(name, **arguments):
        return await client.call_tool(name, arguments, progress_callback=progress)

    gates = (await gate("gate_list")).structured_content["gates"]
    check(HARD_GATE in [gate["name"] for gate in gates], gates)
    entry = await gate("gate_entry", gate=HARD_GATE)
    check(not entry.is_error and entry.structured_content["verdict"] == "SAFE", entry)
    check(told and all(done <= total for done, total, _ in told), told)
    check(all(earlier[0] < later[0] for earlier, later in zip(told, told[1:])), told)
    told.clear()
    exit = await gate("gate_exit", entry_id=entry.structured_content["id"])
    check(not exit.is_error and exit.structured_content["verdict"] == "SAFE", exit)
    check("owner_gap 210→210✅" in exit.content[0].text and told, exit.content)
    for wrong in [entry.structured_content["id"], "entry-0"]:
        refusal = await gate("gate_exit", entry_id=wrong)
        check(refusal.is_error and refusal.structured_content["code"] in ("entry_used", "entry_unknown"), refusal)


async def eventually(client, running):
    deadline = time.monotonic() + 15
    while (await query(client, RUNNING)).structured_content["rows"] != [[running]]:
        check(time.monotonic() < deadline, f"within 15 s: {running} endless queries")
        await anyio.sleep(0.05)


async def cancel(client):
    """A call that the caller gives up is cancelled in the server, and the next one is served."""
    async with anyio.create_task_group() as calls:
        calls.start_soon(query, client, ENDLESS)
        await eventually(client, 1)
        calls.cancel_scope.cancel()
    await eventually(client, 0)


@contextmanager
def served_over_http(gatepost, config):
    """The server on a free port; gives its address."""
    arguments = ["serve", "--transport", "http", "--listen", "127.0.0.1:0", "--config", str(config)]
    server = subprocess.Popen([gatepost, *arguments], stdin=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True)
    try:
        address = json.loads(server.stderr.readline())["fields"]["address"]
        # Somebody must read the rest of the log, or the server would drop it.
        threading.Thread(target=server.stderr.read, daemon=True).start()
        yield f"http://{address}"
    finally:
        server.terminate()
        check(server.wait(timeout=30) == 0, "the server ends in order")


async def over_http(gatepost, config):
    """Both transports of the network, with a principal's token and with a wrong one."""
    made = subprocess.run([gatepost, "token", "alice"], capture_output=True, text=True, check=True)
    entry = made.stderr[made.stderr.index("[auth.tokens.alice]") :]
    config.write_text(f'{config.read_text()}[auth]\nmode = "token"\n{entry}')

    def streamable(base, token):
        return streamable_http_client(f"{base}/mcp", http_client=create_mcp_http_client({"Authorization": f"Bearer {token}"}))

    def events(base, token):
        return sse_client(f"{base}/sse", headers={"Authorization": f"Bearer {token}"})

    with served_over_http(gatepost, config) as base:
        for name, transport, modes in [("HTTP", streamable, ["legacy", "auto", STATELESS]), ("SSE", events, ["legacy"])]:
            for mode in modes:
                async with Client(transport(base, made.stdout.strip()), mode=mode, read_timeout_seconds=60) as client:
                    if mode != STATELESS:
                        await exercise(client, HANDSHAKE if mode == "legacy" else STATELESS)
                    await bracket(client)
                    await cancel(client)
                print(f"python: {name}, mode {mode}: ok")
            try:
                with anyio.fail_after(30):
                    async with Client(transport(base, "gp_wrong"), mode=modes[0], read_timeout_seconds=20) as client:
                        await client.list_tools()
            except Exception as error:
                print(f"python: {name}, bad token: refused ({type(error).__name__}): ok")
            else:
                raise AssertionError(f"{name}: a wrong token lets somebody in")


async def main(gatepost):
    async with AsyncExitStack() as stack:
        demo = StdioServerParameters(command=gatepost, args=["demo", "--serve", "stdio"])
        client = await stack.enter_async_context(Client(demo, read_timeout_seconds=60))
        # A client whose first question waited too long for the world to be made falls back to a handshake.
        await exercise(client, STATELESS, HANDSHAKE)
        await bracket(client)
        print("python: demo --serve stdio, mode auto: ok")
        [[port]] = (await query(client, "SELECT inet_server_port()")).structured_content["rows"]
        # The ledger comes to be beside the configuration.
        config = Path(stack.enter_context(tempfile.TemporaryDirectory())) / "gatepost.toml"
        server = f"127.0.0.1:{port}/directus"
        config.write_text(
            f'[databases.directus]\nurl = "postgres://query_pg_ro@{server}"\n'
            f'auditor_url = "postgres://gatepost_auditor@{server}"\n[limits]\ntimeout = "10m"\n'
        )
        serve = StdioServerParameters(command=gatepost, args=["serve", "--config", str(config)])
        for mode, version in [("legacy", HANDSHAKE), ("auto", STATELESS), (STATELESS, STATELESS)]:
            async with Client(serve, mode=mode, read_timeout_seconds=60) as client:
                if mode != STATELESS:
                    await exercise(client, version)
                await bracket(client)
                await cancel(client)
            print(f"python: serve, mode {mode}: ok")
        await over_http(gatepost, config)


anyio.run(main, sys.argv[1])
