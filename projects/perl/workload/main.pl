# What has a probe, with counts that expect.d knows; it names lines of this
# file. Run in a directory that holds the modules beside it.
use strict;
use warnings;
use lib '.';
use List::Util ();
use threads;
use Orders;

our @said;

sub say_that { push @said, "@_" }

sub fib {
    my $n = shift;
    return $n < 2 ? $n : fib($n - 1) + fib($n - 2);
}

# Subs that give their place to another one.
sub hop {
    my $n = shift;
    return "landed" if !$n;
    @_ = ($n - 1);
    goto &hop;
}

sub longest { goto &List::Util::max }

sub calls {
    say_that("fib:", fib(15));
    say_that("hop:", hop(100));
    say_that("max:", longest(3, 7, 5));
    say_that("sort:", sort descending 2, 3, 1);
    my @sorted = sort List::Util::max 2, 1;    # a comparison in C
}

sub descending { $b <=> $a }

# Subs that an exception leaves.
sub refuse  { die "on purpose\n" }
sub passes  { refuse() }
sub refuses { $a == 0 or refuse() }

sub exceptions {
    eval { passes() };
    say_that("eval:", $@ eq "on purpose\n");
    eval { die bless { code => 7 }, "Orders::Error" };
    say_that("object:", $@->{code});
    eval { my $nothing; $nothing->method };
    say_that("method:", $@ =~ /^Can't call method "method" on an undefined/);
    eval { List::Util::first { die "in a block\n" } 1, 2 };
    say_that("first:", $@ eq "in a block\n");
    eval { my @none = sort refuses 1, 2 };
    say_that("sort:", $@ eq "on purpose\n");
    for my $turn (1 .. 3) {
        sub { no warnings; next }->();
    }
}

# Files that are there, and others.
sub files {
    say_that("nowhere:", !eval { require Nowhere });
    say_that("broken:",  !eval { require Broken });
    say_that("untrue:",  !eval { require Untrue });
    say_that("absent:",  !defined do "./absent.pl");
    say_that("price:",   Orders::price("tea"));
}

sub strings {
    say_that("string:", eval "my \$x = 40; \$x + 2");
    say_that("wrong:",  !defined eval "1 +" || "");
    say_that("begin:",  !defined eval "BEGIN { die 'early' } 1");
}

sub regexes {
    my $found = 0;
    for my $word (qw(tea coffee water)) {
        my $re = qr/^(\w)(\w*)$word?$/;
        $found++ if "$word!" =~ /(e+)!?$/ || "x$word" =~ $re;
    }
    say_that("regexes:", $found);
    eval { my $wrong = "("; "x" =~ /$wrong/ };
    say_that("wrong:", $@ =~ /^Unmatched \(/);
    say_that("slow:", ("a" x 24 . "b") !~ /^(a|aa)+$/);
}

sub processes {
    say_that("true:",  system("true"));
    say_that("exit 3:", system("sh", "-c", "exit 3"));
    no warnings;
    say_that("not there:", system("/nonexistent/program", "argument"));
    chomp(my $echo = `echo from a child`);
    say_that($echo);
    my $pid = fork // die "fork: $!";
    if (!$pid) {
        exec "sh", "-c", "exit 4";
    }
    waitpid $pid, 0;
    say_that("child:", $? >> 8);
}

sub on_signal { say_that("signal:", shift) }

sub signals {
    local $SIG{USR1} = \&on_signal;
    kill USR1 => $$ for 1 .. 3;
}

sub memory {
    my %entries = map { ("key $_" => [$_]) } 1 .. 5000;
    say_that("entries:", scalar keys %entries);
}

sub a_thread {
    say_that("thread:", threads->create(sub { fib(5) })->join);
}

calls();
exceptions();
files();
strings();
regexes();
processes();
signals();
memory();
a_thread();
print "$_\n" for @said;

END { say_that("end") }
