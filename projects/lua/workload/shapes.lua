-- A module, and a C function that calls back.

local shapes = {}

function shapes.area(width, height)
  local sum = 0
  local sides = {height, width}
  table.sort(sides, function (a, b) return a < b end)
  for _ = 1, sides[1] do sum = sum + sides[2] end
  return sum
end

return shapes
