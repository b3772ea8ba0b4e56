// options: -h -o /dev/null
provider pppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppppp {
	probe aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa();
};
