# SPDX-License-Identifier: BSD-2-Clause
# Without the part in C, as where libusdt is missing.
use strict;
use warnings;
use Test::More;

my $program = <<'P';
use strict; use warnings;
BEGIN {
    require XSLoader;
    no warnings 'redefine';
    *XSLoader::load = sub { die "no libusdt\n" if $_[0] =~ /DTrace/ };
}
use Devel::DTrace::Provider;
BEGIN {
    package Probes;
    use Devel::DTrace::Provider::Builder;
    provider 'p' => as { probe 'n', 'nonsense' };
    $INC{'Probes.pm'} = 'here';
}
use Probes;
die if Devel::DTrace::Provider::DTRACE_AVAILABLE;
my $p = Devel::DTrace::Provider->new('a', 'b');
my $probe = $p->add_probe('n', 'f', ['integer', 'json']);
die unless $p->enable->{n} == $probe;
die if $probe->is_enabled || n_enabled || p_n_enabled;
die unless $probe->fire(1) == 1;
n { die };
$p->declare('x'); $p->update; $p->remove_probe($probe); $p->disable;
print "nothing\n";
P
open my $out, '-|', $^X, (map { "-I$_" } @INC), '-e', $program or die;
is <$out>, "nothing\n", 'does nothing';
close $out;
is $?, 0, 'and ends well';
done_testing;
