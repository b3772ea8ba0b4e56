// SPDX-License-Identifier: BSD-2-Clause
// Compile core.c with cc and the headers that came with node: nothing is
// downloaded. When it cannot be, probes do nothing, and that is no error.
// USDT_INCLUDE and LIBUSDT_DIR say where libusdt is, if elsewhere.
'use strict';

const { execFileSync } = require('child_process');
const { existsSync, mkdirSync } = require('fs');
const path = require('path');

const out = path.join(__dirname, 'build', 'core.node');
const prefix = path.join(process.execPath, '..', '..');
const headers = [process.env.NODE_INCLUDE, path.join(prefix, 'include', 'node'),
  '/usr/include/node', '/usr/include/nodejs/src'].find(
  (dir) => dir && existsSync(path.join(dir, 'node_api.h')));
const { USDT_INCLUDE: include, LIBUSDT_DIR: library } = process.env;

function build() {
  if (!headers) throw new Error('node_api.h is missing');
  mkdirSync(path.dirname(out), { recursive: true });
  execFileSync(process.env.CC || 'cc', [
    '-O2', '-fPIC', '-shared', '-fvisibility=hidden', '-Wall', '-Wextra',
    '-DNODE_GYP_MODULE_NAME=core', '-I', headers,
    ...(include ? ['-I', include] : []), '-o', out, path.join(__dirname, 'core.c'),
    ...(library ? [path.join(library, 'libusdt.so.1'), `-Wl,-rpath,${library}`] : ['-lusdt']),
  ], { stdio: ['ignore', 'inherit', 'pipe'] });
}

try {
  build();
} catch (e) {
  const text = e.stderr ? String(e.stderr) : e.message;
  console.error(`dtrace-provider: probes will do nothing: ${text.split('\n')[0]}`);
  if (process.env.NODE_DTRACE_PROVIDER_REQUIRE === 'hard') process.exit(1);
}
