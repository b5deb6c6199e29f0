# Everything a checkout needs, one word each. `make` alone lists them.
#
# All targets share one cargo profile (dev) and one target directory, so that nothing is compiled twice
# for being asked for in another way. Only `release` differs.

CARGO   ?= cargo
NPM     ?= npm
PORT    ?= 5173
FORMWORK = target/debug/formwork

.DEFAULT_GOAL := help
.PHONY: help setup build demo test browser screenshots parity bench bench-parsers bench-edits fuzz fmt lint deny release clean

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-13s %s\n", $$1, $$2 }' Makefile

setup: ## check the tools; fetch the JavaScript packages if their lock changed
	@scripts/setup.sh

build: setup ## compile the formwork command
	$(CARGO) build --package formwork-cli

demo: build ## build the example app and serve it on http://localhost:5173, or PORT
	$(FORMWORK) build examples/tour
	@echo "  Stop it with Ctrl-C. For live reload: $(FORMWORK) dev examples/tour"
	TOUR_DB=target/tour.db HOST=127.0.0.1 PORT=$(PORT) ORIGIN=http://localhost:$(PORT) $(FORMWORK) start examples/tour/build

# From quick to slow, so that the first failure comes early.
test: setup browser ## everything that must pass: formatting, lints, Rust, client, type and browser tests
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- --deny warnings
	$(CARGO) test --workspace
	cd client && $(NPM) test
	cd client && $(NPM) run check
	cd typecheck && $(NPM) test
	cd e2e && CHROMIUM="$$(../scripts/browser.sh --print)" $(NPM) test
	@scripts/deny.sh

browser: ## find Chromium for the browser tests, or install it where that needs no questions
	@scripts/browser.sh

screenshots: build browser ## take the pictures in docs/screenshots again
	cd e2e && CHROMIUM="$$(../scripts/browser.sh --print)" $(NPM) run screenshots

parity: build ## compare the example apps with SvelteKit, request by request (fetches SvelteKit)
	@scripts/parity.sh

bench: release ## some figures of this checkout: build time, start, memory, requests
	@scripts/bench.sh

bench-parsers: ## throughput of the form parsers by size of the body (see bench/README.md)
	$(CARGO) bench --package formwork-bench

bench-edits: release browser ## from an edit to its sight in the browser, with `formwork dev` (see bench/README.md)
	CHROMIUM="$$(scripts/browser.sh --print)" node bench/edits.mjs

fuzz: ## look for inputs that break a parser; TIME=60 seconds for each TARGET=all (see fuzz/README.md)
	@CARGO="$(CARGO)" TIME="$(TIME)" TARGET="$(TARGET)" scripts/fuzz.sh

fmt: ## format the Rust code
	$(CARGO) fmt --all

lint: ## formatting and lints only
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets -- --deny warnings

deny: ## licences, sources and duplicates of the dependencies (needs cargo-deny)
	@scripts/deny.sh

release: setup ## an optimised binary in target/release/formwork
	$(CARGO) build --release --package formwork-cli

clean: ## remove what was built
	$(CARGO) clean
	rm -rf client/node_modules e2e/node_modules typecheck/node_modules crates/formwork-cli/tests/packages/node_modules
	rm -rf examples/*/node_modules examples/*/build examples/*/.formwork
