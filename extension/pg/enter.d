extension/pg/enter.o: extension/pg/enter.cpp \
 /work/wt/core/extension/pg/enter.hpp \
 /work/wt/core/extension/pg/postgres.hpp \
 /work/wt/core/extension/base/error.hpp \
 /work/wt/core/extension/pg/deadline.hpp \
 /work/wt/core/extension/pg/encoding.hpp \
 /work/wt/core/extension/pg/error.hpp \
 /work/wt/core/extension/pg/fault.hpp
