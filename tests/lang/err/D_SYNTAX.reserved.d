BEGIN { while (1); }
BEGIN { do { } while (0); }
BEGIN { for (i = 0; i < 3; i++); }
BEGIN { switch (1) { case 1: break; default: continue; } }
BEGIN { goto out; }
BEGIN { import; }
BEGIN { userland; }
