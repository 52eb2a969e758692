extension/base/db.o: extension/base/db.cpp \
 /work/wt/core/extension/base/db.hpp \
 /work/wt/core/extension/base/rows.hpp
