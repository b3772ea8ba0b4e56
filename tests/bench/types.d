struct item { int number; struct item *next; char name[16]; };

provider typed {
	/*
	 * The loop came round.
	 * @item	a list of two
	 */
	probe fire(struct item *item);
};
