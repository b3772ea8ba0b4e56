/* SPDX-License-Identifier: BSD-2-Clause */
/*
 * Input and output: what the io provider's arguments and fds[] show, made of
 * the kernel's struct request and struct file.
 */

typedef struct bufinfo {
	int b_flags;		/* B_READ or B_WRITE, B_ASYNC */
	size_t b_bcount;	/* bytes */
	uintptr_t b_addr;	/* of the request */
	uint64_t b_lblkno;	/* where: in sectors of 512 bytes */
	uint64_t b_blkno;
	size_t b_resid;		/* bytes not done */
	size_t b_bufsize;
	int b_error;
	dev_t b_edev;		/* the device */
} bufinfo_t;

inline int B_PAGEIO = 0x00010;
inline int B_PHYS = 0x00020;
inline int B_READ = 0x00040;
inline int B_WRITE = 0x00100;
inline int B_ASYNC = 0x00400;

/* The kernel counts operations from 0, reading; the odd ones write. */
translator bufinfo_t < struct request *R > {
	b_flags = ((R->cmd_flags & 1) != 0 ? B_WRITE : B_READ) |
	    ((R->cmd_flags & 1) != 0 && (R->cmd_flags & 0x800) == 0 ?
	    B_ASYNC : 0);
	b_bcount = R->__data_len;
	b_addr = (uintptr_t)R;
	b_lblkno = R->__sector;
	b_blkno = R->__sector;
	b_resid = 0;
	b_bufsize = R->__data_len;
	b_error = 0;
	b_edev = R->q->disk->part0->bd_dev;
};

typedef struct devinfo {
	int dev_major;
	int dev_minor;
	int dev_instance;
	string dev_name;	/* of the disk: sda */
	string dev_statname;
	string dev_pathname;
} devinfo_t;

translator devinfo_t < struct request *R > {
	dev_major = R->q->disk->major;
	dev_minor = R->q->disk->first_minor;
	dev_instance = R->q->disk->first_minor;
	dev_name = stringof(R->q->disk->disk_name);
	dev_statname = stringof(R->q->disk->disk_name);
	dev_pathname = strjoin("/dev/", stringof(R->q->disk->disk_name));
};

typedef struct fileinfo {
	string fi_name;		/* without folders */
	string fi_dirname;
	string fi_pathname;
	uint64_t fi_offset;
	string fi_fs;		/* the kind of file system: ext4 */
	string fi_mount;	/* where that is mounted */
	int fi_oflags;		/* O_RDONLY and so on */
} fileinfo_t;

inline string __no_file = "<none>";
inline string __unknown = "<unknown>";

/* A mount's own root, as a struct path; d_path() leads to where it is. */
this uintptr_t __mount_path[2];

translator fileinfo_t < struct file *F > {
	fi_name = F == NULL ? __no_file :
	    stringof(F->f_path.dentry->d_name.name);
	fi_dirname = F == NULL ? __no_file : dirname(d_path(&F->f_path));
	fi_pathname = F == NULL ? __no_file : d_path(&F->f_path);
	fi_offset = F == NULL ? 0 : F->f_pos;
	fi_fs = F == NULL ? __no_file :
	    stringof(F->f_inode->i_sb->s_type->name);
	fi_mount = F == NULL ? __no_file :
	    (this->__mount_path[0] = (uintptr_t)F->f_path.mnt,
	    this->__mount_path[1] = (uintptr_t)F->f_path.mnt->mnt_root,
	    d_path(this->__mount_path));
	fi_oflags = F == NULL ? 0 : F->f_flags;
};

inline struct file *__file_of[int fd] =
    fd >= 0 && fd < curthread->files->fdt->max_fds ?
    curthread->files->fdt->fd[fd] : NULL;

inline fileinfo_t fds[int fd] = xlate <fileinfo_t> (__file_of[fd]);

/* The file that the pages of a request belong to, if they belong to one. */
inline struct address_space *__mapping_of[struct request *R] =
    R->bio != NULL && R->bio->bi_vcnt != 0 ?
    R->bio->bi_io_vec->bv_page->mapping : NULL;

inline struct inode *__inode_of[struct request *R] =
    __mapping_of[R] != NULL && ((uintptr_t)__mapping_of[R] & 3) == 0 ?
    __mapping_of[R]->host : NULL;

inline struct dentry *__dentry_of[struct request *R] =
    __inode_of[R] != NULL && __inode_of[R]->i_dentry.first != NULL ?
    (struct dentry *)((uintptr_t)__inode_of[R]->i_dentry.first -
    offsetof(struct dentry, d_u)) : NULL;

translator fileinfo_t < struct request *R > {
	fi_name = __dentry_of[R] == NULL ? __no_file :
	    stringof(__dentry_of[R]->d_name.name);
	fi_dirname = __unknown;
	fi_pathname = __unknown;
	fi_offset = 0;
	fi_fs = __inode_of[R] == NULL ? __no_file :
	    stringof(__inode_of[R]->i_sb->s_type->name);
	fi_mount = __unknown;
	fi_oflags = 0;
};

/* fi_oflags */
inline int O_ACCMODE = 3;
inline int O_RDONLY = 0;
inline int O_WRONLY = 1;
inline int O_RDWR = 2;
inline int O_CREAT = 0x40;
inline int O_EXCL = 0x80;
inline int O_NOCTTY = 0x100;
inline int O_TRUNC = 0x200;
inline int O_APPEND = 0x400;
inline int O_NONBLOCK = 0x800;
inline int O_NDELAY = 0x800;
inline int O_DSYNC = 0x1000;
inline int O_CLOEXEC = 0x80000;
inline int O_SYNC = 0x101000;
