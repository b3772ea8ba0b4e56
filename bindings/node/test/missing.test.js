// SPDX-License-Identifier: BSD-2-Clause
'use strict';

const assert = require('assert');
const { spawnSync } = require('child_process');
const { copyFileSync, mkdtempSync, rmSync } = require('fs');
const os = require('os');
const test = require('node:test');
const path = require('path');

const CODE = `
  const assert = require('assert');
  const { createDTraceProvider, available } = require('./dtrace-provider.js');
  assert(!available);
  const p = createDTraceProvider('a');
  const probe = p.addProbe('n', 'int');
  p.enable();
  assert.strictEqual(p.n, probe);
  probe.fire(() => assert.fail('called'));
  p.fire('n', () => assert.fail('called'));
  p.removeProbe(probe);
  p.disable();`;

test('without the part in C everything does nothing, or throws if asked', (t) => {
  const cwd = mkdtempSync(path.join(os.tmpdir(), 'usdt-'));
  t.after(() => rmSync(cwd, { recursive: true }));
  copyFileSync(path.join(__dirname, '..', 'dtrace-provider.js'), path.join(cwd, 'dtrace-provider.js'));
  const run = (env) => spawnSync(process.execPath, ['-e', CODE],
    { cwd, env: { ...process.env, NODE_DTRACE_PROVIDER_REQUIRE: '', ...env } });
  const soft = run({});
  assert.strictEqual(soft.status, 0, String(soft.stderr));
  assert.notStrictEqual(run({ NODE_DTRACE_PROVIDER_REQUIRE: 'hard' }).status, 0);
});
