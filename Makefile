# make up       a beta test on a simulated Amazon, from nothing to its invitation URL
# make preview  what the next `make up` would do, and why
# make destroy  ends it
# make quick    what can be checked in seconds
# make watch    runs the quick tests of what is being edited, again and again
# make test     everything that is checked, in one go
# make format   formats, and fixes what the linter can
# make schema   regenerates provider/schema.json, its examples, the SDKs and docs/reference from the types
# make sdks     packs the SDKs of other languages into release/
# make figures  measures the figures of docs/reliability.md; make soak looks for new cases for half an hour
# make pictures draws docs/pictures from real runs; it needs a Chromium, and util-linux
# make bench    measures speed, memory and requests next to other ways, for docs/benchmarks.md: keep the machine idle
# make acceptance SKILL_ID=... TESTER=me@example.com  asks the real Amazon what its documentation leaves open; it mails TESTER
# make plugin   builds the plugin as executables that need no Node.js, for every platform, into release/
# make release VERSION=x.y.z  everything of a release up to the push and `npm publish`
# make clean    stops the simulator and removes what was made here, except release/

.PHONY: up preview destroy simulator
.PHONY: test quick watch lint workflows types schema-check quick-tests format
.PHONY: schema figures soak bench acceptance pictures
.PHONY: dist sdks plugin release clean tools engine languages
MAKEFLAGS += --no-print-directory
SHELL := /bin/sh

# Node.js comes from npm, so that the machine's may be older; the CLI has a cache that all clones share.
export PATH := $(CURDIR)/node_modules/.bin:$(PATH)
CACHE ?= $(or $(XDG_CACHE_HOME),$(HOME)/.cache)/pulumi-alexa
export PULUMI_HOME := $(CACHE)
export PULUMI_SKIP_UPDATE_CHECK := true

STATE := $(CURDIR)/.quickstart
# A Pulumi CLI of the machine's own is used if it is recent enough.
OWN_PULUMI = $(eval OWN_PULUMI := $(shell sh tools/engine/onPath.sh))$(OWN_PULUMI)
QUICKSTART = PULUMI_BACKEND_URL=file://$(STATE) PULUMI_CONFIG_PASSPHRASE=quickstart $(or $(OWN_PULUMI),pulumi) --non-interactive
SOURCES := $(shell find provider sdk simulator cli -name '*.*ts' -o -name '*.tsx' -o -name '*.css' -o -name '*.json')

up: simulator
	@$(QUICKSTART) stack select --create quickstart
	@$(QUICKSTART) up --yes --stack quickstart
	@echo "Testers join at $$($(QUICKSTART) stack output invitationUrl --stack quickstart)"

preview: simulator
	@$(QUICKSTART) preview --stack quickstart

destroy: simulator
	@$(QUICKSTART) destroy --yes --stack quickstart

test:
	@$(MAKE) -j2 lint types schema-check languages dist/sdk/index.js
	@jest

# What needs neither the Pulumi CLI nor a build.
quick:
	@$(MAKE) -j3 lint types schema-check quick-tests

watch: node_modules/.package-lock.json
	@jest --selectProjects quick --watch

lint: node_modules/.package-lock.json workflows
	@echo "check: format, lint, layers" && biome ci .

