extension/base/finding.o: extension/base/finding.cpp \
 /work/wt/core/extension/base/finding.hpp
