extension/pg/wiring.o: extension/pg/wiring.cpp \
 /work/wt/core/extension/report/run.hpp \
 /work/wt/core/extension/report/catalogue.hpp \
 /work/wt/core/extension/base/report.hpp \
 /work/wt/core/extension/base/db.hpp \
 /work/wt/core/extension/base/rows.hpp \
 /work/wt/core/extension/pg/postgres.hpp \
 /work/wt/core/extension/pg/call.hpp \
 /work/wt/core/extension/pg/arguments.hpp \
 /work/wt/core/extension/pg/session.hpp \
 /work/wt/core/extension/pg/target.hpp \
 /work/wt/core/extension/pg/enter.hpp \
 /work/wt/core/extension/pg/result.hpp \
 /work/wt/core/extension/pg/settings.hpp
