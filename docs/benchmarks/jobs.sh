#!/bin/sh
# 100,000 armed cron jobs in a real gateway: how long arming takes, what they cost in memory and at rest, and how late
# 200 more a second fire, evenly and all at the same instant. About 7 minutes. The jobs are written by JobsBenchmark in
# the test tree of the substrates.
# Usage: jobs.sh [quiet jobs] [firings a second] [seconds of each measurement]
. "$(dirname "$0")/lib.sh"
. "$(dirname "$0")/java.sh"
quiet=${1:-100000}
rate=${2:-200}
seconds=${3:-60}
busy=$((rate * 30))
prepare_java
cpu_seconds() { awk -v hz="$(getconf CLK_TCK)" '{ sub(/^.*\) /, ""); print ($12 + $13) / hz }' "/proc/$pid/stat"; }
cpu() {
    before=$(cpu_seconds)
    sleep "$seconds"
    echo "$before $(cpu_seconds) $seconds" | awk '{ printf "%.2f %% of a core over %d s\n", ($2 - $1) * 100 / $3, $3 }'
}
armed() {
    until api /health | grep -q "$1 jobs armed"; do
        kill -0 "$pid" || exit 1
        perl -e 'select undef, undef, undef, 0.05'
    done
}
launch
sleep 5
without=$(rss_mib)
jobs=$(api /health | sed -n 's/.*[^0-9]\([0-9]*\) jobs armed.*/\1/p')
halt
run_java substrate.extension.JobsBenchmark fill "$quiet" 0 at-once "$home/daemion.db"
launch
armed $((quiet + jobs))
echo "the read tables have caught up"
halt
begin=$(now_millis)
launch
ready=$(($(now_millis) - begin))
armed $((quiet + jobs))
echo "$quiet jobs armed $(($(now_millis) - begin)) ms after the launch (first answer after $ready ms)"
sleep 35
echo "resident $(rss_mib) MiB, without them $without MiB"
echo "at rest: $(cpu)"
halt
cp "$home/daemion.db" "$home/quiet.db"
for how in spread at-once; do
    cp "$home/quiet.db" "$home/daemion.db"
    rm -f "$home/daemion.db-wal" "$home/daemion.db-shm"
    run_java substrate.extension.JobsBenchmark fill 0 "$busy" "$how" "$home/daemion.db"
    launch
    armed $((quiet + busy + jobs))
    sleep 45
    echo "$rate firings a second, $how: $(cpu)"
    halt
    run_java substrate.extension.JobsBenchmark lateness "$home/daemion.db"
done
