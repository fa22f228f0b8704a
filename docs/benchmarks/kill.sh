#!/bin/sh
# Kills the gateway with SIGKILL while turns are posted, starts it again, and checks that every acknowledged turn is
# there once. Prints one line per round; exits 1 when a turn is lost or doubled or a restart takes more than 3 s.
# Usage: kill.sh [rounds]
. "$(dirname "$0")/lib.sh"
rounds=${1:-50}
ready_max=3000
failed=0
acknowledged=0
json='Content-Type: application/json'

id_of() { sed -n 's/^[^{]*{"id":"\([a-z0-9_]*\)".*/\1/p'; }

post_turns() {
    n=0
    while :; do
        n=$((n + 1))
        answer=$(api /chat -f -H "$json" -d "{\"thread_id\":\"$1\",\"content\":\"turn $n of round $2\"}" 2>/dev/null) || return 0
        printf '%s\n' "$answer" | id_of >>"$3"
    done
}

launch
i=0
while [ "$i" -lt "$rounds" ]; do
    i=$((i + 1))
    writers=
    for writer in 1 2 3; do
        thread=$(api /threads -f -H "$json" -d '{}' | id_of)
        printf '%s\n' "$thread" >"$home/thread.$writer"
        : >"$home/acked.$writer"
        post_turns "$thread" "$i" "$home/acked.$writer" &
        writers="$writers $!"
    done
    perl -e 'select undef, undef, undef, 0.3 + rand 1.2'
    kill -9 "$pid"
    wait "$pid" 2>/dev/null || :
    for writer in $writers; do wait "$writer" 2>/dev/null || :; done
    begin=$(now_millis)
    launch
    ready=$(($(now_millis) - begin))
    lost=0
    doubled=0
    count=0
    for writer in 1 2 3; do
        thread=$(cat "$home/thread.$writer")
        : >"$home/found"
        before=
        while :; do
            page=$(api "/threads/$thread/turns?limit=200$before" -f)
            printf '%s' "$page" | grep -o '"id":"turn_[a-z0-9]*"' | cut -d '"' -f 4 >"$home/page" || :
            cat "$home/page" >>"$home/found"
            [ "$(wc -l <"$home/page")" -ge 200 ] || break
            before="&before=$(head -n 1 "$home/page")"
        done
        while IFS= read -r turn; do
            count=$((count + 1))
            times=$(grep -c "^$turn\$" "$home/found" || :)
            [ "$times" -ne 0 ] || lost=$((lost + 1))
            [ "$times" -le 1 ] || doubled=$((doubled + 1))
        done <"$home/acked.$writer"
    done
    acknowledged=$((acknowledged + count))
    printf 'round %s: %s acknowledged, %s lost, %s doubled, ready after %s ms\n' "$i" "$count" "$lost" "$doubled" "$ready"
    [ "$lost" -eq 0 ] && [ "$doubled" -eq 0 ] && [ "$ready" -le "$ready_max" ] || failed=1
done
[ "$acknowledged" -gt 0 ] || failed=1
printf '%s rounds, %s acknowledged turns: %s\n' "$rounds" "$acknowledged" "$([ "$failed" -eq 0 ] && echo passed || echo FAILED)"
exit "$failed"
