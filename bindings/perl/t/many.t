# SPDX-License-Identifier: BSD-2-Clause
# 2,000 providers at once, which grow; and providers that come and go.
use strict;
use warnings;
use Test::More;
use Devel::DTrace::Provider;

plan skip_all => 'libusdt is missing' unless Devel::DTrace::Provider::DTRACE_AVAILABLE;

sub lines { my ($path, $like) = @_; open my $f, '<', $path or die; return scalar grep { $_ =~ $like } <$f> }
sub images { return lines('/proc/self/maps', qr{r-xp .*/plmany}) }
sub resident { open my $f, '<', '/proc/self/statm' or die; return 4 * (split ' ', <$f>)[1] }
sub descriptors { opendir my $d, '/proc/self/fd' or die; return scalar readdir $d }

my @providers;
for my $i (1 .. 2000) {
    my $p = Devel::DTrace::Provider->new("many$i", 'plmany');
    $p->add_probe("n$_", 'f', ['integer', 'string']) for 1 .. 1 + $i % 3;
    $p->enable;
    push @providers, $p;
}
is images(), 2000, '2,000 images';
for my $p (@providers[0 .. 99]) {
    $p->add_probe('more', 'f', []);
    is_deeply [grep { $_ eq 'more' } keys %{ $p->update }], ['more'], 'one that grows';
}
is images(), 2100, 'an image for each that grew';
@providers = ();
is images(), 0, 'none when they are gone';

sub cycle {
    my $p = Devel::DTrace::Provider->new('cycle', 'plmany');
    my $probe = $p->add_probe('n', 'f', ['integer', 'json']);
    $p->enable;
    $probe->fire(1, { a => 1 });
    $p->disable;
    return;
}

cycle() for 1 .. 200;
my ($memory, $descriptors) = (resident(), descriptors());
cycle() for 1 .. 5000;
cmp_ok resident(), '<=', $memory + 256, 'memory stays flat over 5,000 cycles';
is descriptors(), $descriptors, 'descriptors too';
done_testing;
