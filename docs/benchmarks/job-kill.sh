#!/bin/sh
# Kills a gateway with SIGKILL while jobs fire, starts it again, and checks from outside that each due time fired once:
# one slot, one run, and the effect that the run's end says. About ten minutes; fails when one is lost or doubled.
# Usage: job-kill.sh [rounds]
set -eu
cd "$(dirname "$0")/../.."
exec ./mvnw -B -ntp -pl gateway -am test -Dtest=JobKillStoryTest -Dsurefire.failIfNoSpecifiedTests=false \
    -Dexec.skip=true "-Ddaemion.kills=${1:-100}"
