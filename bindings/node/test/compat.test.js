// SPDX-License-Identifier: BSD-2-Clause
// What the tests of the package dtrace-provider saw, one by one, by its names.
// DTRACE is the tracer.
'use strict';

const assert = require('assert');
const { spawn, spawnSync } = require('child_process');
const test = require('node:test');
const path = require('path');
const { createDTraceProvider, DTraceProvider } = require('..');

const skip = !process.env.DTRACE || process.getuid() !== 0 ? 'no DTRACE, or not root' : false;
const options = { skip, timeout: 60000 };
const sleep = (ms) => new Promise((resolve) => { setTimeout(resolve, ms); });

async function until(condition) {
  for (let i = 0; i < 3000 && !condition(); i++) await sleep(10);
  assert(condition(), 'nobody traces');
}

// Runs dtrace with the program on this process. When all of the probes are
// traced, calls fire(). Gives the lines that dtrace printed until it ended.
async function traced(program, probes, fire) {
  const tracer = spawn('timeout',
    ['40', process.env.DTRACE, '-q', '-Z', '-p', `${process.pid}`, '-n', program]);
  let out = '';
  tracer.stdout.on('data', (data) => { out += data; });
  tracer.stderr.on('data', (data) => { process.stderr.write(data); });
  const ended = new Promise((resolve) => { tracer.on('close', resolve); });
  await until(() => probes.every((probe) => probe.isEnabled()));
  await fire();
  assert.strictEqual(await ended, 0);
  return out.split('\n').filter(Boolean);
}

// One probe p0 of these types, fired with this callback; gives its values.
async function values(name, types, formats, callback, ...extra) {
  const p = createDTraceProvider(name);
  const probe = p.addProbe('p0', ...types);
  p.enable();
  const args = types.map((type, i) => (type === 'int' ? `args[${i}]` : `copyinstr((uintptr_t)args[${i}])`));
  const lines = await traced(
    `${name}*:::p0 { printf("${formats}\\n", ${args.join(', ')}); exit(0); }`,
    [probe], () => { for (let i = 0; i < 2; i++) p.fire('p0', callback, ...extra); });
  p.disable();
  return lines[0];
}

const numbers = Array.from({ length: 32 }, (_, i) => i + 1);

test('32probe', options, async () => {
  assert.strictEqual(await values('nodea', Array(32).fill('int'), Array(32).fill('%d').join(' '),
    () => numbers), numbers.join(' '));
});

test('32probe-char', options, async () => {
  const letters = numbers.map((n) => `v${n}`);
  assert.strictEqual(await values('nodeb', Array(32).fill('char *'), Array(32).fill('%s').join(' '),
    () => letters), letters.join(' '));
});

test('add-probes: those added later appear when enabled anew', options, async () => {
  const p = new DTraceProvider('nodec');
  const probes = [];
  const lines = await traced('nodec*::: { printf("%s %d\\n", probename, arg0); }\n' +
    'nodec*:::p8 { exit(0); }', [], async () => {
    for (let n = 0; n < 9; n++) {
      probes.push(p.addProbe(`p${n}`, 'int'));
      assert.strictEqual(p[`p${n}`], probes[n]);
      p.disable();
      p.enable();
      await until(() => probes.every((probe) => probe.isEnabled()));
      await sleep(50); // enabled is not yet heard, for a moment
      probes.forEach((probe) => probe.fire(() => [n]));
    }
  });
  const want = [];
  for (let n = 0; n < 9; n++) for (let i = 0; i <= n; i++) want.push(`p${i} ${n}`);
  // all of the last round but the end, which may come before the others' clauses
  assert.deepStrictEqual(lines.filter((line) => want.includes(line)).slice(0, 36), want.slice(0, 36));
});

test('args-after-cb', options, async () => {
  const callback = (...got) => got;
  assert.strictEqual(await values('noded', ['int', 'char *'], '%d %s', callback, 7, 'after'), '7 after');
  assert.strictEqual(await values('nodee', ['char *'], '%s', (first) => [first.field], { field: 'x' }), 'x');
});

