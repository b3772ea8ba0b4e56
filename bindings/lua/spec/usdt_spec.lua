-- SPDX-License-Identifier: BSD-2-Clause
-- DTRACE is the tracer; without it, or not as root, nothing is traced.
local usdt = require "usdt"

local function refuses(text, f, ...)
	local ok, message = pcall(f, ...)
	assert.is_false(ok, "was taken: " .. text)
	assert.is_truthy(message:find(text, 1, true), message)
end

local function count_images(name)
	local n = 0
	for line in io.lines("/proc/self/maps") do
		if line:find("/" .. name, 1, true) then n = n + 1 end
	end
	return n
end

local function own_pid()
	local f <close> = io.open("/proc/self/stat")
	return f:read("n")
end

local function collect()
	collectgarbage()
	collectgarbage()
end

describe("libusdt", function()
	it("is there", function()
		assert.is_true(usdt.available, usdt.reason)
	end)

	it("refuses with its own words", function()
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
	end)
end)

describe("a provider", function()
	local p, probe

	before_each(function()
		p = usdt.provider("life", "luamod")
		probe = p:probe("f", "n", "int", "char *")
	end)

	after_each(function()
		p, probe = nil, nil
		collect()
	end)

	it("appears and goes", function()
		assert.equal(p, p:enable())
		assert.equal(p, p:enable())
		assert.is_true(count_images("luamod") > 0)
		assert.equal(p, p:disable())
		assert.equal(0, count_images("luamod"))
		p:disable():enable()
	end)

	it("takes and drops probes while it is enabled", function()
		p:enable()
		local late = p:probe("f", "late")
		p:update()
		p:remove_probe(late)
		refuses("is not there", p.remove_probe, p, late)
	end)

	it("lives as long as its probes, and is collected with them", function()
		p:enable()
		p = nil
		collect()
		assert.is_true(count_images("luamod") > 0)
		probe = nil
		collect()
		assert.equal(0, count_images("luamod"))
		for i = 1, 500 do
			local r = usdt.provider("many" .. i, "luamod")
			r:probe("f", "n", "int")
			r:enable()
		end
		collect()
		assert.equal(0, count_images("luamod"))
	end)
end)

describe("a probe that nobody traces", function()
	local p = usdt.provider("quiet", "luaquiet")
	local probe = p:probe("f", "n", "int", "char *")

	it("says so, and looks at no value", function()
		for _ = 1, 2 do
			assert.is_false(probe:enabled())
			assert.is_false(probe:fire(1, "x"))
			assert.is_false(probe:fire("wrong"))
			assert.is_false(probe:fire(function() error("called") end))
			p:enable()
		end
		p:disable()
	end)
end)

describe("without libusdt", function()
	local nothing, loaded, cpath

	setup(function()
		loaded, cpath = package.loaded, package.cpath
		package.loaded.usdt, package.loaded["usdt.core"] = nil, nil
		package.cpath = "./nowhere/?.so"
		package.preload["usdt.core"] = nil
		nothing = require "usdt"
	end)

	teardown(function()
		package.cpath = cpath
		package.loaded.usdt = usdt
	end)

	it("everything does nothing", function()
		assert.is_false(nothing.available)
		assert.is_string(nothing.reason)
		local p = nothing.provider("a", "b")
		local probe = p:probe("f", "n", "int")
		assert.equal(p, p:enable())
		assert.equal(p, p:declare("x"))
		assert.is_false(probe:enabled())
		assert.is_false(probe:fire(1))
		assert.equal(p, p:remove_probe(probe):update():disable())
	end)
end)

local PROGRAM = [[
lua*:lmod:foo:iprobe {
	printf("%d %d %d %d %d %d %d %d %d %d\n", arg0, arg1, arg2, arg3, arg4,
	    arg5, arg6, arg7, arg8, arg9);
}
lua*:lmod:foo:cprobe {
	printf("%s %s %s %s %s %s %s %s %s %s\n", copyinstr(arg0),
	    copyinstr(arg1), copyinstr(arg2), copyinstr(arg3), copyinstr(arg4),
	    copyinstr(arg5), copyinstr(arg6), copyinstr(arg7), copyinstr(arg8),
	    copyinstr(arg9));
}
lua*:lmod:foo:last {
	printf("%x %s\n", arg0, copyinstr(arg1));
	exit(0);
}
]]

describe("a tracer", function()
	local dtrace = os.getenv("DTRACE")
	if not dtrace or io.popen("id -u"):read("n") ~= 0 then
		pending("sees values: no DTRACE, or not root")
		return
	end

	local p = usdt.provider("lua", "lmod")
	local function ten(t) return t, t, t, t, t, t, t, t, t, t end
	local iprobe = p:probe("foo", "iprobe", ten("int"))
	local cprobe = p:probe("foo", "cprobe", ten("char *"))
	local last = p:probe("foo", "last", "double", "char *")

	it("sees values, as earlier bindings passed them", function()
		p:enable()
		local tracer <close> = io.popen(("timeout 40 %s -q -p %d -n '%s'")
			:format(dtrace, own_pid(), PROGRAM))
		local start = os.time()
		while not (iprobe:enabled() and cprobe:enabled() and last:enabled()) do
			assert(os.time() - start < 30, "nobody traces")
		end
		os.execute("sleep 0.2")	-- enabled is not yet heard, for a moment
		assert.is_true(iprobe:fire(1, 2, 3, 4, 5, 6, 7, 8, 9, 10))
		assert.is_true(cprobe:fire("a", "b", "c", "d", "e", "f", "g", "h", "i", "j"))
		refuses("takes 10 values, not 1", iprobe.fire, iprobe, 1)
		refuses("number expected", iprobe.fire, iprobe, "a", 2, 3, 4, 5, 6, 7, 8, 9, 10)
		assert.is_true(last:fire(function() return 0.5, "made" end))
		local lines = {}
		for line in tracer:lines() do
			if line ~= "" then lines[#lines + 1] = line end
		end
		table.sort(lines)
		assert.same({ "1 2 3 4 5 6 7 8 9 10", "3fe0000000000000 made",
			"a b c d e f g h i j" }, lines)
		p:disable()
	end)
end)
