package Untrue;
0;
