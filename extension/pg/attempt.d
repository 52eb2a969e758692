extension/pg/attempt.o: extension/pg/attempt.cpp \
 /work/wt/core/extension/pg/attempt.hpp \
 /work/wt/core/extension/base/db.hpp \
 /work/wt/core/extension/base/rows.hpp \
 /work/wt/core/extension/base/error.hpp \
 /work/wt/core/extension/pg/error.hpp \
 /work/wt/core/extension/pg/postgres.hpp \
 /work/wt/core/extension/pg/deadline.hpp \
 /work/wt/core/extension/pg/encoding.hpp \
 /work/wt/core/extension/pg/enter.hpp \
 /work/wt/core/extension/pg/guard.hpp
