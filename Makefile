# The commands of this repository. Each does its own set-up and may be run again at any time.

.DEFAULT_GOAL := help
.PHONY: help demo test format prove-catalogue screenshot soak pythons loom

help: ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

demo: ## see nonblock at work on the guide's examples and on a package from PyPI
	@examples/demo.sh

test: ## run every check and every test
	@.ci/test

format: ## lay out Rust and Python sources, and apply the safe fixes of ruff
	@.ci/format

screenshot: ## take the picture of the HTML report anew that the documentation shows
	@.ci/set-up && .ci/install && .venv/bin/python -m tests.reports.screenshot

pythons: ## run the tests of threads and processes on each CPython at hand, from 3.10 to 3.14
	@.ci/pythons $(VERSIONS)

loom: ## run the wake-up protocols of threads and processes in every interleaving
	@RUSTFLAGS="--cfg loom" CARGO_TARGET_DIR=target/loom cargo test --release --package nonblock-pool --lib loom_tests

soak: ## call threads and processes for ten minutes with kills, timeouts, cancels: SECONDS=60 for less
	@.venv/bin/python tests/soak/soak.py --seconds $(or $(SECONDS),600) --calls $(or $(CALLS),200000)

prove-catalogue: ## look every name of the catalogue up in the real packages again (4 GB from PyPI)
	@crates/nonblock-catalogue/proofs/run --gil
