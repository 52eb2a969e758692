# Turns the curated lexicon into a C++ table: perl generate.pl lexicon.txt > lexicon.cpp
# Words: a symbol is one set of words and stems; a pattern is a list of elements, each a symbol; the
# format is told at the top of lexicon.txt. It must not guess: a line it cannot read fails the build.
use strict;
use warnings;

my $file = shift @ARGV or die "usage: generate.pl LEXICON\n";
open my $in, '<:raw', $file or die "$file: $!\n";

my $line = 0;
sub fail { die "$file:$line: $_[0]\n" }

my (%sets, %runtime, @runtime, @intents, %intent_at, %known, @patterns);
my (%symbol_at, @symbols);    # a symbol's sorted words, joined, to its number
my $intent;

# The words of one element without flags: word, stem*, a|b, @set.
sub words_of {
    my ($text) = @_;
    my %words;
    for my $part (split /\|/, $text, -1) {
        if ($part =~ /^@([a-z_]+)$/) {
            fail("the runtime set \@$1 stands alone") if $runtime{$1};
            fail("unknown set \@$1") unless $sets{$1};
            $words{$_} = 1 for @{ $sets{$1} };
        }
        elsif ($part =~ /^(?:[a-z0-9_\$.%']|[^\x00-\x7f])+\*?$/) {
            $words{$part} = 1;
        }
        else { fail("cannot read the word '$part'") }
    }
    return sort keys %words;
}

sub symbol_of {
    my ($text) = @_;
    my $key = $text =~ /^@([a-z_]+)$/ && $runtime{$1} ? $text : join ' ', words_of($text);
    return $symbol_at{$key} //= push(@symbols, $key) - 1;
}

# What one element may be: the words and stems of its choices as one symbol, and each phrase by itself.
sub choices {
    my ($flag, $text) = @_;
    my (@words, @alone, @phrases);
    while ($text =~ /\G(?:"([^"]+)"|([^"|]+))(\||$)/gc) {
        my ($phrase, $word, $end) = ($1, $2, $3);
        if (defined $phrase) { push @phrases, $phrase }
        elsif ($word =~ /^@([a-z_]+)$/ && $runtime{$1}) { push @alone, $word }
        else { push @words, $word }
        last if $end eq '';
    }
    fail("cannot read '$text'") if (pos($text) // 0) < length $text;
    my @choices;
    push @choices, [ [ symbol_of(join '|', @words), $flag ] ] if @words;
    push @choices, [ [ symbol_of($_), $flag ] ] for @alone;
    for my $phrase (@phrases) {
        fail('a phrase cannot be negated') if $flag eq '!';
        my @parts = map { symbol_of($_) } split ' ', $phrase;
        fail("a phrase has two words or more: '$phrase'") if @parts < 2;
        push @choices, [ map { [ $parts[$_], $_ ? 'A' : $flag ] } 0 .. $#parts ];
    }
    return @choices;
}

while (my $text = <$in>) {
    $line++;
    chomp $text;
    $text =~ s/(?:^|\s)#.*//;
    $text =~ s/^\s+|\s+$//g;
    next if $text eq '';
    if ($text =~ /^runtime ([a-z_]+)$/) {
        fail("runtime $1 twice") if $runtime{$1}++;
        push @runtime, $1;
        symbol_of("\@$1");
    }
    elsif ($text =~ /^set ([a-z_]+): (.+)$/) {
        my ($name, $words) = ($1, $2);
        fail("set $name is a runtime set") if $runtime{$name};
        my %words = map { $_ => 1 } map { words_of($_) } split ' ', $words;
        $words{$_} = 1 for @{ $sets{$name} // [] };
        $sets{$name} = [ sort keys %words ];
    }
    elsif ($text =~ /^known: (.+)$/) {
        for my $word (split ' ', $1) {
            fail("known words are plain: '$word'") unless $word =~ /^[a-z0-9']+$/;
            $known{$word} = 1;
        }
    }
    elsif ($text =~ /^intent ([a-z_]+)$/) {
        fail("intent $1 twice") if exists $intent_at{$1};
        $intent = $intent_at{$1} = @intents;
        push @intents, $1;
    }
    elsif ($text =~ /^(-?\d+(?:\.\d)?)\s+(.+)$/) {
        my ($weight, $rest) = ($1, $2);
        fail("a pattern before the first intent") unless defined $intent;
        fail("a weight of zero does nothing") if $weight == 0;
        my ($window, @variants) = (8, []);
        while ($rest =~ /\G\s*(?:~(\d+)|(!|\^)?((?:"[^"]+"|[^\s"])+))/gc) {
            if (defined $1) { $window = $1; next }
            my @choices = choices($2 // '', $3);
            @variants = map { my $before = $_; map { [ @$before, @$_ ] } @choices } @variants;
        }
        fail("cannot read '" . substr($rest, pos($rest) // 0) . "'")
            if (pos($rest) // 0) < length $rest;
        for my $elements (@variants) {
            # What is present first: matching starts there.
            my @present = grep { $_->[1] ne '!' } @$elements;
            fail('a pattern needs an element that is present') unless @present;
            fail('a pattern begins with a word, not inside a phrase') if $present[0][1] eq 'A';
            my @ordered = (@present, grep { $_->[1] eq '!' } @$elements);
            fail('a pattern has at most 24 elements') if @ordered > 24;
            push @patterns, [ $intent, int($weight * 10), $window, $line, \@ordered ];
        }
    }
    else { fail("cannot read '$text'") }
}
fail('no intent') unless @intents;

# word or stem -> its symbols
my (%word, %stem);
for my $number (0 .. $#symbols) {
    next if $symbols[$number] =~ /^@/;
    for my $text (split ' ', $symbols[$number]) {
        if ($text =~ /^(.*)\*$/) { push @{ $stem{$1} }, $number }
        else { push @{ $word{$text} }, $number }
    }
}
$word{$_} //= [] for keys %known;

sub quoted {
    my ($text) = @_;
    $text =~ s/(["\\])/\\$1/g;
    # A byte beyond ASCII as octal: three digits end it, whatever follows.
    $text =~ s/([^\x20-\x7e])/sprintf '\\%03o', ord $1/ge;
    return "\"$text\"";
}

my @flat;
sub table {
    my ($type, $name, $hash) = @_;
    my $out = "constexpr $type $name\[] = {\n";
    for my $text (sort keys %$hash) {
        $out .= sprintf "    {%s, %d, %d},\n", quoted($text), scalar @flat, scalar @{ $hash->{$text} };
        push @flat, @{ $hash->{$text} };
    }
    return "$out};\n";
}
my $words = table('Word', 'words', \%word);
my $stems = table('Word', 'stems', \%stem);

my (@elements, $table);
for my $pattern (@patterns) {
    my ($at, $weight, $window, $from, $parts) = @$pattern;
    $table .= sprintf "    {%d, %d, %d, %d, %d, %d},\n", $at, $weight, $window, $from,
        scalar @elements, scalar @$parts;
    my %flags = ('' => 'Place::near', 'A' => 'Place::next', '!' => 'Place::absent', '^' => 'Place::front');
    push @elements, sprintf '{%d, %s}', $_->[0], $flags{ $_->[1] } for @$parts;
}

print <<"END";
// Generated by extension/ask/generate.pl from extension/ask/lexicon.txt.
// Words: see ask/lexicon.hpp.
// Do not edit.
#include "ask/lexicon.hpp"

namespace copilot::ask {
namespace {

END
print $words, "\n", $stems, "\n";
print "constexpr std::uint16_t symbols_of[] = {", join(', ', @flat), "};\n\n";
print "constexpr Element elements[] = {\n", (map {"    $_,\n"} @elements), "};\n\n";
print "constexpr Pattern patterns[] = {\n$table};\n\n";
print "constexpr const char* intent_names[] = {", join(', ', map { quoted($_) } @intents), "};\n\n";
print "constexpr Runtime runtime[] = {\n",
    (map { sprintf "    {%s, %d},\n", quoted($_), $symbol_at{"\@$_"} } @runtime), "};\n\n";
print "}  // namespace\n\n";
printf "constinit const Lexicon lexicon = {words, stems, symbols_of, elements,\n"
    . "                                   patterns, intent_names, runtime, %d};\n\n", scalar @symbols;
print "}  // namespace copilot::ask\n";
