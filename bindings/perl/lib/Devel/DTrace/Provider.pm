# SPDX-License-Identifier: BSD-2-Clause
package Devel::DTrace::Provider;
use 5.010;
use strict;
use warnings;
use Carp;

our $VERSION = '0.1.0';

# Without the part in C, or without libusdt, everything does nothing.
our $available = eval {
    require XSLoader;
    XSLoader::load('Devel::DTrace::Provider', $VERSION);
    1;
} || 0;

sub DTRACE_AVAILABLE () { return $available }

require Devel::DTrace::Probe;

my %types = (integer => 'int', string => 'char *', json => 'char *');

sub new {
    my ($class, $name, $module) = @_;
    my $self = bless { name => $name, probes => {} }, $class;
    if ($available) {
        $self->{core} = eval { Devel::DTrace::Provider::Core::create_provider($name, $module // 'perl') }
            // _complain();
    }
    return $self;
}

# An exception of libusdt, from where the user called.
sub _complain {
    my $text = $@;
    $text =~ s/ at \S+ line \d+\.?\n\z//;
    croak $text;
}

sub _do {
    my ($self, $what, @arguments) = @_;
    return unless $available;
    no strict 'refs';
    eval { &{"Devel::DTrace::Provider::Core::$what"}($self->{core}, @arguments); 1 } or _complain();
    return;
}

sub add_probe {
    my ($self, $name, $function, $types) = @_;
    my @kinds = @{ $types // [] };
    my $core;
    if ($available) {
        my @c = map { $types{$_} // $_ } @kinds;
        $core = eval {
            Devel::DTrace::Provider::Core::create_probe($self->{core}, $function // $name, $name, @c)
        } // _complain();
    }
    my $probe = Devel::DTrace::Probe->_new($core, $name, @kinds);
    $self->{probes}{$name} = $probe;
    return $probe;
}

sub probe {
    my ($self, $name, $function, @types) = @_;
    return $self->add_probe($name, $function, \@types);
}

sub remove_probe {
    my ($self, $probe) = @_;
    $self->_do('remove_probe', $probe->{core});
    delete $self->{probes}{ $probe->{name} };
    return;
}

sub declare { my ($self, $text) = @_; return $self->_do('declare', $text) }
sub update { my ($self) = @_; $self->_do('update'); return $self->{probes} }
sub enable { my ($self) = @_; $self->_do('enable'); return $self->{probes} }
sub disable { my ($self) = @_; return $self->_do('disable') }
sub probes { my ($self) = @_; return $self->{probes} }

sub DESTROY {
    my ($self) = @_;
    Devel::DTrace::Provider::Core::free_provider(delete $self->{core}) if $self->{core};
    return;
}

1;

__END__

=head1 NAME

Devel::DTrace::Provider - static probes for dtrace and other tracers, made at run time

=head1 SYNOPSIS

    use Devel::DTrace::Provider;

    my $provider = Devel::DTrace::Provider->new('myapp', 'mymodule');
    my $done = $provider->add_probe('request-done', 'serve', ['string', 'integer']);
    $provider->enable;
    $done->fire('/index', 200) if $done->is_enabled;

    # dtrace -n 'myapp*:mymodule:serve:request-done { trace(copyinstr(arg0)); }'

=head1 DESCRIPTION

Types are C<integer>, C<string>, C<json> (any value, passed as JSON text), and
every type of L<usdt(3)>, such as C<uint64_t> or C<double>. Where libusdt is
missing, C<Devel::DTrace::Provider::DTRACE_AVAILABLE> is false and everything
does nothing.

=head2 Methods

=over

=item new($name, $module)

=item add_probe($name, $function, \@types), probe($name, $function, @types)

Give a L<Devel::DTrace::Probe>. C<enable> or C<update> makes it appear.

=item remove_probe($probe)

=item enable, update, disable

The first two give a hash of the probes by name, as C<probes> does.

=item declare($text)

Structures and typedefs in C, for probes that are added after it.

=back

What libusdt refuses dies with its text.

=head1 SEE ALSO

L<Devel::DTrace::Provider::Builder>

=cut
