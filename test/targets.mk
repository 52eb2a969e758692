# The targets that are not the extension's build. Each installs what it needs, once.
# Words: a step is one kind of test; test/all knows them all.
# Nothing here may need PostgreSQL's headers before test/deps has run: the scripts start make anew.
tests := $(src)/test

.PHONY: help deps client docs demo test test-versions test-sanitize bench check-style

help:
	@echo "make                the extension (needs PostgreSQL's server headers)"
	@echo "make install        into the server that pg_config belongs to"
	@echo "make client         the client: build/cmake/pgcopilot"
	@echo "make demo           a shop with a workload and faults, and what copilot says of it"
	@echo "make docs           docs/reports.md and docs/findings.md, from reports and rules"
	@echo "make test           everything below but versions, sanitizers and benchmarks"
	@echo "make check          the structural checks alone"
	@echo "make check-style    clang-format, clang-tidy"
	@echo "make test-versions  PostgreSQL 15, 17 and 18; makes their roots once (VERSIONS='17' for some)"
	@echo "make test-sanitize  the unit tests and the server's, under ASan and UBSan"
	@echo "make bench          what things cost, against the peers"
	@echo "make exam           cases of other projects, where they are (EXAM=FOLDER)"
	@echo "make deps           installs what build and test need, from Debian packages"
	@echo "make clean"
	@echo
	@echo "test/all STEP...    some steps of make test: $$($(tests)/all --list)"
	@echo "test/cluster CMD    a command against a private server; test/cluster --help"

deps:
	@$(tests)/deps build test

client: | client-deps
	@$(MAKE) -s -f $(src)/Makefile generated
	cmake -S $(src) -B build/cmake >/dev/null
	cmake --build build/cmake --parallel 2 --target pgcopilot

.PHONY: client-deps
client-deps:
	@$(tests)/deps build test

# Written beside what it describes, and kept in the repository: people read it there.
docs: $(reports) | client-deps generated
	perl $(src)/extension/report/generate.pl markdown $(reports) > $(src)/docs/reports.md.new
	mv $(src)/docs/reports.md.new $(src)/docs/reports.md
	cmake -S $(src) -B build/cmake >/dev/null
	cmake --build build/cmake --parallel 2 --target findings_page
	build/cmake/findings_page > $(src)/docs/findings.md.new
	mv $(src)/docs/findings.md.new $(src)/docs/findings.md

demo: client
	@$(tests)/cluster -- $(tests)/demo/run $(CURDIR)/build/cmake/pgcopilot

test: deps
	@$(tests)/all

test-versions:
	@$(tests)/deps build test versions
	@$(tests)/versions $(VERSIONS)

test-sanitize:
	@$(tests)/deps build test sanitize
	@COPILOT_SANITIZE=1 $(tests)/all unit regress pgtap faults

bench:
	@$(tests)/deps build test bench
	@$(tests)/bench/run

# Other people's cases, where they are: EXAM=FOLDER.
EXAM ?= $(src)/../shared/exam
.PHONY: exam
exam:
	@test -d "$(EXAM)" || { echo "no cases in $(EXAM): say EXAM=FOLDER" >&2; exit 1; }
	@$(tests)/deps build test
	@$(tests)/cluster -- $(tests)/exam/lint "$(abspath $(EXAM))"
	@$(tests)/cluster -- $(tests)/exam/diff "$(abspath $(EXAM))"

ifneq ($(filter check,$(MAKECMDGOALS)),)
.PHONY: check
check:
	@$(tests)/deps build test
	@$(tests)/all build checks
endif

check-style:
	@$(tests)/deps build test style
	@$(tests)/checks/style