test('fewer-args, fewer-args-json', options, async () => {
  assert.strictEqual(await values('nodef', ['int', 'char *'], '%d %s', () => [5]), '5 undefined');
  assert.strictEqual(await values('nodeg', ['int', 'json', 'int'], '%d %s %d', () => []), '0 undefined 0');
});

test('more-args', options, async () => {
  assert.strictEqual(await values('nodeh', ['int'], '%d', () => [5, 6, 'more']), '5');
});

test('json-args, multiple-json-args', options, async () => {
  assert.strictEqual(await values('nodei', ['json'], '%s', () => [{ foo: 'bar', n: [1, null] }]),
    '{"foo":"bar","n":[1,null]}');
  assert.strictEqual(await values('nodej', ['json', 'int', 'json'], '%s %d %s', () => ['x', 2, [3]]),
    '"x" 2 [3]');
});

test('disambiguation: two of one name, told apart by their modules', options, async () => {
  const [a, b] = ['moda', 'modb'].map((m) => createDTraceProvider('nodek', m));
  const probes = [a, b].map((p) => p.addProbe('p0', 'int'));
  [a, b].forEach((p) => p.enable());
  const lines = await traced('nodek*:modb::p0 { printf("b %d\\n", arg0); exit(0); }',
    [probes[1]], () => {
      for (let i = 0; i < 10; i++) probes.forEach((probe, n) => probe.fire(() => [n]));
    });
  assert.deepStrictEqual(lines, ['b 1']);
  assert.strictEqual(probes[0].isEnabled(), false);
});

test('enabled-disabled: 11 times', options, async () => {
  const p = createDTraceProvider('nodel');
  const probe = p.addProbe('p0', 'int');
  const lines = await traced('nodel*:::p0 { printf("%d\\n", arg0); } nodel*:::p0 /arg0 == 10/ { exit(0); }',
    [], async () => {
      for (let n = 0; n <= 10; n++) {
        p.enable();
        await until(() => probe.isEnabled());
        await sleep(50);
        probe.fire(() => [n]);
        p.disable();
        assert.strictEqual(probe.isEnabled(), false);
        probe.fire(() => assert.fail('called'));
      }
    });
  assert.deepStrictEqual(lines, numbers.slice(0, 11).map((n) => String(n - 1)));
});

test('enabledagain: enabling what is enabled changes nothing', options, async () => {
  const p = createDTraceProvider('nodem');
  const probe = p.addProbe('p0', 'int');
  p.enable();
  const lines = await traced('nodem*:::p0 { printf("%d %d\\n", epid, arg0); } nodem*:::p0 /arg0 == 2/ { exit(0); }',
    [probe], async () => {
      await sleep(50);
      probe.fire(() => [1]);
      p.enable();
      assert(probe.isEnabled());
      probe.fire(() => [2]);
    });
  assert.strictEqual(lines[0].split(' ')[0], lines[1].split(' ')[0]);
  assert.deepStrictEqual(lines.map((line) => line.split(' ')[1]), ['1', '2']);
});

test('basic, notenabled, bad-probe, create-destroy', () => {
  for (let i = 0; i < 10; i++) {
    const p = createDTraceProvider('noden');
    const probe = p.addProbe('p0', 'int', 'char *', 'anything');
    probe.fire(() => assert.fail('called before enable()'));
    p.enable();
    p.fire('p0', () => assert.fail('called though nobody traces'));
    assert.throws(() => p.addProbe('bad probe'));
    assert.throws(() => p.addProbe(), TypeError);
    p.disable();
  }
});

test('gc, gc-provider: what is collected may still be in use', () => {
  const code = `
    const { createDTraceProvider } = require('.');
    let p = createDTraceProvider('nodeo');
    const probe = p.addProbe('p0', 'int');
    let other = p.addProbe('p1', 'int');
    p.enable();
    other = undefined;
    gc();
    p.fire('p1', () => [1]);
    p = undefined;
    gc();
    probe.fire(() => [1]);
    gc();`;
  const done = spawnSync(process.execPath, ['--expose-gc', '-e', code], { cwd: path.join(__dirname, '..') });
  assert.strictEqual(done.status, 0, String(done.stderr));
});
