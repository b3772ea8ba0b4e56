BEGIN { }
/* never closed
