# SPDX-License-Identifier: BSD-2-Clause
Gem::Specification.new do |s|
  s.name = 'usdt'
  s.version = '0.1.0'
  s.summary = 'Static probes for dtrace and other tracers, made at run time'
  s.authors = ['Project DTrace']
  s.license = 'BSD-2-Clause'
  s.required_ruby_version = '>= 2.7'
  s.files = Dir['lib/**/*.rb', 'ext/**/*.{c,rb}', 'README.md']
  s.extensions = ['ext/usdt/extconf.rb']
end
