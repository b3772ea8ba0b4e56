package Orders::Prices;
use strict;
use warnings;

our %of = (tea => 2, coffee => 3);

1;
