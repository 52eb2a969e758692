#!/usr/bin/perl
# Turns report/reports/*.sql into the C++ table, the SQL functions or the documentation.
# Words: a file is a header of "-- key: value" lines (a line of "--" and three spaces continues one), then
# queries, each under "-- query: [local|window] FROM-TO"; a line of a query that ends in "-- FROM-TO" is only for those
# server versions; what follows "-- then" ends them all. It must fail on anything it does not understand.
use strict;
use warnings;

my %types = map { $_ => 1 } qw(text integer bigint boolean interval timestamptz real), 'double precision',
  'integer[]', 'text[]', 'date', 'jsonb';
my %units = map { $_ => 1 } '', qw(bytes ms percent count rows per_day sql conninfo);
my %flags = map { $_ => 1 } qw(read_all_stats read_all_settings);

my ($mode, @files) = @ARGV;
my %writers = (cpp => \&write_cpp, types => \&write_types, functions => \&write_functions, markdown => \&write_markdown);
my $writer = $writers{ $mode // '' } or die "usage: generate.pl cpp|types|functions|markdown FILE...\n";
$writer->(map { read_report($_) } sort @files);

sub read_report {
    my ($file) = @_;
    open my $in, '<', $file or die "$file: $!\n";
    my %report = (file => $file, windowed => 0, map { $_ => [] } qw(parameters columns needs variants));
    my (@entries, $variant, $end);
    while (my $line = <$in>) {
        chomp $line;
        if ($line =~ /^-- query: (local |window )?(\d+)-(\d*)$/) {
            my $where = $1 // '';
            $variant = { local => $where ? 1 : 0, window => $where eq 'window ', from => $2, to => $3 || 999999, sql => '' };
            push @{ $report{variants} }, $variant;
        } elsif ($variant && $line eq '-- then') {
            $end = '';
        } elsif (defined $end) {
            $end .= "$line\n";
        } elsif ($variant) {
            $variant->{sql} .= "$line\n";
        } elsif ($line =~ /^--   (\S.*)$/ && @entries) {
            $entries[-1][1] .= " $1";
        } elsif ($line =~ /^-- ([a-z]+): (\S.*)$/) {
            push @entries, [$1, $2, $.];
        } elsif ($line ne '') {
            die "$file:$.: neither a header line nor part of a query: $line\n";
        }
    }
    read_entry(\%report, @$_) for @entries;
    $file =~ m{([a-z_]+)\.sql$} && $1 eq ($report{report} // '') or die "$file: must be named after its report\n";
    defined $report{$_} or die "$file: no $_\n" for qw(title description words);
    @{ $report{$_} } or die "$file: no $_\n" for qw(columns variants);
    my $reads_history = grep { $_->{window} } @{ $report{variants} };
    !$reads_history == !defined $report{history} && (!$reads_history || $report{windowed})
      or die "$file: since, history and a window's query go together\n";
    $_->{sql} .= $end // '' for @{ $report{variants} };
    $report{variants} = [map { by_version($_) } @{ $report{variants} }];
    bind_parameters(\%report, $_) for @{ $report{variants} };
    return \%report;
}

sub read_entry {
    my ($report, $key, $value, $line) = @_;
    my $fail = sub { die "$report->{file}:$line: $_[0]\n" };
    if ($key =~ /^(report|title|description|words)$/) {
        $fail->("$key twice") if defined $report->{$key};
        $report->{$key} = $value;
    } elsif ($key eq 'history') {
        $value =~ /^([a-z_]+)(?:, (\d+ [a-z]+))?$/ or $fail->('history is COLLECTOR[, DEFAULT WINDOW], or none');
        @$report{qw(history window)} = ($1, $2 // '1 hour');
    } elsif ($key eq 'parameter') {
        $value =~ /^([a-z_]+)(!?) ([a-z]+(?:\[\])?)(?: = (\S+))?(?: \{([a-z_0-9|]+)\})?: (\S.*)$/
          or $fail->('a parameter is NAME[!] TYPE [= DEFAULT] [{a|b}]: MEANING, with ! where it must be given');
        $types{$3} or $fail->("unknown type $3");
        push @{ $report->{parameters} },
          { name => $1, required => $2 ? 1 : 0, type => $3, default => $4, choices => $5, meaning => $6 };
        $report->{windowed} = 1 if $1 eq 'since';
    } elsif ($key eq 'column') {
        $value =~ /^([a-z_]+) (double precision|[a-z]+(?:\[\])?)(?: \[([a-z_]+)\])?: (\S.*)$/
          or $fail->('a column is NAME TYPE [UNIT]: MEANING');
        my $unit = $3 // '';
        $types{$2} or $fail->("unknown type $2");
        $units{$unit} or $fail->("unknown unit $unit");
        push @{ $report->{columns} }, { name => $1, type => $2, unit => $unit, meaning => $4 };
    } elsif ($key eq 'needs') {
        $value =~ /^(?:((?:remote )?extension) ([a-z_]+)(?: (\d+\.\d+))?|([a-z_]+))(?: \((\d+)-(\d*)\))?$/ && ($1 || $flags{$4})
          or $fail->('needs is "[remote] extension NAME [VERSION]" or one of ' . join(', ', sort keys %flags)
              . ', and may end in (FROM-TO), versions of the server');
        push @{ $report->{needs} },
          { kind => $1 // 'flag', name => $2 // $4, version => $3 // '', from => $5 // 0, to => $6 || 999999 };
    } else {
        $fail->("unknown key $key");
    }
}

# Cuts a query with lines for some versions only into one query for each range in which all lines agree.
sub by_version {
    my ($variant) = @_;
    my @lines = map { /^(.*?)\s+-- (\d+)-(\d*)$/ ? [$1, $2, $3 || 999999] : [$_, 0, 999999] } split /\n/, $variant->{sql};
    my %starts = map { $_ => 1 } $variant->{from}, map { ($_->[1], $_->[2] + 1) } @lines;
    my @starts = grep { $variant->{from} <= $_ && $_ <= $variant->{to} } sort { $a <=> $b } keys %starts;
    return map {
        my $from = $starts[$_];
        my $sql = join '', map { "$_->[0]\n" } grep { $_->[1] <= $from && $from <= $_->[2] } @lines;
        +{ %$variant, from => $from, to => $_ < $#starts ? $starts[$_ + 1] - 1 : $variant->{to}, sql => $sql }
    } 0 .. $#starts;
}

# :name becomes the parameter's position, bound as text and cast to its type; a window's query gets the moment for since.
sub bind_parameters {
    my ($report, $variant) = @_;
    my %position;
    my $n = 0;
    $position{ $_->{name} } = [++$n, $_->{type}] for @{ $report->{parameters} };
    $variant->{sql} =~ s/(?<![:\w]):([a-z_]+)\b/
        my $p = $position{$1} or die "$report->{file}: a query names no parameter :$1\n";
        my $type = $variant->{window} && $1 eq 'since' ? 'timestamptz' : $p->[1];
        $type eq 'text' ? "\$$p->[0]::text" : "\$$p->[0]::text::$type"/gex;
    $variant->{sql} =~ s/\s+\z/\n/;
}

sub quoted { my ($text) = @_; return 'nullptr' unless defined $text; $text =~ s/(["\\])/\\$1/g; return "\"$text\"" }
sub literal { my ($text) = @_; $text =~ s/'/''/g; return "'$text'" }

sub write_cpp {
    print "// Generated by report/generate.pl from report/reports/*.sql: change those.\n",
      "#include \"report/catalogue.hpp\"\n\nnamespace copilot::report {\nnamespace {\n";
    my $table = sub { my ($entries, @keys) = @_;
        return [map { my $entry = $_; '{' . join(', ', map { quoted($entry->{$_}) } @keys) . '}' } @$entries] };
    for my $report (@_) {
        my %lists = (
            Parameter => [map { "{" . join(', ', (map { quoted($_) } @$_{qw(name type default choices meaning)}),
                $_->{required} ? 'true' : 'false') . '}' } @{ $report->{parameters} }],
            Column => $table->($report->{columns}, qw(name type unit meaning)),
            Need => [map { "{$_->{from}, $_->{to}, " . join(', ', map { quoted($_) } @$_{qw(kind name version)}) . '}' }
                  @{ $report->{needs} }],
            Variant => [map { "{$_->{from}, $_->{to}, " . ($_->{local} ? 'true' : 'false') . ', ' . ($_->{window} ? 'true' : 'false') . ", R\"sql($_->{sql})sql\"}" }
                  @{ $report->{variants} }]);
        for my $list (sort keys %lists) {
            next unless @{ $lists{$list} };
            print "constexpr base::$list $report->{report}_\L$list\E[] = {\n", (map { "    $_,\n" } @{ $lists{$list} }), "};\n";
        }
    }
    print "constexpr base::Report reports[] = {\n";
    for my $report (@_) {
        my $list = sub { @{ $report->{ $_[0] } } ? "$report->{report}_$_[1]" : '{}' };
        print '    {', join(', ', (map { quoted($report->{$_}) } qw(report title description words)),
            $report->{windowed} ? 'true' : 'false', $list->('parameters', 'parameter'), $list->('columns', 'column'),
            $list->('needs', 'need'), $list->('variants', 'variant'),
            quoted($report->{history}), quoted($report->{window})), "},\n";
    }
    print "};\n}  // namespace\n\nstd::span<const base::Report> catalogue() { return reports; }\n\n}  // namespace copilot::report\n";
}

sub write_types {
    for my $report (@_) {
        my $type = "copilot.$report->{report}_row";
        print "CREATE TYPE $type AS (\n",
          join(",\n", map { "  $_->{name} $_->{type}" } @{ $report->{columns} }), "\n);\n",
          "COMMENT ON TYPE $type IS ", literal("a row of the report $report->{report}"), ";\n",
          map { "COMMENT ON COLUMN $type.$_->{name} IS " . literal($_->{meaning}) . ";\n" } @{ $report->{columns} };
    }
}

sub sql_default {
    my ($parameter) = @_;
    return 'NULL' unless defined $parameter->{default};
    return $parameter->{type} =~ /^(integer|boolean|bigint)$/ ? $parameter->{default} : literal($parameter->{default});
}

sub sql_parameters {
    my ($report) = @_;
    return join(', ',
        (map { "$_->{name} $_->{type}" . ($_->{required} ? '' : ' DEFAULT ' . sql_default($_)) } @{ $report->{parameters} }),
        'server text DEFAULT NULL');
}

sub needs_in_words {
    my ($report) = @_;
    my %words = (extension => 'the extension %s', 'remote extension' => 'the extension %s on another server',
        flag => 'pg_%s (pg_monitor has it)');
    my %said;
    return join(', ', map { sprintf $words{ $_->{kind} }, $_->{name} }
        grep { !$said{ $_->{name} }++ } @{ $report->{needs} });
}

sub json_list {
    my ($entries, @keys) = @_;
    my $json = sub { my ($text) = @_; return 'null' unless defined $text; $text =~ s/(["\\])/\\$1/g; return "\"$text\"" };
    my @objects = map { my $entry = $_; '{' . join(', ', map { "\"$_\": " . $json->($entry->{$_}) } @keys) . '}' } @$entries;
    return literal('[' . join(', ', @objects) . ']') . '::jsonb';
}

sub write_functions {
    for my $report (@_) {
        my $name = "copilot.$report->{report}";
        my $signature = join(', ', (map { $_->{type} } @{ $report->{parameters} }), 'text');
        my $needs = needs_in_words($report);
        print "CREATE OR REPLACE FUNCTION $name(", sql_parameters($report), ")\n",
          "RETURNS SETOF ${name}_row LANGUAGE C VOLATILE PARALLEL UNSAFE\n",
          "AS 'MODULE_PATHNAME', 'copilot_report';\n",
          "COMMENT ON FUNCTION $name($signature) IS ",
          literal("$report->{title}: $report->{description}" . ($needs ? " Needs $needs." : '')), ";\n";
    }
    print "CREATE OR REPLACE VIEW copilot.reports AS\nSELECT name, title, description, parameters, columns, needs FROM (VALUES\n",
      join(",\n", map { my $report = $_;
        '  (' . join(', ', (map { literal($report->{$_}) } qw(report title description)),
            json_list($report->{parameters}, qw(name type default choices meaning)),
            json_list($report->{columns}, qw(name type unit meaning)),
            literal(needs_in_words($report))) . ')' } @_),
      "\n) AS catalogue(name, title, description, parameters, columns, needs);\n",
      "COMMENT ON VIEW copilot.reports IS 'the catalogue: every report, its parameters, its columns with their meaning, and what it needs';\n";
}

sub write_markdown {
    print "<!-- Generated by `make docs` from extension/report/reports/*.sql: change those. -->\n# Reports\n\n",
      "Every report is a function of schema `copilot`, a command of `pgcopilot`, and something `copilot.ask` answers with.\n\n",
      (map { "- [$_->{report}](#$_->{report}): $_->{title}\n" } @_);
    for my $report (@_) {
        my $needs = needs_in_words($report);
        print "\n## $report->{report}\n\n$report->{description}\n\n    copilot.$report->{report}(", sql_parameters($report), ")\n\n";
        print "Needs $needs.\n\n" if $needs;
        if (@{ $report->{parameters} }) {
            print "| parameter | type | meaning |\n| --- | --- | --- |\n",
              map { my $choices = defined $_->{choices} ? ' (' . join(', ', split /\|/, $_->{choices}) . ')' : '';
                "| $_->{name} | $_->{type} | $_->{meaning}$choices |\n" } @{ $report->{parameters} };
            print "\n";
        }
        print "| column | type | meaning |\n| --- | --- | --- |\n",
          map { "| $_->{name} | $_->{type} | $_->{meaning} |\n" } @{ $report->{columns} };
    }
}
