#!/bin/sh
# Processor time of an idle gateway, as a share of one core. Begins 30 s after the launch: 20 s after it the gateway
# gives back once what the start took, which is no part of being idle.
# Usage: idle.sh [seconds]
. "$(dirname "$0")/lib.sh"
seconds=${1:-60}
# "[[dd-]hh:]mm:ss[.cc]" as seconds
cpu_seconds() {
    if [ -r "/proc/$pid/stat" ]; then
        awk -v hz="$(getconf CLK_TCK)" '{ sub(/^.*\) /, ""); print ($12 + $13) / hz }' "/proc/$pid/stat"
    else
        ps -o time= -p "$pid" | awk '{ n = split($1, t, /[:-]/); s = 0; for (i = 1; i <= n; i++) s = s * 60 + t[i]; print s }'
    fi
}
launch
sleep 30
before=$(cpu_seconds)
sleep "$seconds"
after=$(cpu_seconds)
echo "$before $after $seconds" | awk '{ printf "%.2f %% of a core over %d s\n", ($2 - $1) * 100 / $3, $3 }'
