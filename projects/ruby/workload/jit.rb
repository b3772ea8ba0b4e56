# SPDX-License-Identifier: BSD-2-Clause
# Runs with a JIT compiler: one method is called often enough, twice in each
# round, that it is compiled before the block, which might take it in.
def hot(n)
  n + 1
end

sum = 0
50.times { |n| sum += hot(n) + hot(n + 50) }
puts "sum is #{sum}"
