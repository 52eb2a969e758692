# A random schema, as data that can be edited at random and written as SQL.
# Words: a shape holds enums, domains, sequences, tables, views and functions by name; an edit changes one of them.
# Everything follows from the numbers that rand gives: the same seed makes the same shapes.
package Shape;
use strict;
use warnings;
no warnings "redundant";  # a constant format takes no number
use Storable qw(dclone);

my @types = ('integer', 'bigint', 'text', 'character varying(20)', 'numeric(10,2)', 'boolean', 'date', 'timestamp with time zone', 'jsonb', 'integer[]', 'uuid');
my %wider = ('integer' => ['bigint', 'numeric(20,0)', 'text'], 'character varying(20)' => ['character varying(40)', 'text'],
             'date' => ['timestamp with time zone', 'text'], 'numeric(10,2)' => ['numeric(12,2)', 'text'], 'boolean' => ['text'], 'uuid' => ['text']);
my %value = ('integer' => '%d', 'bigint' => '%d', 'text' => "'%d'", 'character varying(20)' => "'%d'", 'numeric(10,2)' => '%d', 'boolean' => 'true',
             'date' => "'2020-01-01'", 'timestamp with time zone' => "'2020-01-01 00:00+00'", 'jsonb' => "'{}'", 'integer[]' => "'{1}'",
             'uuid' => "'00000000-0000-0000-0000-0000000000%02d'");

sub any { return $_[int rand @_] }
sub often { return rand() < $_[0] }

sub new {
    my ($class) = @_;
    my $self = bless {made => 0, enums => {}, domains => {}, tables => {}, views => {}, functions => {}, sequences => {}}, $class;
    $self->edit_add($_) for qw(enum enum domain sequence function), ('table') x (3 + int rand 4), qw(view view matview);
    return $self;
}

sub name {
    my ($self, $prefix) = @_;
    return any("public.$prefix", "other.$prefix") . ++$self->{made} unless often(0.2);
    return 'public."' . ucfirst($prefix) . ' ' . ++$self->{made} . '"';
}

sub column {
    my ($self) = @_;
    my @custom = (keys %{$self->{enums}}, keys %{$self->{domains}});
    my %column = (name => 'c' . ++$self->{made});
    $column{type} = @custom && often(0.2) ? any(sort @custom) : any(@types);
    $column{varied} = $column{type} =~ /^(?:integer$|bigint|text|character|numeric|uuid)/; # its rows differ
    $column{default} = sprintf $value{$column{type}}, 7 if $value{$column{type}} && often(0.3);
    $column{comment} = 'about ' . $column{name} if often(0.2);
    $column{storage} = 'EXTERNAL' if $column{type} eq 'text' && often(0.2);
    $column{statistics} = 50 + int rand 50 if often(0.1);
    return \%column;
}

sub edit_add {
    my ($self, $what) = @_;
    if ($what eq 'enum') {
        $self->{enums}{$self->name('e')} = [map { "v$_" } 0 .. 1 + int rand 3];
    } elsif ($what eq 'domain') {
        $self->{domains}{$self->name('d')} = {type => 'integer', check => any('VALUE > 0', 'VALUE < 1000')};
    } elsif ($what eq 'sequence') {
        $self->{sequences}{$self->name('s')} = {increment => 1 + int rand 5};
    } elsif ($what eq 'function') {
        $self->{functions}{$self->name('f')} = {number => 1 + int rand 100, volatility => any(qw(VOLATILE STABLE IMMUTABLE))};
    } elsif ($what eq 'table') {
        my %table = (columns => [map { $self->column } 1 .. 1 + int rand 5], indexes => {}, checks => {}, keys => {}, policies => {}, triggers => {});
        $table{comment} = 'a table' if often(0.3);
        $table{owner_only} = 1 if often(0.1);
        $self->{tables}{my $name = $self->name('t')} = \%table;
        $self->edit_table($name) for 1 .. int rand 3;
    } else {
        my @tables = sort keys %{$self->{tables}} or return;
        my $table = any(@tables);
        my @columns = map { $_->{name} } @{$self->{tables}{$table}{columns}};
        $self->{views}{$self->name('v')} = {table => $table, columns => [grep { often(0.7) } @columns], materialized => $what eq 'matview'};
    }
    return;
}

