-- SPDX-License-Identifier: BSD-2-Clause
-- The module in C, or, where it or libusdt is missing, one that does nothing.

local found, core = pcall(require, "usdt.core")
if found then
	core.available = true
	return core
end

local nothing = {}
nothing.__index = nothing

function nothing:fire() return false end
function nothing:enabled() return false end
function nothing:probe() return setmetatable({}, nothing) end
for _, name in ipairs { "enable", "update", "disable", "declare", "remove_probe" } do
	nothing[name] = function(self) return self end
end

return {
	available = false,
	reason = core,
	provider = function() return setmetatable({}, nothing) end,
}
