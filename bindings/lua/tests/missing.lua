-- SPDX-License-Identifier: BSD-2-Clause
local usdt = require "usdt"
assert(not usdt.available and usdt.reason)
local p = usdt.provider("a", "b")
local probe = p:probe("f", "n", "int")
assert(p:enable() == p and p:declare("x") == p)
assert(probe:enabled() == false and probe:fire(1) == false)
p:remove_probe(probe)
p:update():disable()
print("missing: ok")
