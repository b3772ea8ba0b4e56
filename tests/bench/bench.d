provider bench {
	/*
	 * The benchmark's loop came round.
	 * @i		how often it had before
	 * @text	the same string each time
	 */
	probe fire(long i, char *text);
};
