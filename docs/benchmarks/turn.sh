#!/bin/sh
# The gateway's own share of a turn, in both directions: from POST /chat to the model's socket, and from the model's
# delta to the client's WebSocket with 50 threads streaming 50 deltas a second each. About 2 minutes.
# TurnBenchmark in the gateway's test tree is model and client; the gateway is a process of its own.
set -eu
model_port=$((${PORT:-3917} + 1))
export OPENAI_BASE_URL="http://127.0.0.1:$model_port/v1" OPENAI_API_KEY=none
. "$(dirname "$0")/java.sh"
prepare_java
. "$(dirname "$0")/lib.sh"
launch
run_java gateway.benchmark.TurnBenchmark "$port" "$home/credential" "$model_port"
