extension/pg/session.o: extension/pg/session.cpp \
 /work/wt/core/extension/pg/session.hpp \
 /work/wt/core/extension/pg/postgres.hpp \
 /work/wt/core/extension/pg/deadline.hpp \
 /work/wt/core/extension/pg/guard.hpp \
 /work/wt/core/extension/pg/error.hpp \
 /work/wt/core/extension/pg/settings.hpp
