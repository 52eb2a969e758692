extension/pg/arguments.o: extension/pg/arguments.cpp \
 /work/wt/core/extension/pg/arguments.hpp \
 /work/wt/core/extension/base/report.hpp \
 /work/wt/core/extension/base/db.hpp \
 /work/wt/core/extension/base/rows.hpp \
 /work/wt/core/extension/pg/postgres.hpp \
 /work/wt/core/extension/pg/encoding.hpp \
 /work/wt/core/extension/pg/guard.hpp \
 /work/wt/core/extension/pg/error.hpp
