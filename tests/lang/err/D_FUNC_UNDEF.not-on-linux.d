#pragma D option destructive
BEGIN { breakpoint(); }
BEGIN { panic(); }
BEGIN { return(1); }
BEGIN { pcap((void *)0, 10); }
BEGIN { x = ddi_pathname((void *)0, 1); }
BEGIN { x = msgdsize((void *)0); }
BEGIN { x = msgsize((void *)0); }
BEGIN { x = mutex_owned((void *)0); }
BEGIN { p = mutex_owner((void *)0); }
BEGIN { x = mutex_type_adaptive((void *)0); }
BEGIN { x = mutex_type_spin((void *)0); }
BEGIN { x = rw_iswriter((void *)0); }
BEGIN { x = rw_read_held((void *)0); }
BEGIN { x = rw_write_held((void *)0); }
