# Sourced by the tests that drive other people's tools: what they install stays outside the checkout, what cannot be
# installed is said and skipped, and servers started here end with the test.
# shellcheck shell=bash

# Pinned, so that a release of theirs does not break a build of ours. They need Node 22, which comes the same way.
NODE_PACKAGES=(
  node@22.23.3
  @modelcontextprotocol/conformance@0.2.0-alpha.12
  @modelcontextprotocol/inspector@2.12.0
  @anthropic-ai/mcpb@2.1.2
)

tools="${CARGO_TARGET_DIR:-$(dirname "${BASH_SOURCE[0]}")/../target}/sdk"
mkdir -p "$tools"
tools="$(cd "$tools" && pwd)"

skip() { printf '%s: SKIPPED: %s\n' "$1" "$2"; }

# Why an installation failed, as its log has it.
reason() { grep -Em1 '^(npm error|ERROR)' "$1" || tail -n 1 "$1"; }

# Once for each set of versions; a failure leaves its reason in the log.
install_node_22() {
  local wanted="${NODE_PACKAGES[*]}"
  [ "$(cat "$tools/node22/installed" 2>/dev/null)" = "$wanted" ] && return
  rm -rf "$tools/node22" && mkdir -p "$tools/node22" && cd "$tools/node22" && npm init --yes \
    && npm install --no-audit --no-fund --save-exact "${NODE_PACKAGES[@]}" \
    && node_modules/.bin/node --version && echo "$wanted" >installed
}

# Puts Node 22 and the packages' commands first on the path; says why for the test of this name when it cannot.
with_node_22() {
  if ! command -v npm >/dev/null; then
    skip "$1" 'npm is not installed'
    return 1
  fi
  if ! (install_node_22) >"$tools/node22.log" 2>&1; then
    skip "$1" "node 22 and its packages cannot be installed: $(reason "$tools/node22.log")"
    return 1
  fi
  PATH="$tools/node22/node_modules/.bin:$PATH"
}

started=()
at_end=()
stop_all() {
  for process in "${started[@]}"; do
    kill "$process" 2>/dev/null && wait "$process" || true
  done
  if [ -n "${world:-}" ]; then sh "$world/stop.sh"; fi
  for step in "${at_end[@]}"; do "$step"; done
}
trap stop_all EXIT

free_port() {
  node -e 'const s = require("net").createServer().listen(0, "127.0.0.1", () => { console.log(s.address().port); s.close(); })'
}

# The demo world in the background, for as long as the test takes: its folder in `world`, its configuration in there.
start_world() {
  local told
  told="$("$1" demo --serve stdio --keep </dev/null 2>&1)" || true
  world="$(dirname "$(sed -n "s/.*GATEPOST_CONFIG='\(.*\)'.*/\1/p" <<<"$told")")"
  [ -f "$world/gatepost.toml" ] || { printf 'no demo world: %s\n' "$told" >&2; exit 1; }
}

# Starts a server that listens on this port, its log in the file of this name, and waits until it does.
start_server() {
  local port="$1" log="$tools/$2.log"
  shift 2
  "$@" 2>"$log" &
  started+=("$!")
  for _ in $(seq 200); do
    (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null && return
    kill -0 "${started[-1]}" 2>/dev/null || break
    sleep 0.1
  done
  printf 'nothing listens on port %s: %s\n' "$port" "$(tail -n 3 "$log")" >&2
  exit 1
}
