/* The probes of perl that the toolkit uses, as perl declares them. */
provider perl {
	probe sub__entry(char *sub, char *file, int line, char *package);
	probe sub__return(char *sub, char *file, int line, char *package);
};
