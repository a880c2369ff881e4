# Everything goes through these targets; `make help` lists them.
# A Debian machine with a Swift 6.3 toolchain and this clone needs nothing else.

SHELL := /bin/bash
.DEFAULT_GOAL := help
.PHONY: help run build test lint format docs bench routing sim soak openapi tour packages test-packages clean

LISTEN ?= 127.0.0.1:7411
DATA ?= ./data
SEEDS ?= 10000
SOAK ?= 10
ARGS ?=

# Debug and release stay apart: sharing one folder rebuilds everything at each switch.
DEBUG := --scratch-path .build-debug
# Exclusivity is checked at run time in debug builds and tests only: docs/adr/0002.
RELEASE := -c release -Xswiftc -enforce-exclusivity=unchecked --scratch-path .build-release --static-swift-stdlib
MARTLET := .build-release/release/martlet
VALIDATOR := .build-tools/venv/bin/openapi-spec-validator

help: ## list the targets
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: build ## serve on 127.0.0.1:7411 with data in ./data (LISTEN=, DATA=, ARGS=)
	exec $(MARTLET) serve --listen $(LISTEN) --data $(DATA) $(ARGS)

build: packages ## build the release binary
	swift build $(RELEASE) --product martlet

test: test-packages openapi ## build and run all tests
	swift build $(DEBUG) --build-tests
	swift test $(DEBUG) --skip-build --disable-xctest --skip 'ClientTests|SimulationTests|AllocationTests|HTTPTransportTests'
	@# Apart: some keep their threads for seconds, and others have deadlines to meet.
	swift test $(DEBUG) --skip-build --disable-xctest --filter HTTPTransportTests
	swift test $(DEBUG) --skip-build --disable-xctest --filter SimulationTests
	swift test $(DEBUG) --skip-build --disable-xctest --filter AllocationTests
	swift test $(DEBUG) --skip-build --disable-xctest --filter ClientTests

lint: test-packages ## check the layout of the code and the rules it is held to
	swift format lint --strict --parallel -r Package.swift Sources Tests
	swift build $(DEBUG) --build-tests
	swift test $(DEBUG) --skip-build --disable-xctest --filter TidyTests

format: ## lay out the code
	swift format -i --parallel -r Package.swift Sources Tests

docs: test-packages ## write the tables of docs/LIMITS.md anew
	swift build $(DEBUG) --build-tests
	MARTLET_WRITE_DOCS=1 swift test $(DEBUG) --skip-build --disable-xctest --filter LimitsDocumentTests
	MARTLET_WRITE_DOCS=1 swift test $(DEBUG) --skip-build --disable-xctest --filter SettingsDocumentTests

bench: build ## measure this machine: a server and a load on its two ends (DURATION=, ONLY=)
	scripts/bench.sh $(MARTLET)

routing: ## time the routing of messages alone
	swift build $(RELEASE) --product routing-times
	.build-release/release/routing-times

sim: test-packages ## crash the simulated server with many seeds (SEEDS=)
	swift build $(RELEASE) --product simulate
	.build-release/release/simulate --seeds $(SEEDS) --quiet

soak: packages test-packages ## load, kill and restart the real server, then account for all (SOAK= minutes)
	swift build $(RELEASE) --product martlet
	swift build $(RELEASE) --product soak
	.build-release/release/soak --minutes $(SOAK)

openapi: $(VALIDATOR) ## validate openapi.yaml
	@if [ -f openapi.yaml ]; then $(VALIDATOR) openapi.yaml; fi

tour: build test-packages ## run the commands of README.md and the tutorials, then kill and restart the release binary
	python3 scripts/tour.py $(MARTLET) README.md
	python3 scripts/tour.py $(MARTLET) docs/TUTORIALS.md
	python3 scripts/restart.py $(MARTLET)

clean: ## remove what was built; ./data stays
	rm -rf .build-debug .build-release .build-tools

packages:
	@scripts/packages.sh run

test-packages:
	@scripts/packages.sh test

$(VALIDATOR): | test-packages
	python3 -m venv .build-tools/venv
	.build-tools/venv/bin/pip install --quiet --disable-pip-version-check 'openapi-spec-validator==0.9.0'
