#!/bin/sh
# How many lists of threads a second the gateway hands out, with 1,000 threads and 16 connections. About 1 minute.
# ThreadListBenchmark in the gateway's test tree is the client; the gateway is a process of its own.
. "$(dirname "$0")/java.sh"
. "$(dirname "$0")/lib.sh"
prepare_java
launch
run_java gateway.benchmark.ThreadListBenchmark "$port" "$home/credential"
