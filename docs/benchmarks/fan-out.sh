#!/bin/sh
# How many frames per second reach 100 WebSockets from one producer, and how long one takes. About 30 s.
# The measured program is FanOutBenchmark in the gateway's test tree; the JVM flags are those of every Daemion process.
set -eu
. "$(dirname "$0")/java.sh"
prepare_java
run_java gateway.stream.FanOutBenchmark
