# SPDX-License-Identifier: BSD-2-Clause
use strict;
use warnings;
use Test::More;

BEGIN {
    package Probes;
    use Devel::DTrace::Provider::Builder;
    provider 'built' => as {
        probe 'request-done', 'string', 'json';
        probe 'plain';
    };
    $INC{'Probes.pm'} = __FILE__;
}

package User;
use Test::More;
use Probes;

ok defined &request_done, 'imported';
ok defined &built_request_done, 'with the provider';
ok !request_done_enabled, 'not traced';
ok !built_plain_enabled, 'nor this';
my $ran = 0;
request_done { $ran++ } if request_done_enabled;
built_request_done { $ran++ };
is $ran, 0, 'the block did not run';
done_testing;
