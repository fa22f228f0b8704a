# Shared by the scripts beside it that measure with a Java program of the gateway's test tree.
java_root=$(cd "$(dirname "$0")/../.." && pwd)

# Finds Java just as the launcher does, with the launcher's own words, and compiles the tests.
prepare_java() {
    for name in fail is_java_25 home_of find_java; do
        eval "$(sed -n "/^$name() {/,/^}/p" "$java_root/daemion")"
    done
    find_java
    (cd "$java_root" && ./mvnw -B -q -ntp -pl gateway -am test-compile dependency:build-classpath \
        -Dexec.skip=true -Dmdep.outputFile=target/test-classpath -Dmdep.includeScope=test)
}

# run_java <class below dev.daemion> [argument...], with the flags of every Daemion process.
run_java() {
    class=$1
    shift
    "$java_home/bin/java" "@$java_root/gateway/src/main/dist/jvm.options" --enable-native-access=ALL-UNNAMED \
        -cp "$java_root/gateway/target/test-classes:$java_root/gateway/target/classes:$(cat "$java_root/gateway/target/test-classpath")" \
        "dev.daemion.$class" "$@"
}
