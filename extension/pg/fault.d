extension/pg/fault.o: extension/pg/fault.cpp \
 /work/wt/core/extension/pg/fault.hpp
