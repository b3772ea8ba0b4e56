-- Small programs of the kinds that people write in Lua: what do untraced
-- probes cost? Some ten million instructions each.

local tests = {}

function tests.calls()			-- calls, and hardly anything else
  local function fib(n)
    if n < 2 then return n end
    return fib(n - 1) + fib(n - 2)
  end
  return fib(21)
end

function tests.numbers()
  local x, y = 1.0, 0.5
  for _ = 1, 150000 do x, y = x - y * 0.01, y + x * 0.01 end
  return x
end

function tests.sieve()
  local sieve, count = {}, 0
  for i = 2, 40000 do sieve[i] = true end
  for i = 2, 40000 do
    if sieve[i] then
      count = count + 1
      for j = i * i, 40000, i do sieve[j] = false end
    end
  end
  return count
end

function tests.matrices()
  local n, a, b = 40, {}, {}
  for i = 1, n do
    a[i], b[i] = {}, {}
    for j = 1, n do a[i][j], b[i][j] = i + j, i - j end
  end
  local c = {}
  for i = 1, n do
    local row = {}
    for j = 1, n do
      local sum = 0
      for k = 1, n do sum = sum + a[i][k] * b[k][j] end
      row[j] = sum
    end
    c[i] = row
  end
  return c
end

function tests.objects()
  local Account = {}
  Account.__index = Account
  function Account.new(name) return setmetatable({name = name, sum = 0}, Account) end
  function Account:deposit(n) self.sum = self.sum + n end
  for i = 1, 3000 do
    local account = Account.new("name" .. i)
    for k = 1, 10 do account:deposit(k) end
  end
end

function tests.strings()
  local text = {}
  for i = 1, 3000 do
    text[#text + 1] = string.format("%d:%s=%5.2f", i, "key", i / 3)
  end
  text = table.concat(text, "\n")
  local n = 0
  for key, value in text:gmatch("(%w+)=%s*(%S+)") do n = n + #key + #value end
  return text:gsub("%d+", "<%0>"):upper():len() + n
end

function tests.words()
  local counts, seed = {}, 42
  for _ = 1, 20000 do
    seed = (seed * 1103515245 + 12345) & 0x7fffffff
    local word = "w" .. seed % 500
    counts[word] = (counts[word] or 0) + 1
  end
  local words = {}
  for word in pairs(counts) do words[#words + 1] = word end
  table.sort(words, function (a, b)
    return counts[a] > counts[b] or counts[a] == counts[b] and a < b
  end)
  return words[1]
end

function tests.generators()
  local sum = 0
  local next = coroutine.wrap(function ()
    for i = 1, 8000 do coroutine.yield(i) end
  end)
  for i in next do sum = sum + i end
  return sum
end

function tests.compile()
  local parts = {}
  for i = 1, 300 do
    parts[i] = ("local function f%d(a, b) if a > b then return a * %d end return {a, b} end"):format(i % 100, i)
    if i % 100 == 0 then assert(load(table.concat(parts, "\n", i - 99, i))) end
  end
end

local names = {}
for name in pairs(tests) do names[#names + 1] = name end
table.sort(names)
for _, name in ipairs(arg[1] and arg or names) do tests[name]() end
