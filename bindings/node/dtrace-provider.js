// SPDX-License-Identifier: BSD-2-Clause
// Static probes for dtrace and other tracers, made at run time: the interface
// of the package dtrace-provider. Where core.c could not be built, or libusdt is
// missing, everything does nothing; NODE_DTRACE_PROVIDER_REQUIRE=hard throws.
'use strict';

let core;
try {
  core = require('./build/core.node');
} catch (e) {
  if (process.env.NODE_DTRACE_PROVIDER_REQUIRE === 'hard') throw e;
}

// C types that are passed on; others are "char *", as they always were.
const INTEGERS = /^(int|unsigned int|long|unsigned long|short|unsigned short|u?int(8|16|32|64)_t|size_t)$/;
const REALS = /^(double|float)$/;

function toInteger(value) {
  if (typeof value === 'bigint') return BigInt.asIntN(64, value);
  const number = Math.trunc(Number(value));
  return Number.isFinite(number) ? number : 0;
}

function toReal(value) {
  return Number(value);
}

function toJSON(value) {
  return String(JSON.stringify(value));
}

function converter(type) {
  if (INTEGERS.test(type)) return toInteger;
  if (REALS.test(type)) return toReal;
  return type === 'json' ? toJSON : String;
}

function cType(type) {
  return INTEGERS.test(type) || REALS.test(type) ? type : 'char *';
}

class DTraceProbe {
  constructor(provider, name, types) {
    this.name = name;
    this.types = types;
    this._converters = types.map(converter);
    this._core = core && core.addProbe(provider, name, name, types.map(cType));
  }

  isEnabled() {
    return Boolean(core) && core.isEnabled(this._core);
  }

  // Call the function, when somebody traces, for an array of values.
  fire(callback, ...extra) {
    if (typeof callback !== 'function') {
      throw new TypeError('fire() needs a function that gives the values');
    }
    if (!this.isEnabled()) return;
    const values = callback.apply(this, extra);
    if (!Array.isArray(values)) {
      throw new TypeError(`the function for ${this.name} must give an array`);
    }
    core.fire(this._core, this._converters.map((convert, i) => convert(values[i])));
  }
}

let made = 0;

class DTraceProvider {
  constructor(name, module = `mod-${process.pid}-${made++}`) {
    if (typeof name !== 'string' || typeof module !== 'string') {
      throw new TypeError('a provider needs a name, and may have a module');
    }
    this._probes = new Map();
    this._core = core && core.createProvider(name, module);
  }

  addProbe(name, ...types) {
    if (typeof name !== 'string' || types.some((t) => typeof t !== 'string')) {
      throw new TypeError('a probe needs a name, and strings for types');
    }
    const probe = new DTraceProbe(this._core, name, types);
    this._probes.set(name, probe);
    if (!(name in this)) this[name] = probe;
    return probe;
  }

  removeProbe(probe) {
    if (!(probe instanceof DTraceProbe)) {
      throw new TypeError('removeProbe() needs a probe');
    }
    if (core) core.removeProbe(this._core, probe._core);
    this._probes.delete(probe.name);
    if (this[probe.name] === probe) delete this[probe.name];
  }

  enable() {
    if (core) core.enable(this._core);
  }

  disable() {
    if (core) core.disable(this._core);
  }

  // A name that is not there is no error: the stub never had one either.
  fire(name, callback, ...extra) {
    const probe = this._probes.get(name);
    if (probe) probe.fire(callback, ...extra);
  }
}

function createDTraceProvider(name, module) {
  return new DTraceProvider(name, module);
}

module.exports = {
  DTraceProvider,
  DTraceProbe,
  createDTraceProvider,
  available: Boolean(core),
};
