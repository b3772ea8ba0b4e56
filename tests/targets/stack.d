/* A provider for tests/targets/stack.c. */
provider stack {
	probe leaf(int i, void *function);
};
