# SPDX-License-Identifier: BSD-2-Clause
# DTRACE is the tracer.
use strict;
use warnings;
use Test::More;
use Devel::DTrace::Provider;

plan skip_all => 'no DTRACE, or not root' unless $ENV{DTRACE} && $> == 0;

BEGIN {
    package Probes;
    use Devel::DTrace::Provider::Builder;
    provider 'plbuilt' => as { probe 'with-json', 'string', 'json' };
    $INC{'Probes.pm'} = __FILE__;
}
use Probes;

my $p = Devel::DTrace::Provider->new('plprov', 'plmod');
my @probes = map { $p->add_probe("$_", 'fn', [('integer') x ($_ / 2), ('string') x ($_ / 2)]) } 0, 2, 10;
$p->enable;
my $pid = $$;
my $program = <<'D';
plprov*:plmod:fn:0 { printf("none\n"); }
plprov*:plmod:fn:2 { printf("two %d %s\n", arg0, copyinstr(arg1)); }
plprov*:plmod:fn:10 { printf("ten %d %d %s %s\n", arg0, arg4, copyinstr(arg5), copyinstr(arg9)); }
plbuilt*:::with-json { printf("json %s %s\n", copyinstr(arg0), copyinstr(arg1)); exit(0); }
D
open my $out, '-|', 'timeout', 40, $ENV{DTRACE}, '-q', '-p', $pid, '-n', $program or die;
my $start = time;
select undef, undef, undef, 0.01 until (with_json_enabled && $probes[2]->is_enabled) || time > $start + 30;
$probes[0]->fire;
$probes[1]->fire(-7, "h\x{e4}");
$probes[2]->fire(1 .. 5, 'a' .. 'e');
my $ran = 0;
with_json { $ran = 1; shift->fire('text', { b => [1, undef], a => 'x' }) };
is $ran, 1, 'the block ran';
my @lines = sort grep { /\S/ } <$out>;
chomp @lines;
is_deeply \@lines, ['json text {"a":"x","b":[1,null]}', 'none', 'ten 1 5 a e', "two -7 h\xc3\xa4"], 'values';
done_testing;
