# Shared by the scripts beside it: a gateway of its own in a temporary home, started through ./daemion only.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
home=$(mktemp -d "${TMPDIR:-/tmp}/daemion-bench.XXXXXX")
port=${PORT:-3917}
base=http://127.0.0.1:$port
pid=

now_millis() { perl -MTime::HiRes=time -e 'printf "%d\n", time * 1000'; }

median() { sort -n | awk '{ v[NR] = $1 } END { print (NR % 2) ? v[(NR + 1) / 2] : (v[NR / 2] + v[NR / 2 + 1]) / 2 }'; }

api() {
    path=$1
    shift
    curl -sS --max-time 10 -H "Authorization: Bearer $(cat "$home/credential")" "$@" "$base$path"
}

# Starts the gateway process and returns at the first authenticated 200.
launch() {
    "$root/daemion" gateway --home "$home" --port "$port" >>"$home/out" 2>&1 &
    pid=$!
    until [ -s "$home/credential" ] && api /health -f -o /dev/null 2>/dev/null; do
        kill -0 "$pid" 2>/dev/null || { cat "$home/out" >&2; exit 1; }
        perl -e 'select undef, undef, undef, 0.01'
    done
}

halt() {
    [ -n "$pid" ] || return 0
    kill "$pid" 2>/dev/null || :
    wait "$pid" 2>/dev/null || :
    pid=
}

rss_mib() { ps -o rss= -p "$pid" | awk '{ printf "%.0f\n", $1 / 1024 }'; }

cleanup() {
    halt
    rm -rf "$home"
}
trap cleanup EXIT
trap 'exit 130' INT TERM

# Builds and prepares whatever is missing, so that no measurement pays for it.
"$root/daemion" start --home "$home" --port "$port" --timeout 120 >/dev/null
"$root/daemion" stop --home "$home" >/dev/null