# The project's own workflows, and those for users. `queue` is GitHub's since May 2026, and this actionlint is older.
ACTIONLINT := $(CACHE)/actionlint-1.7.12
workflows: $(ACTIONLINT)
	@if [ ! -x $(ACTIONLINT) ]; then echo "check: workflows are skipped: Go is missing here"; \
	  else echo "check: workflows" && $(ACTIONLINT) \
	    -ignore 'unexpected key "queue" for "concurrency"' .github/workflows/*.yml examples/pull-requests/.github/workflows/*.yml; fi

$(ACTIONLINT):
	@if command -v go >/dev/null; then echo "install: actionlint" && mkdir -p $(CACHE) && cd tools/actionlint && \
	  go build -o $@.new github.com/rhysd/actionlint/cmd/actionlint && mv $@.new $@; fi

types: node_modules/.package-lock.json
	@echo "check: types" && tsc --incremental --tsBuildInfoFile node_modules/.cache/types.tsbuildinfo

schema-check: node_modules/.package-lock.json
	@echo "check: schema, reference" && node tools/schema.mts --check && node tools/reference.mts --check

quick-tests: node_modules/.package-lock.json
	@jest --selectProjects quick

# Measures the figures of docs/reliability.md.
figures: dist/sdk/index.js engine
	@jest tests/provider/betaTest/exhaustive tests/model tests/e2e/crash tests/e2e/random tests/e2e/rate

# Runs the model of programs, people and faults on new cases for this long.
MINUTES ?= 30
soak: node_modules/.package-lock.json
	@SOAK_MINUTES=$(MINUTES) jest tests/model

# SUITES="start-up testers" runs only those, and prints their figures without writing them down.
bench: dist/sdk/index.js engine bench/scripts/node_modules/.package-lock.json
	@node bench/main.mts $(SUITES)

# The scripts that the provider is compared with.
bench/scripts/node_modules/.package-lock.json: bench/scripts/package.json | tools
	@echo "install: ask-cli and Amazon's SDK" && npm install --prefix bench/scripts --no-save --no-audit --no-fund --loglevel=error
	@touch $@

# Creates, starts and ends a beta test of a skill that has none, with the credentials of the environment or of ask-cli, and
# says so before. TESTER2 is a second address of yours, by default TESTER with a plus tag; OUT is the report. YES=1 asks nothing,
# PROVIDER=no leaves the engine out, FOREIGN_SKILL is the id of a skill of another account.
acceptance: $(if $(filter no,$(PROVIDER)),node_modules/.package-lock.json,dist/sdk/index.js engine)
	@node tools/acceptance.mts

# What the docs show: the simulator's page, a preview, and the life of a test.
pictures: dist/sdk/index.js engine
	@node tools/pictures.mts

# What other languages know of the resource, and docs/reference: generated from sdk/types.ts, sdk/plugin/types.ts and docs/examples.
schema: node_modules/.package-lock.json
	@node tools/generate.mts

# The SDKs of other languages as files that a release has: users install them without npm.
sdks: node_modules/.package-lock.json
	@node tools/sdks.mts

# TARGETS="linux-amd64 darwin-arm64" builds only those.
plugin: dist/sdk/index.js
	@node tools/plugin.mts release $(TARGETS)

# CHECK=quick tries a release with fewer tests. REPOSITORY=https://HOST/OWNER/NAME and PLUGIN_SERVER=URL say where the
# project and the plugin's archives are published; package.json keeps them. tools/release.mts undoes what it did if a
# step fails.
CHECK ?= test
export REPOSITORY PLUGIN_SERVER
release: node_modules/.package-lock.json
	@node tools/release.mts "$(VERSION)" "$(CHECK)"

format: node_modules/.package-lock.json
	@biome check --write .

simulator: dist/sdk/index.js
	@[ -n "$(OWN_PULUMI)" ] || node tools/engine/install.mts nodejs
	@mkdir -p $(STATE)
	@node tools/quickstart.mts start $(STATE)/simulator.json

engine: node_modules/.package-lock.json
	@node tools/engine/install.mts nodejs

# The languages of examples/, for the tests.
languages: node_modules/.package-lock.json
	@node tools/engine/install.mts nodejs python yaml go java

dist: dist/sdk/index.js

dist/sdk/index.js: node_modules/.package-lock.json tsconfig.json tsconfig.build.json package.json tools/build.mts $(SOURCES) \
		| node_modules/pulumi-alexa
	@echo "build: dist"
	@node tools/build.mts

# Not `npm ci`: it fails where a registry lacks the optional packages of other platforms.
node_modules/.package-lock.json: package.json package-lock.json | tools
	@echo "install: npm packages" && npm install --no-save --no-audit --no-fund --loglevel=error
	@touch $@

# The examples import the package by its name, here this checkout.
node_modules/pulumi-alexa: | node_modules/.package-lock.json
	@ln -sfn .. $@

tools:
	@command -v node >/dev/null || { echo "Node.js is missing: install version 20 or newer"; exit 1; }
	@command -v npm >/dev/null || { echo "npm is missing: it comes with Node.js"; exit 1; }

clean:
	@if [ -x node_modules/.bin/node ]; then node tools/quickstart.mts stop $(STATE)/simulator.json; fi
	@rm -rf $(STATE) dist node_modules bench/scripts/node_modules
	@echo "The Pulumi CLI and Bun stay in $(CACHE), which all clones share."