# Something on a table, or its columns.
sub edit_table {
    my ($self, $name) = @_;
    my $table = $self->{tables}{$name};
    my @columns = @{$table->{columns}};
    my @plain = map { $_->{name} } grep { $_->{type} !~ /json/ } @columns;
    my $what = any(qw(add_column drop_column retype not_null default comment index index unique check key policy trigger drop_thing));
    if ($what eq 'add_column') {
        push @{$table->{columns}}, $self->column;
    } elsif ($what eq 'drop_column' && @columns > 1) {
        my $gone = splice(@{$table->{columns}}, int rand @columns, 1)->{name};
        delete $table->{$_}{$gone} for qw(indexes checks keys);
        for my $view (values %{$self->{views}}) {
            $view->{columns} = [grep { $_ ne $gone } @{$view->{columns}}] if $view->{table} eq $name;
        }
    } elsif ($what eq 'retype') {
        my ($column) = grep { $wider{$_->{type}} } @columns;
        return if !$column || $table->{keys}{$column->{name}} || $table->{checks}{$column->{name}};
        $column->{type} = any(@{$wider{$column->{type}}});
        delete $column->{default};
    } elsif ($what eq 'not_null') {
        my $column = any(@columns);
        $column->{not_null} = !$column->{not_null};
    } elsif ($what eq 'default') {
        my $column = any(grep { $_->{name} ne ($table->{unique} // '') } @columns) or return;
        $column->{default} = sprintf $value{$column->{type}}, 1 + int rand 9 if $value{$column->{type}};
    } elsif ($what eq 'comment') {
        $table->{comment} = any('this', "it's that", '');
    } elsif ($what eq 'index' && @plain) {
        $table->{indexes}{any(@plain)} = any('', ' DESC', ' NULLS FIRST');
    } elsif ($what eq 'unique' && @plain) {
        # One with a default may be new: then all rows have the same.
        my ($column) = grep { $_->{type} =~ /^(?:integer|bigint|text|numeric)/ && $_->{varied} && !defined $_->{default} } @columns;
        $table->{unique} = $column->{name} if $column;
    } elsif ($what eq 'check') {
        my ($column) = grep { $_->{type} =~ /^(?:integer|bigint)$/ } @columns;
        $table->{checks}{$column->{name}} = any('> 0', '< 100000') if $column;
    } elsif ($what eq 'key') {
        my ($column) = grep { $_->{type} eq 'integer' } @columns;
        my @others = grep { my $key = $self->{tables}{$_}{unique}; $key && grep { $_->{name} eq $key && $_->{type} eq 'integer' } @{$self->{tables}{$_}{columns}} } sort keys %{$self->{tables}};
        $table->{keys}{$column->{name}} = any(@others) if $column && @others;
    } elsif ($what eq 'policy') {
        $table->{policies}{'p' . ++$self->{made}} = any('true', 'current_user IS NOT NULL');
    } elsif ($what eq 'trigger') {
        $table->{triggers}{'g' . ++$self->{made}} = any('INSERT', 'UPDATE', 'INSERT OR UPDATE');
    } elsif ($what eq 'drop_thing') {
        my $kind = any(qw(indexes checks keys policies triggers));
        my @names = sort keys %{$table->{$kind}} or return;
        delete $table->{$kind}{any(@names)};
    }
    return;
}

sub edit {
    my ($self) = @_;
    my @tables = sort keys %{$self->{tables}};
    my $what = any(('table') x 6, qw(add add drop_table drop_view enum function sequence));
    if ($what eq 'table' && @tables) {
        $self->edit_table(any(@tables));
    } elsif ($what eq 'add') {
        $self->edit_add(any(qw(enum domain sequence function table table view matview)));
    } elsif ($what eq 'drop_table' && @tables > 1) {
        my $gone = any(@tables);
        delete $self->{tables}{$gone};
        for my $table (values %{$self->{tables}}) {
            delete $table->{keys}{$_} for grep { $table->{keys}{$_} eq $gone } keys %{$table->{keys}};
        }
        delete $self->{views}{$_} for grep { $self->{views}{$_}{table} eq $gone } keys %{$self->{views}};
    } elsif ($what eq 'drop_view') {
        my @views = sort keys %{$self->{views}};
        delete $self->{views}{any(@views)} if @views;
    } elsif ($what eq 'enum') {
        my @enums = sort keys %{$self->{enums}} or return;
        my $labels = $self->{enums}{any(@enums)};
        often(0.6) ? splice(@$labels, 1 + int rand @$labels, 0, 'w' . ++$self->{made}) : (@$labels > 1 && splice(@$labels, 1 + int rand(@$labels - 1), 1));
    } elsif ($what eq 'function') {
        my @functions = sort keys %{$self->{functions}} or return;
        $self->{functions}{any(@functions)}{number} = 1 + int rand 100;
    } elsif ($what eq 'sequence') {
        my @sequences = sort keys %{$self->{sequences}} or return;
        $self->{sequences}{any(@sequences)}{increment} = 1 + int rand 5;
    }
    return;
}

sub copy { return dclone($_[0]) }

sub prefixed {
    my ($table, $suffix) = @_;
    my $plain = $table =~ s/^\w+\.//r =~ tr/"//dr;
    return qq("$plain$suffix");
}

sub sql {
    my ($self) = @_;
    my @sql = ('CREATE SCHEMA other', "CREATE FUNCTION other.noop() RETURNS trigger LANGUAGE plpgsql AS 'BEGIN RETURN NEW; END'");
    for my $name (sort keys %{$self->{enums}}) {
        push @sql, "CREATE TYPE $name AS ENUM (" . join(', ', map { "'$_'" } @{$self->{enums}{$name}}) . ')';
    }
    for my $name (sort keys %{$self->{domains}}) {
        push @sql, "CREATE DOMAIN $name AS $self->{domains}{$name}{type} CONSTRAINT sane CHECK ($self->{domains}{$name}{check})";
    }
    push @sql, map { "CREATE SEQUENCE $_ INCREMENT $self->{sequences}{$_}{increment}" } sort keys %{$self->{sequences}};
    for my $name (sort keys %{$self->{functions}}) {
        my $function = $self->{functions}{$name};
        push @sql, "CREATE FUNCTION $name(n integer) RETURNS integer LANGUAGE sql $function->{volatility} AS 'SELECT n + $function->{number}'";
    }
    my @later;
    for my $name (sort keys %{$self->{tables}}) {
        my $table = $self->{tables}{$name};
        my @parts = map { "$_->{name} $_->{type}" . (defined $_->{default} ? " DEFAULT $_->{default}" : '') . ($_->{not_null} ? ' NOT NULL' : '') } @{$table->{columns}};
        push @parts, 'CONSTRAINT ' . prefixed($name, " $_ ok") . " CHECK ($_ $table->{checks}{$_})" for sort keys %{$table->{checks}};
        push @sql, "CREATE TABLE $name (" . join(', ', @parts) . ')';
        push @sql, "COMMENT ON TABLE $name IS '" . ($table->{comment} =~ s/'/''/gr) . "'" if $table->{comment};
        push @sql, "ALTER TABLE $name ENABLE ROW LEVEL SECURITY" if %{$table->{policies}};
        push @sql, "REVOKE INSERT ON TABLE $name FROM CURRENT_USER" if $table->{owner_only};
        for my $column (@{$table->{columns}}) {
            push @sql, "COMMENT ON COLUMN $name.$column->{name} IS '$column->{comment}'" if $column->{comment};
            push @sql, "ALTER TABLE $name ALTER COLUMN $column->{name} SET STORAGE $column->{storage}" if $column->{storage} && $column->{type} eq 'text';
            push @sql, "ALTER TABLE $name ALTER COLUMN $column->{name} SET STATISTICS $column->{statistics}" if $column->{statistics};
        }
        my ($unique) = grep { $table->{unique} && $_->{name} eq $table->{unique} } @{$table->{columns}};
        push @sql, "ALTER TABLE $name ADD CONSTRAINT " . prefixed($name, ' key') . " UNIQUE ($unique->{name})" if $unique;
        push @sql, 'CREATE INDEX ' . prefixed($name, " $_") . " ON $name ($_$table->{indexes}{$_})" for sort keys %{$table->{indexes}};
        push @sql, "CREATE POLICY $_ ON $name USING ($table->{policies}{$_})" for sort keys %{$table->{policies}};
        push @sql, "CREATE TRIGGER $_ BEFORE $table->{triggers}{$_} ON $name FOR EACH ROW EXECUTE FUNCTION other.noop()" for sort keys %{$table->{triggers}};
        for my $column (sort keys %{$table->{keys}}) {
            my $other = $table->{keys}{$column};
            my ($key) = grep { $self->{tables}{$other}{unique} && $_->{name} eq $self->{tables}{$other}{unique} } @{$self->{tables}{$other}{columns}};
            my ($own) = grep { $_->{name} eq $column } @{$table->{columns}};
            push @later, "ALTER TABLE $name ADD CONSTRAINT " . prefixed($name, " $column ref") . " FOREIGN KEY ($column) REFERENCES $other ($key->{name})"
                if $key && $own && $key->{type} eq 'integer' && $own->{type} eq 'integer';
        }
    }
    push @sql, @later;
    for my $name (sort keys %{$self->{views}}) {
        my $view = $self->{views}{$name};
        my @columns = @{$view->{columns}} ? @{$view->{columns}} : ('1 AS one');
        push @sql, 'CREATE' . ($view->{materialized} ? ' MATERIALIZED' : '') . " VIEW $name AS SELECT " . join(', ', @columns) . " FROM $view->{table}";
    }
    return join ";\n", @sql, '';
}

# Three rows for each table, alike enough for any key and check.
sub rows {
    my ($self) = @_;
    my $sql = "SET session_replication_role = replica;\n";
    for my $name (sort keys %{$self->{tables}}) {
        for my $number (1 .. 3) {
            my @values = map {
                my $type = $_->{type};
                $self->{enums}{$type} ? "'$self->{enums}{$type}[0]'" : $self->{domains}{$type} ? $number : sprintf($value{$type} // "'$number'", $number)
            } @{$self->{tables}{$name}{columns}};
            $sql .= "INSERT INTO $name (" . join(', ', map { $_->{name} } @{$self->{tables}{$name}{columns}}) . ') VALUES (' . join(', ', @values) . ");\n";
        }
    }
    return $sql;
}

1;
