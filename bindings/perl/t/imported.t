# SPDX-License-Identifier: BSD-2-Clause
# Functions of probes go to every package that uses the one with the providers.
use strict;
use warnings;
use Test::More;

BEGIN {
    package Probes;
    our $imported = 0;
    sub import { $imported++ }
    use Devel::DTrace::Provider::Builder;
    provider 'first' => as {
        probe 'request-start', 'string', 'integer';
        probe 'noargs';
    };
    provider 'second' => as { probe 'noargs' };
    $INC{'Probes.pm'} = __FILE__;
}

package One;
use Test::More;
use Probes;

my $ran = 0;
request_start { $ran++; shift->fire('x', 1) } if request_start_enabled;
first_request_start { $ran++ };
second_noargs { $ran++ } if second_noargs_enabled;
is $ran, 0, 'nobody traces: no block runs';
is prototype('One::request_start'), '&', 'called with a block';
is prototype('One::request_start_enabled'), '', 'called without brackets';

package Two;
use Test::More;
use Probes;

ok defined &{"Two::$_"}, $_
    for map { ($_, "${_}_enabled") } qw(request_start first_request_start first_noargs second_noargs noargs);
is \&Two::first_noargs, \&One::first_noargs, 'the same in both packages';
is $Probes::imported, 2, 'an import that the package had is called too';
done_testing;
