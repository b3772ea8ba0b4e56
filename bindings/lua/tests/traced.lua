-- SPDX-License-Identifier: BSD-2-Clause
-- Says its process number, waits until it is traced, and fires.
local usdt = require "usdt"
local p = usdt.provider("lua", "lmod")
local function types(t) return table.unpack({ t, t, t, t, t, t, t, t, t, t }) end
local iprobe = p:probe("foo", "iprobe", types("int"))
local cprobe = p:probe("foo", "cprobe", types("char *"))
local last = p:probe("foo", "last", "double", "char *")
p:enable()
print(io.open("/proc/self/stat"):read("n"))
io.stdout:flush()
local start = os.time()
while not (iprobe:enabled() and cprobe:enabled() and last:enabled()) do
	assert(os.time() - start < 30, "nobody traces")
end
assert(iprobe:fire(1, 2, 3, 4, 5, 6, 7, 8, 9, 10))
assert(cprobe:fire("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"))
assert(not pcall(iprobe.fire, iprobe, 1))
assert(not pcall(iprobe.fire, iprobe, "a", 2, 3, 4, 5, 6, 7, 8, 9, 10))
assert(last:fire(function() return 0.5, "made" end))
