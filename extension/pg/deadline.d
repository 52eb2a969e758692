extension/pg/deadline.o: extension/pg/deadline.cpp \
 /work/wt/core/extension/pg/deadline.hpp \
 /work/wt/core/extension/pg/postgres.hpp \
 /work/wt/core/extension/pg/guard.hpp \
 /work/wt/core/extension/pg/error.hpp
