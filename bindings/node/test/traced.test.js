// SPDX-License-Identifier: BSD-2-Clause
// DTRACE is the tracer.
'use strict';

const assert = require('assert');
const { spawn } = require('child_process');
const test = require('node:test');
const { createDTraceProvider } = require('..');

const PROGRAM = String.raw`
nodeapp*:nodetraced:ints:ints { printf("ints %d %d %d\n", arg0, arg9, args[31]); }
nodeapp*:nodetraced:chars:chars { printf("chars %s %s\n", copyinstr(arg0), copyinstr((uintptr_t)args[31])); }
nodeapp*:nodetraced:json:json { printf("json %s %s\n", copyinstr(arg0), copyinstr(arg1)); }
nodeapp*:nodetraced:fewer:fewer { printf("fewer %d %s %s\n", arg0, copyinstr(arg1), copyinstr(arg2)); }
nodeapp*:nodetraced:wide:wide { printf("wide %x %d %x\n", arg0, args[1], arg2); }
nodeapp*:nodetraced:last:last { printf("last %d\n", arg0); exit(0); }`;

const skip = !process.env.DTRACE || process.getuid() !== 0 ? 'no DTRACE, or not root' : false;

test('values as a tracer sees them', { skip, timeout: 60000 }, async () => {
  const p = createDTraceProvider('nodeapp', 'nodetraced');
  const numbers = Array.from({ length: 32 }, (_, i) => i + 1);
  p.addProbe('ints', ...Array(32).fill('int'));
  p.addProbe('chars', ...Array(32).fill('char *'));
  p.addProbe('json', 'json', 'json');
  p.addProbe('fewer', 'int', 'char *', 'json');
  p.addProbe('wide', 'uint64_t', 'int64_t', 'double');
  const last = p.addProbe('last', 'int');
  p.enable();
  const tracer = spawn('timeout', ['40', process.env.DTRACE, '-q', '-p', `${process.pid}`, '-n', PROGRAM]);
  let out = '';
  let err = '';
  tracer.stdout.on('data', (data) => { out += data; });
  tracer.stderr.on('data', (data) => { err += data; });
  const ended = new Promise((resolve) => { tracer.on('close', resolve); });
  const all = [p.ints, p.chars, p.json, p.fewer, p.wide, last];
  for (let i = 0; i < 3000 && !all.every((probe) => probe.isEnabled()); i++) {
    await new Promise((resolve) => { setTimeout(resolve, 10); });
  }
  p.ints.fire(() => numbers);
  p.fire('chars', (first, rest) => [first, ...rest], '\u00e4', numbers.slice(0, 31).map(String));
  p.json.fire(() => [{ a: [1, null] }, 'x', 'superfluous']);
  p.fewer.fire(() => []);
  p.wide.fire(() => [2n ** 63n, -5000000000, 0.5]);
  assert.throws(() => p.wide.fire(() => 'no array'), TypeError);
  assert.throws(() => p.wide.fire(() => { throw new RangeError('mine'); }), RangeError);
  last.fire(() => [7]);
  assert.strictEqual(await ended, 0, err);
  assert.deepStrictEqual(out.split('\n').filter(Boolean).sort(), [
    'chars \u00e4 31',
    'fewer 0 undefined undefined',
    'ints 1 10 32',
    'json {"a":[1,null]} "x"',
    'last 7',
    'wide 8000000000000000 -5000000000 3fe0000000000000',
  ]);
  p.disable();
});
