-- SPDX-License-Identifier: BSD-2-Clause
local usdt = require "usdt"
assert(usdt.available, usdt.reason)

local function refuses(text, f, ...)
	local ok, message = pcall(f, ...)
	assert(not ok, "was taken: " .. text)
	assert(message:find(text, 1, true), message)
end

local function images(name)
	local n = 0
	for line in io.lines("/proc/self/maps") do
		if line:find("/" .. name, 1, true) then n = n + 1 end
	end
	return n
end

-- errors
local p = usdt.provider("errors", "m")
refuses("Invalid argument", usdt.provider, "a:b")
refuses("the provider has no probes", p.enable, p)
refuses("unknown type", p.probe, p, "f", "n", "nonsense")
refuses("Invalid argument", p.probe, p, "f", "a b")
refuses("at most 32", p.probe, p, "f", "n", table.unpack({}, 1, 33))
p:probe("f", "n", "int")
refuses("exists already", p.probe, p, "f", "n")
refuses("only struct", p.declare, p, "int x;")
refuses("expected", p.remove_probe, p, p)

-- life
local q = usdt.provider("life", "luamod")
local probe = q:probe("f", "n", "int", "char *")
assert(probe:enabled() == false and probe:fire(1, "x") == false)
assert(q:enable() == q and q:enable() == q)
assert(images("luamod") > 0)
assert(probe:enabled() == false and probe:fire("wrong") == false)
assert(not probe:fire(function() error("called though nobody traces") end))
local late = q:probe("f", "late")
q:update()
q:remove_probe(late)
refuses("is not there", q.remove_probe, q, late)
q:disable():enable()

-- nothing is left
q = nil
collectgarbage() collectgarbage()
assert(images("luamod") > 0, "a probe keeps its provider")
probe, late = nil, nil
collectgarbage() collectgarbage()
assert(images("luamod") == 0)
for i = 1, 500 do
	local r = usdt.provider("many" .. i, "luamod")
	r:probe("f", "n", "int")
	r:enable()
end
collectgarbage() collectgarbage()
assert(images("luamod") == 0)
print("test: ok")
