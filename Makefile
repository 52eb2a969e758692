# The extension, by PGXS. `make help` lists the other targets; they live in test/targets.mk.
# Words: a variant is a build with other flags, in a folder of its own: COPILOT_FAULTS=1, COPILOT_SANITIZE=1.
# Builds in the folder it is started in: `make`, or elsewhere `make -f PATH/Makefile`.
src := $(patsubst %/,%,$(dir $(abspath $(firstword $(MAKEFILE_LIST)))))
version := $(shell sed -n "s/^default_version = '\(.*\)'/\1/p" $(src)/extension/copilot.control)

# Debian's pg_config names a pgxs.mk also where the server's headers are not installed.
PG_CONFIG ?= pg_config
PGXS := $(wildcard $(shell $(PG_CONFIG) --pgxs 2>/dev/null))
# PGXS has a `check` of its own, which only says that there is none.
pgxs_wanted := $(if $(filter check,$(MAKECMDGOALS)),,$(PGXS))

.DEFAULT_GOAL := all

modules := base catalog collect trend report advise lint lint/schema lint/script diff diff/kinds ask \
	pg pg/changes pg/history pg/lint pg/schema
sources := $(foreach module,$(modules),$(wildcard $(src)/extension/$(module)/*.cpp))
reports := $(sort $(wildcard $(src)/extension/report/reports/*.sql))
generated := build/generated/catalogue.cpp build/generated/lexicon.cpp
script := build/copilot--$(version).sql

MODULE_big = copilot
EXTENSION = extension/copilot
DATA_built = $(script)
source_objects := $(patsubst $(src)/%.cpp,%.o,$(sources))
generated_objects := $(generated:.cpp=.o)
OBJS = $(source_objects) $(generated_objects)
EXTRA_CLEAN = build $(OBJS:.o=.d) results regression.diffs regression.out
REGRESS ?= $(patsubst $(src)/sql/%.sql,%,$(sort $(wildcard $(src)/sql/*.sql)))
REGRESS_OPTS += --inputdir=$(src)

# A test build fails the n-th guarded call (copilot.debug_fault); never install one on a real server.
faults := $(if $(COPILOT_FAULTS),-DCOPILOT_FAULTS)
sanitizers := -fsanitize=address -fsanitize=undefined -fno-sanitize=vptr -fno-omit-frame-pointer
sanitize := $(if $(COPILOT_SANITIZE),$(sanitizers))
ifneq ($(faults)$(sanitize),)
ifeq ($(CURDIR),$(src))
ifneq ($(filter all install,$(or $(MAKECMDGOALS),all)),)
$(error variants have a folder of their own: mkdir -p build/variant; make -C build/variant -f $(src)/Makefile)
endif
endif
endif

# Server headers by -isystem: their warnings are not ours.
PG_CPPFLAGS = -DCOPILOT_VERSION=\"$(version)\" -isystem $(shell $(PG_CONFIG) --includedir-server 2>/dev/null) \
	-isystem $(shell $(PG_CONFIG) --includedir 2>/dev/null) \
	-I$(src)/extension $(faults)
PG_CXXFLAGS = -std=c++20 -Wall -Wextra -Werror -Wno-register -MMD $(sanitize)
PG_LDFLAGS += $(sanitize)
SHLIB_LINK += -lpq -lstdc++ -Wl,--version-script=$(src)/extension/exports.map $(sanitize)
override with_llvm = no

ifneq ($(pgxs_wanted),)
include $(PGXS)

# PGXS searches the sources' folder for targets too, and would take another build's objects for ours.
VPATH :=
vpath %.control $(src)
$(source_objects): %.o: $(src)/%.cpp
	@mkdir -p $(@D)
	$(CXX) $(CXXFLAGS) $(CPPFLAGS) -c -o $@ $<
$(generated_objects): %.o: %.cpp
	$(CXX) $(CXXFLAGS) $(CPPFLAGS) -c -o $@ $<
-include $(OBJS:.o=.d)
$(shlib): $(src)/extension/exports.map
else ifneq ($(PGXS),)
.PHONY: all install installcheck
all install installcheck:
	@$(MAKE) -f $(src)/Makefile $@
else
.PHONY: all install installcheck
all install installcheck:
	@echo "No PostgreSQL server headers here ($(PG_CONFIG) --pgxs names no file)." >&2
	@echo "Debian: make deps; elsewhere: install them, or set PG_CONFIG=/path/to/pg_config" >&2
	@exit 1
endif

.PHONY: generated
generated: $(generated) $(script)

build/generated:
	@mkdir -p $@

build/generated/catalogue.cpp: $(src)/extension/report/generate.pl $(reports) | build/generated
	perl $< cpp $(reports) > $@.new && mv $@.new $@

build/generated/report_%.sql: $(src)/extension/report/generate.pl $(reports) | build/generated
	perl $< $* $(reports) > $@.new && mv $@.new $@

build/generated/lexicon.cpp: $(src)/extension/ask/generate.pl $(src)/extension/ask/lexicon.txt | build/generated
	perl $< $(src)/extension/ask/lexicon.txt > $@.new && mv $@.new $@

# CREATE, not CREATE OR REPLACE: nobody can make an object first and own it.
script_parts := $(src)/extension/sql/header.sql $(sort $(wildcard $(src)/extension/sql/schema/*.sql)) \
	build/generated/report_types.sql build/generated/report_functions.sql \
	$(sort $(wildcard $(src)/extension/sql/api/*.sql))
$(script): $(script_parts)
	sed 's/^CREATE OR REPLACE /CREATE /' $(script_parts) > $@.new && mv $@.new $@

include $(src)/test/targets.mk
