# The judge of a migration: after it, pg_dump tells no difference, a second comparison finds nothing, rows are there.
# Words: a pair is two databases, source and target; an entry is one object of a dump.
# It must not ask copilot whether it was right: pg_dump is another's.
package Judge;
use strict;
use warnings;
use Exporter 'import';
use File::Temp;
our @EXPORT_OK = qw(sql load_sql migrate differences counts drop_pair make_pair);

# What psql prints, or dies with what it says.
sub psql {
    my ($database, $input) = @_;
    my $file = File::Temp->new(SUFFIX => '.sql');
    binmode $file;
    print {$file} $input;
    close $file or die "$file: $!";
    my $text = `psql -X -q -A -t -v ON_ERROR_STOP=1 -d '$database' -f $file 2>&1`;
    return ($? == 0, $text);
}

sub sql {
    my ($database, $input) = @_;
    my ($fine, $text) = psql($database, $input);
    $fine or die "$database: $text";
    chomp $text;
    return $text;
}

sub load_sql {
    my ($database, $input) = @_;
    return sql($database, "SET client_min_messages = error;\nSET check_function_bodies = off;\n$input");
}

# The entries of a dump, sorted; the order of columns and of grants cannot be changed, or says nothing.
sub entries {
    my ($database) = @_;
    my $dump = `pg_dump --schema-only -d '$database' 2>&1`;
    $? == 0 or die "pg_dump: $dump";
    my (@entries, $entry);
    for my $line (split /\n/, $dump) {
        if ($line =~ /^-- Name: (.*; Type: .*)$/) {
            push @entries, $entry = [$1];
        } elsif ($entry && $line ne '' && $line ne '--' && $line !~ /^\\(?:un)?restrict|^SET default_|^-- PostgreSQL database dump/) {
            push @$entry, $line;
        }
    }
    my @texts;
    for my $each (@entries) {
        my ($name, @lines) = @$each;
        if ($name =~ /Type: (?:TABLE|TYPE|FOREIGN TABLE);/ && $lines[0] !~ / AS (?:ENUM|RANGE) /) {
            my ($begin) = grep { $lines[$_] =~ /\($/ } 0 .. $#lines;
            my ($end) = grep { $lines[$_] =~ /^\)/ } 0 .. $#lines;
            if (defined $begin && defined $end && $begin < $end) {
                my @columns = sort map { s/,$//r } @lines[$begin + 1 .. $end - 1];
                splice @lines, $begin + 1, $end - $begin - 1, @columns;
            }
        }
        @lines = sort @lines if $name =~ /Type: (?:DEFAULT )?ACL;/;
        push @texts, join "\n", $name, @lines;
    }
    return sort @texts;
}

# What the dump of one database has and that of the other has not, each with its sign.
sub differences {
    my ($left, $right) = @_;
    my %left = map { $_ => 1 } entries($left);
    my %right = map { $_ => 1 } entries($right);
    return (map({ "- $_" } grep { !$right{$_} } sort keys %left),
            map({ "+ $_" } grep { !$left{$_} } sort keys %right));
}

# Rows by table.
sub counts {
    my ($database) = @_;
    my @tables = split /\n/, sql($database, <<~'SQL');
      SELECT format('%I.%I', n.nspname, c.relname) FROM pg_class AS c JOIN pg_namespace AS n ON n.oid = c.relnamespace
      WHERE c.relkind = 'r' AND n.nspname NOT IN ('pg_catalog', 'information_schema') ORDER BY 1
      SQL
    my %rows;
    $rows{$_} = sql($database, "SELECT count(*) FROM ONLY $_") for @tables;
    return \%rows;
}

sub make_pair {
    my ($source, $target) = @_;
    drop_pair($source, $target);
    sql('postgres', "CREATE DATABASE $_ TEMPLATE template0;") for $source, $target;
    return;
}

sub drop_pair {
    my (@databases) = @_;
    sql('postgres', "SET client_min_messages = error; DROP DATABASE IF EXISTS $_ WITH (FORCE);") for @databases;
    return;
}

# Makes the source look like the target; what went wrong, or nothing.
sub migrate {
    my ($hub, $source, $target, %options) = @_;
    my $online = $options{offline} ? 'false' : 'true';
    my $before = counts($source);
    my $call = "copilot.schema_migration('/$source', '/$target', online => $online, data_loss => 'include')";
    my $script = sql($hub, "SELECT $call");
    my ($fine, $said) = psql($source, "$script\n");
    return "the script failed: $said\n$script" unless $fine;
    my @differences = differences($source, $target);
    return "the dumps differ:\n" . join("\n", @differences) . "\n$script" if @differences;
    my $again = sql($hub, "SELECT string_agg(sql, E';\\n') FROM copilot.schema_diff('/$source', '/$target')");
    return "the second comparison finds:\n$again\nafter\n$script" if $again ne '';
    my $after = counts($source);
    for my $table (sort keys %$before) {
        next unless exists $after->{$table};
        return "$table lost rows\n$script" if $after->{$table} < $before->{$table};
    }
    return '';
}

1;
