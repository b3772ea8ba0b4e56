# SPDX-License-Identifier: BSD-2-Clause
# Runs with a JIT compiler: one method is called often enough.
def hot(n)
  n + 1
end

sum = 0
100.times { |n| sum += hot(n) }
puts "sum is #{sum}"
