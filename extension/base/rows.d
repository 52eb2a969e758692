extension/base/rows.o: extension/base/rows.cpp \
 /work/wt/core/extension/base/rows.hpp \
 /work/wt/core/extension/base/error.hpp
