#!/bin/sh
# Resident memory in MiB: after the start, after a minute of rest, after 100 turns and another minute.
# Usage: memory.sh [seconds of rest]
. "$(dirname "$0")/lib.sh"
rest=${1:-60}
launch
printf 'after the start %s MiB\n' "$(rss_mib)"
sleep "$rest"
printf 'after %s s idle %s MiB\n' "$rest" "$(rss_mib)"
i=0
while [ "$i" -lt 100 ]; do
    api /chat -f -o /dev/null -H 'Content-Type: application/json' -d '{"content":"what can you do?"}'
    i=$((i + 1))
done
sleep "$rest"
printf 'after 100 turns and %s s idle %s MiB\n' "$rest" "$(rss_mib)"
