extension/pg/encoding.o: extension/pg/encoding.cpp \
 /work/wt/core/extension/pg/encoding.hpp \
 /work/wt/core/extension/pg/postgres.hpp
