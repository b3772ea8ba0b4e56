# SPDX-License-Identifier: BSD-2-Clause
require 'minitest/autorun'
require 'open3'
require 'usdt'

class TestUSDT < Minitest::Test
  DTRACE = ENV['DTRACE']

  def images
    File.foreach('/proc/self/maps').grep(%r{/rbmod}).size
  end

  def refuses(text, kind = USDT::Error, &block)
    assert_includes assert_raises(kind, &block).message, text
  end

  def test_errors
    assert USDT::AVAILABLE
    refuses('Invalid argument') { USDT::Provider.create('a:b', :m) }
    p = USDT::Provider.create(:errors, :m)
    refuses('no probes') { p.enable }
    refuses('unknown type') { p.probe(:f, :n, :nonsense) }
    refuses('Invalid argument') { p.probe(:f, 'a b') }
    refuses('at most 32', ArgumentError) { p.probe(:f, :n, *[:integer] * 33) }
    probe = p.probe(:f, :n)
    refuses('exists already') { p.probe(:f, :n) }
    refuses('only struct') { p.declare('int x;') }
    assert_raises(TypeError) { p.remove_probe(p) }
    p.remove_probe(probe)
    refuses('no probes') { p.remove_probe(probe) }
    assert_raises(TypeError) { USDT::Probe.new }
  end

  def test_life
    p = USDT::Provider.create(:life, :rbmod)
    probe = p.probe(:f, :n, :integer, 'char *')
    assert_equal [:f, :n, [:integer, 'char *']], [probe.function, probe.name, probe.arguments]
    assert_equal [probe], p.probes
    assert_equal %i[life rbmod], [p.provider, p.mod]
    refute probe.enabled?
    assert p.enable && p.enable
    assert_operator images, :>, 0
    refute probe.fire(1, 'x')
    refute(probe.fire { raise 'called though nobody traces' })
    late = p.probe(:f, :late)
    assert p.update && p.remove_probe(late)
    assert p.disable
    assert_equal 0, images
    refute probe.fire(1, 'x')
  end

  # The names and ways of earlier bindings.
  def test_compatible
    p = USDT::Provider.create(:compat, :rbcompat)
    probe = p.probe('func', 'name', :string, :integer)
    assert_equal %i[func name], [probe.function, probe.name]
    assert_equal %i[string integer], probe.arguments
    assert_equal true, p.enable
    assert_equal false, probe.enabled?
    assert_equal false, probe.fire('x', 1)
    assert_equal true, p.disable
    assert_equal true, p.remove_probe(probe)
    assert_operator USDT::Error, :<, StandardError
    inside = nil
    made = USDT::Provider.create(:block, :rbcompat) { |q| inside = q.probe(:f, :n, *[:integer] * 32) }
    assert_equal 32, inside.arguments.size
    assert_equal true, made.disable
  end

  def many
    200.times { |i| USDT::Provider.create("many#{i}", :rbmod) { |p| p.probe(:f, :n, :integer) } }
  end

  def test_garbage
    many
    1000.times { Object.new }
    3.times { GC.start }
    assert_operator images, :<, 30 # the stack may still name some
  end

  def test_threads
    p = USDT::Provider.create(:threads, :m)
    probe = p.probe(:f, :n, :integer)
    stop = false
    threads = Array.new(3) { Thread.new { probe.fire(1) until stop } }
    100.times { p.enable && p.disable }
    stop = true
    threads.each(&:join)
  end

  def test_traced
    skip 'no DTRACE, or not root' unless DTRACE && Process.uid.zero?
    p = USDT::Provider.create(:rbprov, :rbtraced)
    all = p.probe(:fn, :all, *[:integer] * 16, *[:string] * 16)
    kinds = p.probe(:fn, :kinds, :json, 'int64_t', 'uint64_t', :double, :string)
    p.enable
    program = <<~'D'
      rbprov*:rbtraced:fn:all {
        printf("all %d %d %s %s\n", arg0, args[15], copyinstr((uintptr_t)args[16]),
            copyinstr((uintptr_t)args[31]));
      }
      rbprov*:rbtraced:fn:kinds {
        printf("kinds %s %d %x %x %d\n", copyinstr(arg0), arg1, arg2, arg3, arg4);
        exit(0);
      }
    D
    Open3.popen2('timeout', '40', DTRACE, '-q', '-p', Process.pid.to_s, '-n', program) do |_, out, tracer|
      start = Time.now
      sleep 0.01 until (all.enabled? && kinds.enabled?) || Time.now - start > 30
      assert all.fire(*1..16, *'a'..'p')
      assert_raises(ArgumentError) { all.fire(1) }
      assert_raises(TypeError) { kinds.fire(1, 'x', 1, 0.5, nil) }
      assert_raises(TypeError) { kinds.fire(1, 1, 1, 0.5, 1) }
      assert_raises(RangeError) { kinds.fire(1, 1 << 64, 1, 0.5, nil) }
      assert(kinds.fire { [{ 'a' => [1, nil] }, -5_000_000_000, 1 << 63, 0.5, nil] })
      assert_equal ['all 1 16 a p', 'kinds {"a":[1,null]} -5000000000 8000000000000000 3fe0000000000000 0'],
                   out.read.lines.map(&:chomp).reject(&:empty?).sort
      assert tracer.value.success?
    end
  end
end
