#!/bin/sh
# How long 10,000 extensions take to be listed with filters and compared with their seeds, and one to be inspected.
# About 1 minute. The measured program is ExtensionBenchmark in the test tree of the substrates, over a real journal.
set -eu
. "$(dirname "$0")/java.sh"
prepare_java
home=$(mktemp -d "${TMPDIR:-/tmp}/daemion-bench.XXXXXX")
trap 'rm -rf "$home"' EXIT
run_java substrate.extension.ExtensionBenchmark "$home"
