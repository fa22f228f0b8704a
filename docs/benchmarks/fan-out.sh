#!/bin/sh
# How many frames per second reach 100 WebSockets from one producer, and how long one takes. About 30 s.
# The measured program is FanOutBenchmark in the gateway's test tree; the JVM flags are those of every Daemion process.
set -eu
cd "$(dirname "$0")/../.."
./mvnw -B -q -ntp -pl gateway -am test-compile dependency:build-classpath \
    -Dexec.skip=true -Dmdep.outputFile=target/test-classpath -Dmdep.includeScope=test
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" @gateway/src/main/dist/jvm.options --enable-native-access=ALL-UNNAMED \
    -cp "gateway/target/test-classes:gateway/target/classes:$(cat gateway/target/test-classpath)" \
    dev.daemion.gateway.stream.FanOutBenchmark
