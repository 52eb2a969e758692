#!/usr/bin/env perl
# Random schemas and random edits: the migration from one to the other is right, and so is the way back.
# Words: a round is one schema, edited some times; COPILOT_SEED chooses others, COPILOT_ROUNDS how many.
# What fails must be found again by the seed that is printed.
use strict;
use warnings;
use FindBin;
use lib "$FindBin::Bin/../diff";
use Judge qw(sql load_sql migrate make_pair drop_pair);
use Shape;

my $seed = $ENV{COPILOT_SEED} // 1;
my $rounds = $ENV{COPILOT_ROUNDS} // 8;
sql('postgres', 'CREATE DATABASE diff_hub');
sql('diff_hub', 'CREATE EXTENSION copilot');
my $failed = 0;
for my $round (1 .. $rounds) {
    srand($seed * 1000 + $round);
    my $source = Shape->new;
    my $target = $source->copy;
    $target->edit for 1 .. 3 + int rand 10;
    my $problem = eval {
        make_pair('diff_source', 'diff_target');
        load_sql('diff_source', $source->sql . $source->rows);
        load_sql('diff_target', $target->sql);
        migrate('diff_hub', 'diff_source', 'diff_target', offline => $round % 2);
    } // "it died: $@";
    if ($problem eq '') {
        print "ok $round - seed $seed, round $round\n";
    } else {
        $failed++;
        print "not ok $round - seed $seed, round $round\n", map { "# $_\n" } split /\n/, $problem;
    }
}
drop_pair('diff_source', 'diff_target', 'diff_hub');
print "1..$rounds\n";
exit($failed || !$rounds);
