"""The official Python SDK against the binary: `python_client.py GATEPOST`. Exits with 0 when everything held."""

import json
import sys
import tempfile
import time
from contextlib import AsyncExitStack

import anyio
from mcp import StdioServerParameters
from mcp.client.client import Client

# Larger than any limit lets finish, so that only a cancellation can end it.
ENDLESS = "SELECT count(*), 'endless' FROM system_issues a, system_issues b, system_issues c"
RUNNING = "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND pid <> pg_backend_pid() AND query LIKE '%endless%'"
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
    [tool] = (await client.list_tools()).tools
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


async def main(gatepost):
    async with AsyncExitStack() as stack:
        demo = StdioServerParameters(command=gatepost, args=["demo", "--serve", "stdio"])
        client = await stack.enter_async_context(Client(demo, read_timeout_seconds=60))
        # A client whose first question waited too long for the world to be made falls back to a handshake.
        await exercise(client, STATELESS, HANDSHAKE)
        print("python: demo --serve stdio, mode auto: ok")
        [[port]] = (await query(client, "SELECT inet_server_port()")).structured_content["rows"]
        config = stack.enter_context(tempfile.NamedTemporaryFile("w", suffix=".toml"))
        config.write(f'[databases.directus]\nurl = "postgres://query_pg_ro@127.0.0.1:{port}/directus"\n[limits]\ntimeout = "10m"\n')
        config.flush()
        serve = StdioServerParameters(command=gatepost, args=["serve", "--config", config.name])
        for mode, version in [("legacy", HANDSHAKE), ("auto", STATELESS), (STATELESS, STATELESS)]:
            async with Client(serve, mode=mode, read_timeout_seconds=60) as client:
                if mode != STATELESS:
                    await exercise(client, version)
                await cancel(client)
            print(f"python: serve, mode {mode}: ok")


anyio.run(main, sys.argv[1])
