# SPDX-License-Identifier: BSD-2-Clause
use strict;
use warnings;
use Test::More;
use Devel::DTrace::Provider;

plan skip_all => 'libusdt is missing' unless Devel::DTrace::Provider::DTRACE_AVAILABLE;

sub dies_like(&$$) {
    my ($code, $like, $name) = @_;
    eval { $code->(); 1 } ? fail($name) : like($@, $like, $name);
}

sub images {
    open my $maps, '<', '/proc/self/maps' or die;
    return scalar grep { m{/plmod} } <$maps>;
}

my $p = Devel::DTrace::Provider->new('perlprov', 'plmod');
isa_ok $p, 'Devel::DTrace::Provider';
dies_like { Devel::DTrace::Provider->new('a:b') } qr/Invalid argument at .*provider\.t/, 'a bad name';
dies_like { $p->enable } qr/no probes/, 'no probes';
my $probe = $p->add_probe('n', 'f', ['integer', 'string', 'json', 'double']);
isa_ok $probe, 'Devel::DTrace::Probe';
my $none = $p->probe('noargs', 'f');
dies_like { $p->add_probe('n', 'f', []) } qr/exists already/, 'twice';
dies_like { $p->add_probe('m', 'f', ['nonsense']) } qr/unknown type/, 'a bad type';
dies_like { $p->add_probe('m', 'f', [('integer') x 33]) } qr/at most 32/, 'too many';
dies_like { $p->declare('int x;') } qr/only struct/, 'bad declarations';
my $probes = $p->enable;
is_deeply [sort keys %$probes], ['n', 'noargs'], 'enable gives the probes';
is $probes->{n}, $probe, 'by name';
ok images(), 'an image is there';
ok !$probe->is_enabled, 'not traced';
is $probe->fire(1, 'x', { a => 1 }, 0.5), 1, 'fire gives 1';
is $none->fire, 1, 'without arguments';
dies_like { $probe->fire(1) } qr/takes 4 arguments, not 1 at .*provider\.t/, 'wrong number';
dies_like { $probe->fire('x', 'x', {}, 1) } qr/argument 0: a number/, 'not a number';
dies_like { $probe->fire(1, [], {}, 1) } qr/argument 1: a string/, 'not a string';
my $late = $p->add_probe('late', 'f');
$p->update;
$p->remove_probe($late);
dies_like { $p->remove_probe($late) } qr/is not there/, 'removed twice';

# a child uses what it inherited, and leaves the parent's alone
my $pid = fork // die;
if (!$pid) {
    $probe->fire(1, 'x', {}, 1);
    $p->disable;
    $p->enable;
    exit($probe->fire(1, 'x', {}, 1) == 1 ? 0 : 1);
}
waitpid $pid, 0;
is $?, 0, 'survives a fork';
ok images(), 'the parent too';

$p->disable;
is images(), 0, 'disabled';
$p->enable;
undef $p;
is images(), 0, 'gone with the provider';
is $probe->fire(1, 'x', {}, 1), 1, 'a probe may outlive it';

for my $i (1 .. 300) {
    my $q = Devel::DTrace::Provider->new("many$i", 'plmod');
    $q->add_probe('n', 'f', ['integer']);
    $q->enable;
}
is images(), 0, 'nothing is left';
done_testing;
