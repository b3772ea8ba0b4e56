# SPDX-License-Identifier: BSD-2-Clause
# What is counted with and without probes: small programs of all kinds, none of
# which does nothing but call.

def fib(n) = n < 2 ? n : fib(n - 1) + fib(n - 2)

Node = Struct.new(:left, :right)

def tree(depth) = depth == 0 ? Node.new : Node.new(tree(depth - 1), tree(depth - 1))

def size(node) = node.left ? 1 + size(node.left) + size(node.right) : 1

class Vector
  attr_reader :x, :y

  def initialize(x, y)
    @x = x
    @y = y
  end

  def +(other) = Vector.new(@x + other.x, @y + other.y)
end

def vectors
  sum = Vector.new(0, 0)
  20_000.times { |n| sum += Vector.new(n, -n) }
  sum.x + sum.y
end

def sieve(limit)
  prime = Array.new(limit + 1, true)
  (2..Math.sqrt(limit)).each do |n|
    (n * n).step(limit, n) { |multiple| prime[multiple] = false } if prime[n]
  end
  prime.count(true) - 2
end

def words(text)
  text.downcase.scan(/\w+/).tally.max_by { |_, count| count }.first
end

def collatz(limit)
  longest = 0
  n = 1
  while n < limit
    steps = 0
    at = n
    while at != 1
      at = at.even? ? at / 2 : 3 * at + 1
      steps += 1
    end
    longest = steps if steps > longest
    n += 1
  end
  longest
end

def numbers(count)
  source = Enumerator.new { |into| count.times { |n| into << n } }
  sum = 0
  count.times { sum += source.next }
  sum
end

def refused(count)
  count.times.count do
    raise ArgumentError, "no"
  rescue ArgumentError
    true
  end
end

def sorted(count)
  seed = 1
  list = Array.new(count) { seed = (seed * 1103515245 + 12345) & 0x7fffffff }
  list.sort_by { |n| -n }.each_slice(2).map(&:first).first
end

text = "The quick brown fox jumps over the lazy dog and the cat. " * 200

p fib(20), size(tree(11)), vectors, sieve(30_000), words(text), collatz(1000),
  numbers(2000), refused(3000), sorted(5000),
  (1..3000).map { |n| "#{n}:#{n.to_s(16)}" }.join.hash.class,
  (1..3000).to_h { |n| [n.to_s, n] }.select { |_, n| n.odd? }.size
