extension/base/server.o: extension/base/server.cpp \
 /work/wt/core/extension/base/server.hpp \
 /work/wt/core/extension/base/db.hpp \
 /work/wt/core/extension/base/rows.hpp
