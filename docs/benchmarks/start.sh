#!/bin/sh
# Milliseconds from the launcher to the first authenticated 200, one line per round, then the median.
# Usage: start.sh [rounds]
. "$(dirname "$0")/lib.sh"
rounds=${1:-11}
i=0
while [ "$i" -lt "$rounds" ]; do
    begin=$(now_millis)
    launch
    echo $(($(now_millis) - begin)) | tee -a "$home/times"
    halt
    i=$((i + 1))
done
printf 'median %s ms\n' "$(median <"$home/times")"
