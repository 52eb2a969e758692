extension/pg/result.o: extension/pg/result.cpp \
 /work/wt/core/extension/pg/result.hpp \
 /work/wt/core/extension/base/rows.hpp \
 /work/wt/core/extension/pg/postgres.hpp \
 /work/wt/core/extension/pg/encoding.hpp \
 /work/wt/core/extension/pg/guard.hpp \
 /work/wt/core/extension/pg/error.hpp
