# Named, timed steps for `.ci/test`: all run, even after one has failed, and the end says how each went.

step_logs="target/steps"
step_lines=()
step_failures=()

# step NAME COMMAND... : runs the command, shows and keeps its output, and remembers how it went.
step() {
    local name=$1 log="$step_logs/$1.log" start=$SECONDS
    shift
    printf '\n==> %s: %s\n' "$name" "$*"
    mkdir -p "$step_logs"
    "$@" 2>&1 </dev/null | tee "$log"
    local status=${PIPESTATUS[0]} word=ok
    if ((status != 0)); then
        word="FAILED ($status), see $log"
        step_failures+=("$name")
    fi
    step_lines+=("$(printf '%5d s  %-14s %s' $((SECONDS - start)) "$name" "$word")")
    return "$status"
}

# needed NAME COMMAND... : a step without which no later one makes sense.
needed() {
    step "$@" || finish
}

# finish : prints the steps with their times, then what the test runners said about themselves; ends the script.
finish() {
    printf '\n==> steps\n'
    printf '%s\n' "${step_lines[@]}"
    printf '\n==> tests, in the words of their runners\n'
    local log
    for log in "$step_logs"/{rust-tests,doc-tests,pytest}.log; do
        [[ -f $log ]] && grep -E '^ *Summary \[|^test result:|^=+ .* in [0-9.]+s.*=+$' "$log"
    done
    if ((${#step_failures[@]} != 0)); then
        printf 'failed: %s\n' "${step_failures[*]}"
        exit 1
    fi
    exit 0
}
