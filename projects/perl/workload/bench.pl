# What programs do, without modules: each part is some thirty million
# instructions long, and they end with what they have computed.
use strict;
use warnings;

sub fib { my $n = shift; $n < 2 ? $n : fib($n - 1) + fib($n - 2) }

sub counts {
    my %seen;
    my $text = join " ", map { "word" . $_ * 7919 % 611 } 1 .. 9000;
    $seen{$_}++ for split / /, $text;
    my @most = sort { $seen{$b} <=> $seen{$a} || $a cmp $b } keys %seen;
    return scalar @most;
}

sub log_lines {
    my ($bytes, $errors) = (0, 0);
    for my $i (1 .. 4000) {
        my $line = "10.0.0." . $i % 250 . qq( - - "GET /page/$i HTTP/1.1" )
            . ($i % 13 ? 200 : 500) . " " . $i * 3;
        if ($line =~ m{^(\S+) \S+ \S+ "(\w+) (\S+) [^"]*" (\d+) (\d+)$}) {
            $bytes += $5;
            $errors++ if $4 >= 500;
        }
    }
    return "$bytes/$errors";
}

sub sieve {
    my $limit = 12000;
    my @composite;
    for my $i (2 .. $limit) {
        next if $composite[$i];
        for (my $j = $i * $i; $j <= $limit; $j += $i) {
            $composite[$j] = 1;
        }
    }
    return scalar grep { !$composite[$_] } 2 .. $limit;
}

package Account {
    sub new     { my ($class, %of) = @_; return bless {%of}, $class }
    sub balance { $_[0]{balance} }
    sub deposit { my ($self, $sum) = @_; $self->{balance} += $sum; $self }
}

sub objects {
    my $account = Account->new(balance => 0);
    $account->deposit($_)->balance for 1 .. 9000;
    return $account->balance;
}

sub strings {
    my $out = "";
    for my $i (1 .. 12000) {
        $out .= sprintf "%05d,%s;", $i, ucfirst lc "NAME$i";
        $out = substr $out, -200 if length $out > 4000;
    }
    return length $out;
}

sub matrix {
    my $n = 26;
    my ($x, $y) = map { my $k = $_; [map { my $i = $_;
        [map { $i * $k + $_ } 1 .. $n] } 1 .. $n] } 1, 2;
    my $sum = 0;
    for my $i (0 .. $n - 1) {
        for my $j (0 .. $n - 1) {
            my $cell = 0;
            $cell += $x->[$i][$_] * $y->[$_][$j] for 0 .. $n - 1;
            $sum += $cell;
        }
    }
    return $sum;
}

sub exceptions {
    my $caught = 0;
    for my $i (1 .. 6000) {
        eval { die { code => $i } if $i % 2; 1 } or $caught += $@->{code} % 2;
    }
    return $caught;
}

sub evals {
    my $sum = 0;
    $sum += eval "my \$x = $_; \$x * 2 + 1" for 1 .. 900;
    return $sum;
}

print join(" ", fib(18), counts(), log_lines(), sieve(), objects(),
    strings(), matrix(), exceptions(), evals()), "\n";
