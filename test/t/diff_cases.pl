#!/usr/bin/env perl
# Pairs of schemas on which tools of this kind have failed: each migrated, online and offline, and judged by pg_dump.
# Words: a case is a file of test/diff/cases: the source, a line "-- target", the target; "-- rows" begins what fills the source.
# It must not compare the script with a text: what it does is what counts.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../diff";
use Judge qw(sql load_sql migrate make_pair drop_pair);

sql('postgres', 'CREATE DATABASE diff_hub');
sql('diff_hub', 'CREATE EXTENSION copilot');
my ($count, $failed) = (0, 0);
for my $file (sort glob "$FindBin::Bin/../diff/cases/*.sql") {
    open my $in, '<', $file or die "$file: $!";
    my $text = do { local $/; <$in> };
    close $in;
    my ($name) = $file =~ m{([^/]+)\.sql$};
    my ($source, $target) = split /^-- target\n/m, $text, 2;
    defined $target or die "$file has no line \"-- target\"";
    ($target, my $rows) = split /^-- rows\n/m, $target, 2;
    for my $offline (0, 1) {
        my $problem = eval {
            make_pair('diff_source', 'diff_target');
            load_sql('diff_source', $source . ($rows // ''));
            load_sql('diff_target', $target);
            migrate('diff_hub', 'diff_source', 'diff_target', offline => $offline);
        } // "it died: $@";
        $count++;
        my $label = "$name" . ($offline ? ', offline' : '');
        if ($problem eq '') {
            print "ok $count - $label\n";
        } else {
            $failed++;
            print "not ok $count - $label\n", map { "# $_\n" } split /\n/, $problem;
        }
    }
}
drop_pair('diff_source', 'diff_target', 'diff_hub');
print "1..$count\n";
exit($failed || !$count);
