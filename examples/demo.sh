#!/usr/bin/env bash
# `make demo`: what nonblock says about the guide's two examples and about a package that many services use.
set -euo pipefail
cd "$(dirname "$0")/.."

# The package is laid out as its authors have it: sources in a project folder, dependencies in its `.venv`.
package=python-telegram-bot
requirements=$PWD/examples/demo-requirements.txt
project=$PWD/.cache/demo/$package

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
    local stamp pin
    stamp="$(cksum <"$requirements") $(.venv/bin/python -V) $project"
    if [[ -f $project/.stamp && "$(<"$project/.stamp")" == "$stamp" ]]; then
        return
    fi
    rm -rf "$project"
    mkdir -p "$project"
    pin=$(grep "^$package==" "$requirements")
    .venv/bin/python -m venv "$project/.venv"
    "$project/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --requirement "$requirements"
    "$project/.venv/bin/python" -m pip install --quiet --disable-pip-version-check --no-deps --target "$project" "$pin"
    printf '[project]\nname = "%s"\nversion = "%s"\n' "$package" "${pin#*==}" >"$project/pyproject.toml"
    echo "$stamp" >"$project/.stamp"
}

echo "setting up; the first time this compiles for some minutes"
.ci/set-up
.ci/install
export PATH="$PWD/.venv/bin:$PATH"

say "1. The guide's first example awaits, so there is nothing to find:"
show 0 nonblock check examples/guide/cooperative.py

say "2. The second calls time.sleep in a coroutine:"
show 1 nonblock check examples/guide/blocking.py

say "3. The same example, run: what held the loop, for how long, and what to write instead:"
report=.cache/demo/blocking.html
mkdir -p .cache/demo
show 0 nonblock watch run -o "$report" examples/guide/blocking.py
echo "open file://$PWD/$report in a browser"

say "4. A real package, $(grep "^$package==" "$requirements") from PyPI, its dependencies followed:"
fetch
echo "\$ cd ${project#"$PWD/"}"
cd "$project"
show 1 nonblock check

say "The same, counted by rule and by what blocks:"
show 1 nonblock check --statistics
