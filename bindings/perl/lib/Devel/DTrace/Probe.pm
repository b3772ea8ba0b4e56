# SPDX-License-Identifier: BSD-2-Clause
package Devel::DTrace::Probe;
use 5.010;
use strict;
use warnings;
use Carp;
use JSON::PP ();

my $json = JSON::PP->new->canonical->allow_nonref;

sub _new {
    my ($class, $core, $name, @kinds) = @_;
    my @json = grep { $kinds[$_] eq 'json' } 0 .. $#kinds;
    return bless { core => $core, name => $name, json => \@json }, $class;
}

sub is_enabled {
    my ($self) = @_;
    return $self->{core} && Devel::DTrace::Provider::Core::is_enabled($self->{core}) ? 1 : 0;
}

# Dies when number or kind of the values is wrong, traced or not.
sub fire {
    my ($self, @values) = @_;
    return 1 unless $self->{core};
    for my $i (@{ $self->{json} }) {
        $values[$i] = $json->encode($values[$i]) if $i < @values;
    }
    eval { Devel::DTrace::Provider::Core::fire($self->{core}, @values); 1 } or do {
        my $text = $@;
        $text =~ s/ at \S+ line \d+\.?\n\z//;
        croak $text;
    };
    return 1;
}

sub DESTROY {
    my ($self) = @_;
    Devel::DTrace::Provider::Core::release(delete $self->{core}) if $self->{core};
    return;
}

1;

__END__

=head1 NAME

Devel::DTrace::Probe - a probe of Devel::DTrace::Provider

=head1 METHODS

=over

=item is_enabled

Does anybody trace it?

=item fire(@values)

Fires it; gives 1. Dies when the number or the kind of the values is wrong.

=back

=cut
