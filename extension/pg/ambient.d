extension/pg/ambient.o: extension/pg/ambient.cpp \
 /work/wt/core/extension/pg/ambient.hpp \
 /work/wt/core/extension/base/clock.hpp \
 /work/wt/core/extension/base/interrupts.hpp \
 /work/wt/core/extension/pg/postgres.hpp \
 /work/wt/core/extension/pg/guard.hpp \
 /work/wt/core/extension/pg/error.hpp
