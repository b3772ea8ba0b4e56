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
