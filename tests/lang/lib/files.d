// needs: the kernel to trace
/* fds[], cwd, root and d_path(): names of files. */
BEGIN
{
	printf("%s %s\n", fds[0].fi_pathname, fds[0].fi_name);
	printf("%s %s %s\n", fds[0].fi_dirname, fds[0].fi_mount, fds[0].fi_fs);
	printf("%d %d\n", fds[0].fi_offset,
	    (fds[0].fi_oflags & O_ACCMODE) == O_RDONLY);
	printf("%s %s\n", fds[-1].fi_name, fds[100000].fi_pathname);
	printf("%s\n", basename(d_path(&curthread->mm->exe_file->f_path)));
	printf("%s\n", d_path(&curthread->fs->root));
	printf("%s %s\n", basename(cwd), root);
	exit(0);
}
