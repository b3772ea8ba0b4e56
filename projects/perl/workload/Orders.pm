# A module that needs another one.
package Orders;
use strict;
use warnings;
use Orders::Prices;

sub price {
    my $what = shift;
    return $Orders::Prices::of{$what};
}

1;
