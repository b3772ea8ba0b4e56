rockspec_format = "3.0"
package = "usdt"
version = "0.1.0-1"
source = { url = "git+file://." }
description = {
	summary = "Static probes for dtrace and other tracers, made at run time",
	license = "BSD-2-Clause",
}
dependencies = { "lua >= 5.4" }
external_dependencies = { LIBUSDT = { header = "usdt.h", library = "usdt" } }
build = {
	type = "builtin",
	modules = {
		usdt = "usdt.lua",
		["usdt.core"] = {
			sources = { "usdt.c" },
			libraries = { "usdt" },
			incdirs = { "$(LIBUSDT_INCDIR)" },
			libdirs = { "$(LIBUSDT_LIBDIR)" },
		},
	},
}
test_dependencies = { "busted" }
test = { type = "busted", flags = { "spec" } }
