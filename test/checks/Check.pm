# What every structural check shares: it proves that it can fail, then judges the tree.
# Words: a violation is a line of text; planted ones are small trees (path => text) that must be caught.
# It must not let a check pass that looked at nothing or misses what was planted.
package Check;
use strict;
use warnings;
use Cwd qw(abs_path);
use Exporter qw(import);
use File::Basename qw(dirname);
use File::Find ();
use File::Path qw(make_path);
use File::Temp qw(tempdir);
our @EXPORT_OK = qw(check files text code);

# Paths below a tree that match, sorted; nothing that a build made.
sub files {
    my ($root, $pattern) = @_;
    my @found;
    File::Find::find({ no_chdir => 1, wanted => sub {
        return if $File::Find::name eq $root;
        my $path = substr($File::Find::name, length($root) + 1);
        if (-d $File::Find::name && $path =~ m{^(?:build.*|results|\.git|tmp_check)$}) {
            $File::Find::prune = 1;
        } elsif (-f $File::Find::name && $path =~ $pattern) {
            push @found, $path;
        }
    } }, $root);
    return sort @found;
}

sub text {
    my ($path) = @_;
    open my $file, '<', $path or die "$path: $!\n";
    local $/;
    return scalar <$file> // '';
}

# C++ with comments and the insides of literals blanked, so that words in them do not count.
sub code {
    my ($source) = @_;
    my $blank = sub { my ($piece) = @_; $piece =~ s/[^\n]/ /g; $piece };
    $source =~ s{(R"([^\s()\\]{0,16})\(.*?\)\2"|//[^\n]*|/\*.*?\*/|"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)+')}
                {my $piece = $1; $piece =~ m{^"[\w./]+"$} ? $piece : $blank->($piece)}gse;
    return $source;
}

sub plant {
    my (%tree) = @_;
    my $root = tempdir('copilot-check.XXXXXX', TMPDIR => 1, CLEANUP => 1);
    for my $path (keys %tree) {
        make_path(dirname("$root/$path"));
        open my $file, '>', "$root/$path" or die "$root/$path: $!\n";
        print {$file} $tree{$path};
        close $file or die;
    }
    return $root;
}

# check(NAME, SUB(root) -> violations, clean => {tree}, planted => {what => {tree}})
sub check {
    my ($name, $violations, %proof) = @_;
    my $root = abs_path($ARGV[0] // '.');
    my $failed = 0;
    my $say = sub {
        my ($ok, $what, @detail) = @_;
        print $ok ? 'ok' : 'not ok', " - $name: $what\n", map { "#   $_\n" } @detail;
        $failed ||= !$ok;
    };
    my %clean = %{ $proof{clean} };
    my @found = $violations->(plant(%clean));
    $say->(!@found, 'a clean tree passes', @found);
    for my $what (sort keys %{ $proof{planted} }) {
        my @caught = $violations->(plant(%clean, %{ $proof{planted}{$what} }));
        $say->(scalar @caught, "catches $what");
    }
    @found = $violations->($root);
    $say->(!@found, 'this tree', @found);
    exit($failed ? 1 : 0);
}

1;
