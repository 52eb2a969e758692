extension/pg/settings.o: extension/pg/settings.cpp \
 /work/wt/core/extension/pg/settings.hpp \
 /work/wt/core/extension/pg/postgres.hpp \
 /work/wt/core/extension/pg/fault.hpp
