extension/pg/target.o: extension/pg/target.cpp \
 /work/wt/core/extension/pg/target.hpp \
 /work/wt/core/extension/base/db.hpp \
 /work/wt/core/extension/base/rows.hpp \
 /work/wt/core/extension/base/error.hpp \
 /work/wt/core/extension/pg/local_db.hpp
