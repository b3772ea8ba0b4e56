package Broken;
sub unfinished {
    my $x = ;
}
1;
