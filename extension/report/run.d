extension/report/run.o: extension/report/run.cpp \
 /work/wt/core/extension/report/run.hpp \
 /work/wt/core/extension/report/catalogue.hpp \
 /work/wt/core/extension/base/report.hpp \
 /work/wt/core/extension/base/db.hpp \
 /work/wt/core/extension/base/rows.hpp \
 /work/wt/core/extension/base/error.hpp
