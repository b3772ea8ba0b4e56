provider interp {
	probe bottom(int depth);
};
