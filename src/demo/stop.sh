# Stops a throwaway PostgreSQL server and removes its directory, which this script is in.
directory=$(dirname "$0")
running() {
    [ "$(head -n 1 "$directory/data/postmaster.pid" 2>/dev/null)" = "$process" ] && kill -0 "$process" 2>/dev/null
}
# Fast shutdown, immediate shutdown, the end: five seconds each.
for signal in INT QUIT KILL; do
    tries=50
    running && kill -s "$signal" "$process"
    while running && [ "$tries" -gt 0 ]; do
        sleep 0.1
        tries=$((tries - 1))
    done
done
# Once more for an initdb that was cut off and still wrote.
rm -rf "$directory" 2>/dev/null || { sleep 2; rm -rf "$directory"; }
