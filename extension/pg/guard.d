extension/pg/guard.o: extension/pg/guard.cpp \
 /work/wt/core/extension/pg/guard.hpp \
 /work/wt/core/extension/pg/error.hpp \
 /work/wt/core/extension/pg/postgres.hpp \
 /work/wt/core/extension/pg/enter.hpp \
 /work/wt/core/extension/pg/fault.hpp
