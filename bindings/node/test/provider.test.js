// SPDX-License-Identifier: BSD-2-Clause
'use strict';

const assert = require('assert');
const { spawnSync } = require('child_process');
const { readFileSync } = require('fs');
const test = require('node:test');
const path = require('path');
const { createDTraceProvider, available } = require('..');

const images = () => readFileSync('/proc/self/maps', 'latin1').split('\n')
  .filter((line) => line.includes('/nodemod')).length;

test('the library is there', () => assert(available));

test('bad arguments', () => {
  const p = createDTraceProvider('bad', 'm');
  assert.throws(() => createDTraceProvider(), TypeError);
  assert.throws(() => createDTraceProvider(7), TypeError);
  assert.throws(() => createDTraceProvider('a:b'), /Invalid argument/);
  assert.throws(() => p.addProbe(), TypeError);
  assert.throws(() => p.addProbe('n', 3), TypeError);
  assert.throws(() => p.addProbe('a b'), /Invalid argument/);
  assert.throws(() => p.addProbe('n', ...Array(33).fill('int')), /at most 32/);
  assert.throws(() => p.enable(), /no probes/);
  const probe = p.addProbe('n', 'int');
  assert.throws(() => p.addProbe('n', 'int'), /exists already/);
  assert.throws(() => probe.fire(), TypeError);
  assert.throws(() => p.removeProbe({}), TypeError);
  p.removeProbe(probe);
  assert.throws(() => p.removeProbe(probe), /no probes/);
});

test('a life', () => {
  const p = createDTraceProvider('life', 'nodemod');
  const probe = p.addProbe('n', 'int', 'json');
  assert.strictEqual(p.n, probe);
  assert.strictEqual(typeof p.addProbe('enable').fire, 'function');
  assert.strictEqual(typeof p.enable, 'function', 'a method stays');
  p.enable();
  p.enable();
  assert(images() > 0);
  assert.strictEqual(probe.isEnabled(), false);
  probe.fire(() => assert.fail('called though nobody traces'));
  p.fire('n', () => assert.fail('called though nobody traces'));
  p.fire('missing', () => assert.fail('called'));
  p.removeProbe(probe);
  assert.strictEqual(p.n, undefined);
  p.disable();
  p.disable();
  assert.strictEqual(images(), 0);
});

test('providers may share a name', () => {
  const all = ['m1', 'm2', undefined, undefined].map((m) => createDTraceProvider('same', m));
  all.forEach((p) => p.addProbe('n'));
  all.forEach((p) => p.enable());
  all.forEach((p) => p.disable());
});

test('the garbage collector takes providers', () => {
  const code = `
    const { createDTraceProvider } = require('.');
    for (let i = 0; i < 500; i++) {
      const p = createDTraceProvider('gc' + i, 'nodemod');
      p.addProbe('n', 'int');
      p.enable();
    }
    gc();
    setTimeout(() => { gc(); setTimeout(() => {
      const n = require('fs').readFileSync('/proc/self/maps', 'latin1')
        .split('\\n').filter((line) => line.includes('/nodemod')).length;
      process.exit(n < 30 ? 0 : 1);
    }, 10); }, 10);`;
  const done = spawnSync(process.execPath, ['--expose-gc', '-e', code], { cwd: path.join(__dirname, '..') });
  assert.strictEqual(done.status, 0, String(done.stderr));
});
