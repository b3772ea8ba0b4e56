# SPDX-License-Identifier: BSD-2-Clause
# Uses what the probes of Ruby tell of; expect.d says what must be seen.

def fib(n)
  n < 2 ? n : fib(n - 1) + fib(n - 2)
end

class Point
  attr_reader :x
  attr_accessor :y

  def initialize(x, y)
    @x = x
    @y = y
  end

  def self.origin = new(0, 0)

  define_method(:length) { Math.hypot(@x, @y) }
end

def refuse(what)
  raise ArgumentError, what
end

def leave(how)
  case how
  when :raise then refuse("on purpose")
  when :throw then throw :away, 1
  when :next then [1].each { return 2 }
  end
end

def leaves
  begin
    leave(:raise)
  rescue ArgumentError
    leave(:next)
  end
  catch(:away) { leave(:throw) }
  Integer("x", exception: false) || Integer("y")
rescue ArgumentError
  0
end

# A call in the last place that takes the place of its caller.
RubyVM::InstructionSequence.compile(<<~CODE, "tail.rb", nil, 1,
  def count_down(n)
    n == 0 ? :done : count_down(n - 1)
  end
CODE
  tailcall_optimization: true, trace_instruction: false).eval

def blocks
  square = ->(n) { n * n }
  [1, 2, 3].sum { |n| square.(n) } + 3.times { |n| break n if n == 1 }
end

def objects
  50.times { Point.new(3, 4) }
  list = Array.new(7)
  table = { "key" => list, :other => 1 }
  text = String.new("text " * 10)
  "symbol_of_#{text.size}".to_sym
  table
end

def files
  require "./shapes"
  require "./shapes"
  load "./shapes.rb"
  begin
    require "no_such_file"
  rescue LoadError
    load "./fails.rb"
  end
rescue RuntimeError
  0
end

def collector
  GC.start
  GC.start(full_mark: false)
  200_000.times { Object.new }
end

def fibers
  counter = Fiber.new do
    Fiber.yield 1
    Fiber.yield 2
    3
  end
  4.times.sum { counter.alive? ? counter.resume : 0 }
end

def threads
  2.times.map { |n| Thread.new { sleep 0.01; fib(5) + n } }.sum(&:value)
end

only_here = Object.new
def only_here.greet = :hello

fib(10)
points = Array.new(10) { Point.origin }
points.each { |point| point.y = point.x + 1 }
raise unless points.sum(&:length) == 10
raise unless only_here.greet == :hello
raise unless leaves == 0
raise unless count_down(100) == :done
raise unless blocks == 15
raise unless objects.size == 2
files
collector
raise unless fibers == 6
raise unless threads == 11
puts "fib(10) is #{fib(10)}, #{GC.count} collections"
