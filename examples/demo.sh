#!/usr/bin/env bash
# `make demo`: what nonblock says about the guide's two examples and about a package that thousands of services use.
set -euo pipefail
cd "$(dirname "$0")/.."

# The package, taken for our own code so that its findings are shown, and an environment with what it depends on.
package=aiohttp
requirements=examples/demo-requirements.txt
cache=.cache/demo

say() {
    printf '\n%s\n\n' "$*"
}

# show CODE COMMAND... : prints and runs a command, and insists on its exit code.
show() {
    local expected=$1 code=0
    shift
    echo "\$ $*"
    "$@" || code=$?
    if ((code != expected)); then
        echo "the command ended with exit code $code, and the demo expected $expected" >&2
        exit 1
    fi
}

# Fetches the package and its dependencies, once for each version of the requirements.
fetch() {
    local stamp
    stamp="$(cksum <"$requirements") $(.venv/bin/python -V)"
    if [[ -f $cache/stamp && "$(<"$cache/stamp")" == "$stamp" ]]; then
        return
    fi
    rm -rf "$cache"
    .venv/bin/python -m venv "$cache/environment"
    "$cache/environment/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$requirements"
    "$cache/environment/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps \
        --target "$cache/source" "$(grep "^$package==" "$requirements")"
    echo "$stamp" >"$cache/stamp"
}

echo "setting up; the first time this compiles for some minutes"
.ci/set-up
.ci/install
export PATH="$PWD/.venv/bin:$PATH"

say "1. The guide's first example awaits, so there is nothing to find:"
show 0 nonblock check examples/guide/cooperative.py

say "2. The second calls time.sleep in a coroutine:"
show 1 nonblock check examples/guide/blocking.py

say "3. A real package, $(grep "^$package==" "$requirements") from PyPI, its dependencies followed:"
fetch
show 1 nonblock check --python "$cache/environment" "$cache/source/$package"
