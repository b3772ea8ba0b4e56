# SPDX-License-Identifier: BSD-2-Clause
package Devel::DTrace::Provider::Builder;
use 5.010;
use strict;
use warnings;
use Devel::DTrace::Provider;

our $building;

sub import {
    my $caller = caller;
    no strict 'refs';
    *{"${caller}::provider"} = sub ($$) { _provider($caller, @_) };
    *{"${caller}::as"} = sub (&) { $_[0] };
    *{"${caller}::probe"} = sub ($@) { push @$building, [@_]; return };
    return;
}

# The functions of one probe: one that runs a block, one that asks.
sub _functions {
    my ($probe) = @_;
    return (sub (&) { return }, sub () { 0 }) unless Devel::DTrace::Provider::DTRACE_AVAILABLE;
    return (sub (&) { $_[0]->($probe) if $probe->is_enabled; return },
        sub () { $probe->is_enabled });
}

sub _provider {
    my ($package, $name, $declare) = @_;
    local $building = [];
    $declare->();
    my $provider = Devel::DTrace::Provider->new($name, 'perl');
    my %made;
    for (@$building) {
        my ($probe_name, @types) = @$_;
        my $probe = $provider->add_probe($probe_name, $probe_name, \@types);
        my ($fire, $enabled) = _functions($probe);
        for my $prefix ('', "${name}_") {
            (my $function = "$prefix$probe_name") =~ tr/-/_/;
            $made{$function} = $fire;
            $made{"${function}_enabled"} = $enabled;
        }
    }
    $provider->enable;
    _install($package, $provider, \%made);
    return $provider;
}

# Into the package, and into those that use the package.
sub _install {
    my ($package, $provider, $made) = @_;
    no strict 'refs';
    no warnings 'redefine';
    *{"${package}::$_"} = $made->{$_} for keys %$made;
    my $before = $package->can('import');
    *{"${package}::import"} = sub {
        my $caller = caller;
        my $keep = $provider;
        *{"${caller}::$_"} = $made->{$_} for keys %$made;
        goto &$before if $before;
        return;
    };
    return;
}

1;

__END__

=head1 NAME

Devel::DTrace::Provider::Builder - declare providers and use their probes as functions

=head1 SYNOPSIS

    package MyApp::Probes;
    use Devel::DTrace::Provider::Builder;

    provider 'myapp' => as {
        probe 'request-done', 'string', 'integer';
    };

    package MyApp;
    use MyApp::Probes;

    request_done { shift->fire('/index', 200) } if request_done_enabled;
    myapp_request_done { shift->fire('/index', 200) };

=head1 DESCRIPTION

Each probe becomes two functions, and two more with the provider's name before
them; a dash in a name is C<_>. The block runs only when somebody traces the
probe. A package that uses the one with the provider gets the functions as well.
Where libusdt is missing, nothing runs, and C<_enabled> is the constant 0.

=cut
