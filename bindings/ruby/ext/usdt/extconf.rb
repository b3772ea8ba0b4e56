# SPDX-License-Identifier: BSD-2-Clause
# Without libusdt nothing is built, and the gem does nothing. USDT_INCLUDE and
# LIBUSDT_DIR say where the library is, if elsewhere.
require 'mkmf'

include_dir = ENV['USDT_INCLUDE']
library_dir = ENV['LIBUSDT_DIR']
$INCFLAGS << " -I#{include_dir}" if include_dir
if library_dir
  $LOCAL_LIBS << " #{library_dir}/libusdt.so.1 -Wl,-rpath,#{library_dir}"
end
$CFLAGS << ' -Wall -fvisibility=hidden'

if have_header('usdt.h') && (library_dir || have_library('usdt', 'usdt_create_provider'))
  create_makefile('usdt/core')
else
  warn 'libusdt is missing: probes will do nothing'
  File.write('Makefile', "all install clean:\n\t@:\n")
end
