-- What has a probe, each at least once, with numbers that expect.d knows.

local shapes = require "shapes"		-- shapes.lua, beside this file

local function fib(n)
  if n < 2 then return n end
  return fib(n - 1) + fib(n - 2)
end

-- loop(n) calls itself n times in the place of the caller
local function loop(n)
  if n == 0 then return "end" end
  return loop(n - 1)
end

-- two functions that an error leaves
local function inner()
  error("no such luck")
end

local function outer()
  inner()
  return "never"
end

local function errors()
  local ok, message = pcall(outer)
  assert(not ok and message:find("^main.lua:%d+: no such luck$"))
  ok, message = pcall(error, {})
  assert(not ok and type(message) == "table")
  ok, message = pcall(function () return nil + 1 end)
  assert(not ok and message:find("arithmetic on a nil value", 1, true))
end

local function chunks()
  assert(load("return 6 * 7", "=answer")() == 42)
  local f, message = load("x = = 1", "=broken")
  assert(not f and message:find("broken:1: unexpected symbol", 1, true))
  assert(not pcall(require, "nosuchmodule"))
end

local function coroutines()
  local count = coroutine.wrap(function (n)
    for i = 1, n do coroutine.yield(i, i * i) end
    return "done"
  end)
  local i, square = count(3)
  assert(i == 1 and square == 1)
  i, square = count()
  assert(i == 2 and square == 4)
  i, square = count()
  assert(i == 3 and square == 9)
  assert(count() == "done")
  -- an error ends one, through a call that is suspended
  local co = coroutine.create(function ()
    pcall(coroutine.yield, "waiting")
    error("late")
  end)
  assert(select(2, coroutine.resume(co)) == "waiting")
  local ok, message = coroutine.resume(co)
  assert(not ok and message:find("late", 1, true))
end

-- Lua's own hooks beside the probes: both look into the same mask
local function hooks()
  local calls = 0
  debug.sethook(function () calls = calls + 1 end, "c")
  local _, mask = debug.gethook()
  fib(2)
  debug.sethook()
  assert(mask == "c" and calls == 5)
  fib(2)
  assert(calls == 5)
end

local function memory()
  local t = {}
  for k = 1, 1000 do t["key" .. k] = {} end
  collectgarbage("incremental", 200, 100, 8)
  for _ = 1, 20000 do local _ = {} end		-- steps
  collectgarbage("generational")
  for _ = 1, 20000 do local _ = {} end		-- young collections
  -- with the parts, more than the driver lets it have
  local part = string.rep("x", 1 << 25)
  local ok, message = pcall(function () return part .. part .. part end)
  assert(not ok and message == "not enough memory")
end

assert(fib(10) == 55)
assert(loop(100) == "end")
assert(shapes.area(3, 4) == 12)
errors()
chunks()
coroutines()
hooks()
collectgarbage()			-- frees the coroutines
memory()
print("fib(10) is " .. fib(10))
