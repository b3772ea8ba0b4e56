/* The providers of interpreters, as far as the toolkit reads them. */
provider python {
	probe function__entry(char *file, char *function, int line);
	probe function__return(char *file, char *function, int line);
};

provider ruby {
	probe method__entry(char *class, char *method, char *file, int line);
	probe method__return(char *class, char *method, char *file, int line);
	probe cmethod__entry(char *class, char *method, char *file, int line);
	probe cmethod__return(char *class, char *method, char *file, int line);
	probe object__create(char *class, char *file, int line);
	probe array__create(long length, char *file, int line);
	probe hash__create(long length, char *file, int line);
	probe string__create(long length, char *file, int line);
	probe gc__mark__begin();
	probe raise(char *class, char *file, int line);
};

provider perl {
	probe sub__entry(char *sub, char *file, int line, char *package);
	probe sub__return(char *sub, char *file, int line, char *package);
};

provider php {
	probe function__entry(char *function, char *file, int line, char *class,
			      char *scope);
	probe function__return(char *function, char *file, int line,
			       char *class, char *scope);
};

provider hotspot {
	probe method__entry(long thread, char *class, int class_length,
			    char *method, int method_length, char *signature,
			    int signature_length);
	probe object__alloc(long thread, char *class, int length, long size);
	probe class__loaded(char *class, int length, void *loader, int shared);
	probe thread__start(char *name, int length, long id, long native,
			    int is_daemon);
	probe method__compile__begin(char *compiler, int compiler_length,
				     char *class, int class_length,
				     char *method, int method_length);
	probe gc__begin(int is_full);
};

provider javascript {
	probe function__entry(char *file, char *function, int line);
	probe function__return(char *file, char *function, int line);
};

provider tcl {
	probe proc__entry(char *name, int count, void *values);
	probe proc__return(char *name, int code);
	probe cmd__entry(char *name, int count, void *values);
	probe cmd__return(char *name, int code);
};

provider sh {
	probe function__entry(char *file, char *function, int line);
	probe function__return(char *file, char *function, int status);
};
